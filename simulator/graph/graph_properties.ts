// The properties and types of a tiIndicator, which Graph checks before it processes any row.
import { isObject, isText, type JsonObject } from "../core/json.js";
import { Rejected } from "../core/call.js";
import { graphError } from "./graph_errors.js";

interface Type {
  /** Name in the service's serializer. */
  name: string;
  accepts(value: unknown): boolean;
  /** Value of the property if the row does not set it. */
  empty: null | false | [];
}

const isWhole = (max: number) => (value: unknown) =>
  Number.isInteger(value) && Math.abs(value as number) <= max;
const isDate = (value: unknown) => isText(value) && !Number.isNaN(Date.parse(value));

const simple = (name: string, accepts: Type["accepts"], empty: Type["empty"] = null): Type => ({
  name,
  accepts,
  empty,
});
const oneOf = (name: string, ...words: string[]): Type =>
  simple(`System.Nullable\`1[IsgWebApi.SecurityGraphModel.${name}]`, (value) =>
    words.includes(value as string),
  );

const TEXT = simple("System.String", isText);
const INT32 = simple("System.Nullable`1[System.Int32]", isWhole(2 ** 31 - 1));
const INT64 = simple("System.Nullable`1[System.Int64]", isWhole(Number.MAX_SAFE_INTEGER));
const FLAG = simple("System.Boolean", (value) => typeof value === "boolean", false);
const DATE = simple("System.Nullable`1[System.DateTimeOffset]", isDate);
const TEXTS = simple(
  "System.Collections.Generic.List`1[System.String]",
  (value) => Array.isArray(value) && value.every(isText),
  [],
);
const ACTION = oneOf("TiAction", "unknown", "allow", "block", "alert");
const DIAMOND = oneOf("DiamondModel", "unknown", "adversary", "capability", "infrastructure", "victim");
const HASH = oneOf(
  "FileHashType",
  "unknown",
  "sha1",
  "sha256",
  "md5",
  "authenticodeHash256",
  "lsHash",
  "ctph",
);
const TLP = oneOf("TlpLevel", "unknown", "white", "green", "amber", "red");
const THREAT = oneOf(
  "ThreatType",
  "Botnet",
  "C2",
  "CryptoMining",
  "Darknet",
  "DDoS",
  "MaliciousUrl",
  "Malware",
  "Phishing",
  "Proxy",
  "PUA",
  "WatchList",
);

/** The type of every property, in the order of a response. */
const PROPERTIES: Record<string, Type> = {
  id: TEXT,
  azureTenantId: TEXT,
  action: ACTION,
  additionalInformation: TEXT,
  activityGroupNames: TEXTS,
  confidence: INT32,
  description: TEXT,
  diamondModel: DIAMOND,
  emailEncoding: TEXT,
  emailLanguage: TEXT,
  emailRecipient: TEXT,
  emailSenderAddress: TEXT,
  emailSenderName: TEXT,
  emailSourceDomain: TEXT,
  emailSourceIpAddress: TEXT,
  emailSubject: TEXT,
  emailXMailer: TEXT,
  expirationDateTime: DATE,
  externalId: TEXT,
  fileCompileDateTime: DATE,
  fileCreatedDateTime: DATE,
  fileHashType: HASH,
  fileHashValue: TEXT,
  fileMutexName: TEXT,
  fileName: TEXT,
  filePacker: TEXT,
  filePath: TEXT,
  fileSize: INT64,
  fileType: TEXT,
  domainName: TEXT,
  ingestedDateTime: DATE,
  isActive: FLAG,
  killChain: TEXTS,
  knownFalsePositives: TEXT,
  lastReportedDateTime: DATE,
  malwareFamilyNames: TEXTS,
  networkCidrBlock: TEXT,
  networkDestinationAsn: INT32,
  networkDestinationCidrBlock: TEXT,
  networkDestinationIPv4: TEXT,
  networkDestinationIPv6: TEXT,
  networkDestinationPort: INT32,
  networkIPv4: TEXT,
  networkIPv6: TEXT,
  networkPort: INT32,
  networkProtocol: INT32,
  networkSourceAsn: INT32,
  networkSourceCidrBlock: TEXT,
  networkSourceIPv4: TEXT,
  networkSourceIPv6: TEXT,
  networkSourcePort: INT32,
  passiveOnly: FLAG,
  severity: INT32,
  tags: TEXTS,
  targetProduct: TEXT,
  threatType: THREAT,
  tlpLevel: TLP,
  url: TEXT,
  userAgent: TEXT,
};

/** Names of the properties that hold an observable. */
export const OBSERVABLES = Object.keys(PROPERTIES).filter((name) =>
  /^(?:email|file|network|domain|url|user)/.test(name),
);

const rejection = (message: string) => new Rejected(graphError(400, "BadRequest", message));

function checkProperty(name: string, value: unknown): void {
  const type = Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : undefined;
  // OData annotations are not properties.
  if (!type && name.startsWith("@odata.")) return;
  if (!type) throw rejection(`The property '${name}' does not exist on type 'microsoft.graph.tiIndicator'.`);
  if (value === null || type.accepts(value)) return;
  // The captured text.
  throw rejection(`Error converting value ${JSON.stringify(value)} to type '${type.name}'.`);
}

/** Returns whether a value is a valid tiIndicator; throws `Rejected` if a property cannot be deserialized. */
export function isTiRow(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  for (const [name, one] of Object.entries(value)) checkProperty(name, one);
  return true;
}

/** Returns the row with every property; missing ones are empty. */
export function withAllProperties(row: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(PROPERTIES).map(([name, { empty }]) => [name, row[name] ?? empty]),
  );
}
