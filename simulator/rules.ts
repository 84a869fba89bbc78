// What the service refuses about a single row. Codes and templates come from its page "Common REST API error codes".
import { addressFault } from "./addresses.js";
import type { Row } from "./indicator.js";
import type { Settings } from "./types.js";

/** A refused row: the code and sentence of the service; `expired` rows may fail the whole call. */
export interface RowProblem {
  code: string;
  message: string;
  expired?: true;
}

type Rule = (row: Row, settings: Settings, now: number) => RowProblem | undefined;

const REQUIRED = ["indicatorValue", "indicatorType", "action", "title", "description"] as const;
const TEXTS = [...REQUIRED, "severity", "application", "recommendedActions", "expirationTime"] as const;
const ENUMS: Record<string, readonly string[]> = {
  indicatorType: [
    "FileSha1",
    "FileSha256",
    "FileMd5",
    "CertificateThumbprint",
    "IpAddress",
    "DomainName",
    "Url",
  ],
  // Alert and AlertAndBlock are legacy names that the API still takes.
  action: ["Warn", "Block", "Audit", "Alert", "AlertAndBlock", "BlockAndRemediate", "Allowed"],
  severity: ["Informational", "Low", "Medium", "High"],
};
const HASHES: Record<string, RegExp> = {
  FileSha1: /^[0-9a-f]{40}$/i,
  FileSha256: /^[0-9a-f]{64}$/i,
  FileMd5: /^[0-9a-f]{32}$/i,
  CertificateThumbprint: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i,
};
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;

const input = (message: string): RowProblem => ({ code: "InvalidInput", message });
const isAbsent = (value: unknown) => value === undefined || value === null;

const hasRequired: Rule = (row) => {
  const missing = REQUIRED.find((name) => isAbsent(row[name]));
  return missing && { code: "MissingRequiredParameter", message: `Parameter ${missing} is missing.` };
};

const hasTexts: Rule = (row) => {
  const wrong = TEXTS.find((name) => !isAbsent(row[name]) && typeof row[name] !== "string");
  return wrong && input(`Invalid input ${wrong}: a string is expected.`);
};

const hasGroups: Rule = ({ rbacGroupNames: groups }) => {
  const isList = Array.isArray(groups) && groups.every((name) => typeof name === "string");
  return isAbsent(groups) || isList
    ? undefined
    : input("Invalid input rbacGroupNames: a list of strings is expected.");
};

// The misspelling is the service's own, from a captured answer.
const hasValue: Rule = (row) =>
  String(row["indicatorValue"]).trim() === "" ? input("Recieved an empty indicator value.") : undefined;

const hasNoOuterBlank: Rule = ({ indicatorValue: value }) =>
  String(value) === String(value).trim()
    ? undefined
    : input(`Invalid input ${value}: the indicator value starts or ends with whitespace.`);

const hasKnownWords: Rule = (row) => {
  const wrong = Object.keys(ENUMS).find(
    (name) => !isAbsent(row[name]) && !ENUMS[name]?.includes(String(row[name])),
  );
  return wrong === undefined
    ? undefined
    : input(
        `Invalid input ${row["indicatorValue"]}: ${wrong} '${row[wrong]}' is not one of ${ENUMS[wrong]}.`,
      );
};

const hasHash: Rule = ({ indicatorType: type, indicatorValue: value }, { acceptMd5 }) => {
  const shape = HASHES[String(type)];
  const isFine = !shape || (shape.test(String(value)) && (acceptMd5 || type !== "FileMd5"));
  return isFine ? undefined : { code: "InvalidHashValue", message: `Hash value ${value} is invalid.` };
};

const hasAddress: Rule = ({ indicatorType: type, indicatorValue: value }, { strictIpv6 }) => {
  const fault = type === "IpAddress" ? addressFault(String(value), strictIpv6) : undefined;
  return fault === undefined
    ? undefined
    : { code: "InvalidIpAddress", message: `IP address ${value} is invalid.${fault}` };
};

const hasDomain: Rule = ({ indicatorType: type, indicatorValue: value }) =>
  type === "DomainName" && !DOMAIN.test(String(value))
    ? { code: "InvalidDomainName", message: `Domain name ${value} is invalid.` }
    : undefined;

// A real list holds a Url without a scheme, so one is added before looking.
function isUrl(value: string): boolean {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  return !/\s/.test(value) && URL.canParse(whole) && /[.:]/.test(new URL(whole).hostname);
}

const hasUrl: Rule = ({ indicatorType: type, indicatorValue: value }) =>
  type === "Url" && !isUrl(String(value))
    ? { code: "InvalidUrl", message: `URL ${value} is invalid.` }
    : undefined;

// "must be true when action is Audit" (Submit or update indicator).
const hasAlertForAudit: Rule = ({ action, generateAlert, indicatorValue: value }) =>
  action === "Audit" && generateAlert !== true
    ? input(`Invalid input ${value}: generateAlert must be true when the action is Audit.`)
    : undefined;

// The table of actions per type in "Overview of indicators"; networks and BlockAndRemediate: "Manage indicators".
const hasFittingAction: Rule = ({ action, indicatorType: type, indicatorValue: value }, settings) => {
  const isNetwork = ["IpAddress", "DomainName", "Url"].includes(String(type));
  const isRefused =
    (isNetwork && action === "BlockAndRemediate" && !settings.acceptNetworkRemediation) ||
    (type === "CertificateThumbprint" && ["Audit", "Warn", "Block"].includes(String(action)));
  return isRefused
    ? input(`Invalid input ${value}: action ${action} is not supported for ${type}.`)
    : undefined;
};

const hasReadableExpiry: Rule = ({ expirationTime: time, indicatorValue: value }) =>
  typeof time === "string" && Number.isNaN(Date.parse(time))
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

// Shape first: later rules take the types of the earlier ones for granted.
const RULES: readonly Rule[] = [
  hasRequired,
  hasTexts,
  hasGroups,
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

/** The first thing wrong with a row, or undefined. */
export function rowProblem(row: Row, settings: Settings, now: number): RowProblem | undefined {
  for (const rule of RULES) {
    const problem = rule(row, settings, now);
    if (problem) return problem;
  }
  return undefined;
}
