// The stored form of an indicator: its identity, how it is created, and which properties an update keeps.
import type { Indicator } from "../core/types.js";

/** A row of a request; its fields have been checked. */
export type Row = Record<string, unknown>;

/** Who writes, and when (epoch ms). */
export interface Writer {
  tenant: string;
  /** App id, or sign-in name of a user. */
  name: string;
  displayName: string;
  now: number;
}

const text = (value: unknown) => (typeof value === "string" ? value : null);
const list = <T>(value: unknown) => (Array.isArray(value) ? (value as T[]) : []);

/** Returns the identity of a row: type, value (hashes case-insensitive), action and groups. */
export function identity(row: Row): string {
  const type = String(row["indicatorType"]);
  const value = String(row["indicatorValue"]);
  const groups = list<string>(row["rbacGroupNames"]).toSorted();
  const isHash = type.startsWith("File") || type === "CertificateThumbprint";
  return JSON.stringify([type, isHash ? value.toLowerCase() : value, row["action"], groups]);
}

// Real responses have up to seven fractional digits, without trailing zeros.
function stamp(now: number, salt: number): string {
  const digits = new Date(now).toISOString().slice(0, -1) + String(salt % 10_000).padStart(4, "0");
  return `${digits.replace(/\.?0+$/, "")}Z`;
}

/** Returns a new indicator for a row. */
export function created(row: Row, writer: Writer, id: number): Indicator {
  const time = stamp(writer.now, id * 7919);
  return {
    id: String(id),
    indicatorValue: String(row["indicatorValue"]),
    indicatorType: String(row["indicatorType"]),
    action: String(row["action"]),
    createdBy: writer.name,
    severity: text(row["severity"]) ?? "Informational",
    // Every captured item has 1; the meaning is not documented.
    category: 1,
    application: text(row["application"]),
    educateUrl: text(row["educateUrl"]),
    bypassDurationHours: typeof row["bypassDurationHours"] === "number" ? row["bypassDurationHours"] : null,
    title: String(row["title"]),
    description: String(row["description"]),
    recommendedActions: text(row["recommendedActions"]),
    creationTimeDateTimeUtc: time,
    expirationTime: wholeSeconds(row["expirationTime"]),
    lastUpdateTime: time,
    lastUpdatedBy: null,
    ...scopeAndDetection(row),
    createdByDisplayName: writer.displayName,
    externalId: text(row["externalId"]),
    createdBySource: "PublicApi",
    certificateInfo: (row["certificateInfo"] as object | undefined) ?? null,
  };
}

function scopeAndDetection(row: Row) {
  return {
    rbacGroupNames: list<string>(row["rbacGroupNames"]),
    rbacGroupIds: list<string | number>(row["rbacGroupIds"]),
    notificationId: text(row["notificationId"]),
    notificationBody: text(row["notificationBody"]),
    version: text(row["version"]),
    mitreTechniques: list<string>(row["mitreTechniques"]),
    historicalDetection: row["historicalDetection"] === true,
    lookBackPeriod: text(row["lookBackPeriod"]),
    generateAlert: row["generateAlert"] === true,
    additionalInfo: text(row["additionalInfo"]),
  };
}

/** Returns the updated indicator; application, version and certificateInfo are set on creation only (submit call). */
export function updated(old: Indicator, row: Row, writer: Writer): Indicator {
  const { id, indicatorValue, createdBy, createdByDisplayName, creationTimeDateTimeUtc } = old;
  const { application, version, certificateInfo } = old;
  const unchanged = { id, indicatorValue, createdBy, createdByDisplayName, creationTimeDateTimeUtc };
  const fresh = created(row, writer, Number(id));
  return { ...fresh, ...unchanged, application, version, certificateInfo, lastUpdatedBy: writer.name };
}

// Expiry has second precision (Manage indicators).
function wholeSeconds(time: unknown): string | null {
  if (typeof time !== "string") return null;
  return new Date(Math.floor(Date.parse(time) / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
