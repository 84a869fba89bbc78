/** The title of a row decides how the model of the service treats the row; any other title is accepted. */
import type { JsonObject } from "../../../connector/index.js";

/** Titles, or their beginnings. */
export const mark = {
  /** The call is rejected with an error that names the row. */
  poisonNamed: "poison, named",
  poisonSilent: "poison, silent",
  /** The call is rejected with an error that names the value that follows. */
  poisonWrong: "poison, wrong:",
  /** The call is accepted, the row is not. */
  rejected: "rejected",
  rejectedSilently: "rejected, silent",
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

/** Returns the service's message for a call that this row fails; undefined for a row that fails none. */
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

/** Returns why the service rejects this row of an accepted call; undefined for an accepted row. */
export function rejectionOf({ title, indicatorValue }: JsonObject): { reason: string | null } | undefined {
  if (title === mark.rejected) return { reason: "Indicator is not allowed" };
  if (title === mark.rejectedSilently) return { reason: null };
  return String(indicatorValue).endsWith(" ") ? { reason: "Invalid value" } : undefined;
}
