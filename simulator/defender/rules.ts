// Checks the values of a single row. Codes and templates come from the page "Common REST API error codes".
import { addressFault } from "../core/addresses.js";
import type { Row } from "./indicator.js";
import { input, type RowProblem, type TypedRow, shapeProblem } from "./rules_shape.js";
import type { Settings } from "../core/types.js";

export type { RowProblem };

type Rule = (row: TypedRow, settings: Settings, now: number) => RowProblem | undefined;

const ENUMS: Record<"indicatorType" | "action" | "severity", readonly string[]> = {
  indicatorType: [
    "FileSha1",
    "FileSha256",
    "FileMd5",
    "CertificateThumbprint",
    "IpAddress",
    "DomainName",
    "Url",
  ],
  // Alert and AlertAndBlock are legacy names that the API still accepts.
  action: ["Warn", "Block", "Audit", "Alert", "AlertAndBlock", "BlockAndRemediate", "Allowed"],
  severity: ["Informational", "Low", "Medium", "High"],
};
const HASHES: Record<string, RegExp> = {
  FileSha1: /^[0-9a-f]{40}$/i,
  FileSha256: /^[0-9a-f]{64}$/i,
  FileMd5: /^[0-9a-f]{32}$/i,
  CertificateThumbprint: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i,
};
// Underscores occur in real hosts; the last label is never a number.
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9-]{2,63}$/i;
const DATE_TIME =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)$/;

// The misspelling is the service's own, from a captured response.
const hasValue: Rule = ({ indicatorValue: value }) =>
  value.trim() === "" ? input("Recieved an empty indicator value.") : undefined;

const hasNoOuterBlank: Rule = ({ indicatorValue: value }) =>
  value === value.trim()
    ? undefined
    : input(`Invalid input ${value}: the indicator value starts or ends with whitespace.`);

function knownWord(row: TypedRow, name: keyof typeof ENUMS): RowProblem | undefined {
  const word = row[name] ?? undefined;
  if (word === undefined || ENUMS[name].includes(word)) return undefined;
  const choices = ENUMS[name].join(", ");
  return input(`Invalid input ${row.indicatorValue}: ${name} '${word}' is not one of ${choices}.`);
}

const hasKnownWords: Rule = (row) =>
  knownWord(row, "indicatorType") ?? knownWord(row, "action") ?? knownWord(row, "severity");

const hasHash: Rule = ({ indicatorType: type, indicatorValue: value }, { acceptMd5 }) => {
  const shape = HASHES[type];
  const isFine = !shape || (shape.test(value) && (acceptMd5 || type !== "FileMd5"));
  return isFine ? undefined : { code: "InvalidHashValue", message: `Hash value ${value} is invalid.` };
};

const hasAddress: Rule = ({ indicatorType: type, indicatorValue: value }, { strictIpv6 }) => {
  const fault = type === "IpAddress" ? addressFault(value, strictIpv6) : undefined;
  return fault === undefined
    ? undefined
    : { code: "InvalidIpAddress", message: `IP address ${value} is invalid.${fault}` };
};

const hasDomain: Rule = ({ indicatorType: type, indicatorValue: value }) =>
  type === "DomainName" && !DOMAIN.test(value)
    ? { code: "InvalidDomainName", message: `Domain name ${value} is invalid.` }
    : undefined;

// A real list contains a Url without a scheme, so one is added before the check.
function isUrl(value: string): boolean {
  const whole = /^(?:https?|ftp):\/\//i.test(value) ? value : `http://${value}`;
  return !/\s/.test(value) && URL.canParse(whole) && /[.:]/.test(new URL(whole).hostname);
}

const hasUrl: Rule = ({ indicatorType: type, indicatorValue: value }) =>
  type === "Url" && !isUrl(value) ? { code: "InvalidUrl", message: `URL ${value} is invalid.` } : undefined;

// "must be true when action is Audit" (Submit or update indicator).
const hasAlertForAudit: Rule = ({ action, generateAlert, indicatorValue: value }) =>
  action === "Audit" && generateAlert !== true
    ? input(`Invalid input ${value}: generateAlert must be true when the action is Audit.`)
    : undefined;

// The table of actions per type in "Overview of indicators"; networks and BlockAndRemediate: "Manage indicators".
const hasFittingAction: Rule = ({ action, indicatorType: type, indicatorValue: value }, settings) => {
  const isNetwork = ["IpAddress", "DomainName", "Url"].includes(type);
  const isRejected =
    (isNetwork && action === "BlockAndRemediate" && !settings.acceptNetworkRemediation) ||
    (type === "CertificateThumbprint" && ["Audit", "Warn", "Block"].includes(action));
  return isRejected
    ? input(`Invalid input ${value}: action ${action} is not supported for ${type}.`)
    : undefined;
};

// Edm.DateTimeOffset: an existing day, with a time and a zone.
function isDateTime(time: string): boolean {
  if (!DATE_TIME.test(time)) return false;
  const day = new Date(`${time.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(time.slice(0, 10));
}

const hasReadableExpiry: Rule = ({ expirationTime: time, indicatorValue: value }) =>
  typeof time === "string" && !isDateTime(time)
    ? input(`Invalid input ${value}: expirationTime '${time}' is not a date.`)
    : undefined;

const isActive: Rule = ({ expirationTime: time, indicatorValue: value }, _settings, now) =>
  typeof time === "string" && Date.parse(time) <= now
    ? {
        code: "BadRequest",
        message: `Indicator ${value} is inactive. (Expiration time should be set to a future date time)`,
        expired: true,
      }
    : undefined;

const RULES: readonly Rule[] = [
  hasValue,
  hasNoOuterBlank,
  hasKnownWords,
  hasHash,
  hasAddress,
  hasDomain,
  hasUrl,
  hasAlertForAudit,
  hasFittingAction,
  hasReadableExpiry,
  isActive,
];

/** Returns the first problem of a row, or undefined; `now` in epoch ms. */
export function rowProblem(row: Row, settings: Settings, now: number): RowProblem | undefined {
  // Shape first: the other rules rely on the types.
  const problem = shapeProblem(row);
  return problem ?? valueProblem(row as Row & TypedRow, settings, now);
}

function valueProblem(row: TypedRow, settings: Settings, now: number): RowProblem | undefined {
  for (const rule of RULES) {
    const problem = rule(row, settings, now);
    if (problem) return problem;
  }
  return undefined;
}
