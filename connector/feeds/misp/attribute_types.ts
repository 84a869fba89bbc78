/** Which types of MISP attributes hold values that can become rows. */
import type { ObservableKind } from "../feed_types.js";
import type { RawValue } from "../observed_outcome.js";

/** Kinds of the parts of a value, which are separated by `|`. Undefined for a part that is not a value. */
type PartKinds = readonly (ObservableKind | undefined)[];

/** https://www.misp-project.org/datamodels/ */
const types: ReadonlyMap<string, PartKinds> = new Map<string, PartKinds>([
  ["sha256", ["sha256"]],
  ["sha1", ["sha1"]],
  ["md5", ["md5"]],
  ["filename|sha256", [undefined, "sha256"]],
  ["filename|sha1", [undefined, "sha1"]],
  ["filename|md5", [undefined, "md5"]],
  ["malware-sample", [undefined, "md5"]],
  ["ip-dst", ["ip"]],
  ["ip-src", ["ip"]],
  ["ip-dst|port", ["ip", undefined]],
  ["ip-src|port", ["ip", undefined]],
  ["domain", ["domain"]],
  ["hostname", ["domain"]],
  ["hostname|port", ["domain", undefined]],
  ["domain|ip", ["domain", "ip"]],
  ["url", ["url"]],
  ["x509-fingerprint-sha1", ["thumbprint"]],
]);

/** Type of attributes that hold a STIX pattern. */
export const patternType = "stix2-pattern";

/** Returns whether values of the type can become rows. */
export function isSupported(type: string): boolean {
  return types.has(type) || type === patternType;
}

/** Returns whether values of the type are addresses that a connection came from. */
export function isSourceAddress(type: string): boolean {
  return type.startsWith("ip-src");
}

/** The values of an attribute. */
export interface AttributeValues {
  readonly values: readonly RawValue[];
  /** A port that a row cannot hold. */
  readonly port?: string;
}

/** Returns the values of an attribute; undefined if the text has no `|` although its type has. */
export function valuesOf(type: string, text: string): AttributeValues | undefined {
  const kinds = types.get(type) ?? [];
  // The names of files can contain the separator.
  const at = text.lastIndexOf("|");
  if (kinds.length === 2 && at < 0) return undefined;
  const parts = kinds.length === 2 ? [text.slice(0, at), text.slice(at + 1)] : [text];
  const values = kinds.flatMap((kind, i) => (kind === undefined ? [] : [{ kind, text: parts[i] ?? "" }]));
  return type.endsWith("|port") ? { values, port: parts[1] ?? "" } : { values };
}
