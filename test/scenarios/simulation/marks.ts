/** What the model of the service does with a row, which the row's title tells; any other title is taken. */
import type { JsonObject } from "../../../connector/index.js";

/** Titles, or how they begin. */
export const mark = {
  /** The call is refused, naming the row. */
  poisonNamed: "poison, named",
  poisonSilent: "poison, silent",
  /** The call is refused, naming the value that follows. */
  poisonWrong: "poison, wrong:",
  /** The call is taken, the row is not. */
  refused: "refused",
  rejectedSilently: "refused, silent",
} as const;

const types = new Set([
  "FileSha1",
  "FileSha256",
  "FileMd5",
  "CertificateThumbprint",
  "IpAddress",
  "DomainName",
  "Url",
]);
const actions = new Set(["Allowed", "Audit", "Warn", "Block", "BlockAndRemediate", "Alert", "AlertAndBlock"]);

/** The service's sentence for a call that this row sinks; undefined for a row that sinks none. */
export function poisonOf(row: unknown): string | undefined {
  if (typeof row !== "object" || row === null) return "Request body is incorrect";
  const { title, indicatorValue, indicatorType, action, expirationTime } = row as JsonObject;
  if (typeof title !== "string" || typeof indicatorValue !== "string") return "Request body is incorrect";
  if (!types.has(String(indicatorType)) || !actions.has(String(action))) return "Request body is incorrect";
  if (expirationTime !== undefined) return `Indicator ${indicatorValue} has expired`;
  if (indicatorType === "FileSha1" && indicatorValue.length !== 40) return "Invalid hash value";
  if (title === mark.poisonNamed) return `Indicator ${indicatorValue} is not valid`;
  if (title === mark.poisonSilent) return "Request body is incorrect";
  if (title.startsWith(mark.poisonWrong))
    return `Indicator ${title.slice(mark.poisonWrong.length + 1)} is bad`;
  return undefined;
}

/** Why the service does not take this row of a call that it takes; undefined for a row that it takes. */
export function rejectionOf({ title, indicatorValue }: JsonObject): { reason: string | null } | undefined {
  if (title === mark.refused) return { reason: "Indicator is not allowed" };
  if (title === mark.rejectedSilently) return { reason: null };
  return String(indicatorValue).endsWith(" ") ? { reason: "Invalid value" } : undefined;
}
