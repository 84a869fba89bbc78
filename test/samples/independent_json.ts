/** Reads STIX and MISP without the product. */
import type { Findings } from "./findings.js";
import { classify } from "./values.js";

type Json = Readonly<Record<string, unknown>>;

/** Paths of a pattern whose value can become a row. */
const rowPaths =
  /^(?:file:hashes\.'?(?:sha-?256|sha-?1|md5)'?|(?:ipv4-addr|ipv6-addr|domain-name|url|hostname):value|x509-certificate:hashes\.'?sha-?1'?)$/i;
/** Keywords of patterns that say more than "one of these values". */
const compound =
  /\b(?:AND|FOLLOWEDBY|NOT|LIKE|MATCHES|ISSUBSET|ISSUPERSET|EXISTS|IN|WITHIN|REPEATS|START)\b|!=|<|>/;

/**
 * Items are the objects of a bundle. Values are the texts that patterns of indicators compare with `=`. A pattern
 * counts if it joins nothing or joins with OR only, and the indicator is neither revoked nor expired.
 */
export function readStix(text: string, findings: Findings): void {
  const root = JSON.parse(text) as Json;
  const objects = (root["objects"] as Json[] | undefined) ?? [root];
  findings.items = objects.length;
  for (const object of objects) {
    if (object["type"] !== "indicator") findings.addUncounted(`object ${String(object["type"])}`);
    else if (object["revoked"] === true) findings.addUncounted("revoked");
    else if (Date.parse(String(object["valid_until"])) < Date.now()) findings.addUncounted("expired");
    else if ((object["pattern_type"] ?? "stix") !== "stix") findings.addUncounted("other pattern language");
    else readPattern(String(object["pattern"]), findings);
  }
}

function readPattern(pattern: string, findings: Findings): void {
  const [keyword] = compound.exec(pattern.replace(/'(?:[^'\\]|\\.)*'/g, "''")) ?? [];
  if (keyword !== undefined) return findings.addUncounted(`pattern with ${keyword}`);
  for (const [, path = "", text = ""] of pattern.matchAll(/([a-z0-9-]+:[\w.'-]+)\s*=\s*'((?:[^'\\]|\\.)*)'/g))
    if (rowPaths.test(path)) findings.add(classify(text.replace(/\\(.)/g, "$1")));
    else findings.addUncounted(`path ${path}`);
}

/** Types of attributes whose value can become a row, with the part of a composite that holds the value. */
const rowTypes = new Map<string, Part>([
  ...pairs("all", "md5 sha1 sha256 x509-fingerprint-sha1 ip-src ip-dst domain hostname url"),
  ...pairs("last", "filename|md5 filename|sha1 filename|sha256 malware-sample"),
  ...pairs("first", "ip-src|port ip-dst|port hostname|port"),
  ...pairs("each", "domain|ip"),
]);

/** What of a composite value is read. */
type Part = "all" | "first" | "last" | "each";

function pairs(part: Part, types: string): [string, Part][] {
  return types.split(" ").map((type) => [type, part]);
}

/**
 * Items are the attributes of events and of their objects, without proposals and without related events. Values are
 * those of attributes with `to_ids: true` that are not deleted.
 */
export function readMisp(text: string, findings: Findings): void {
  const attributes = attributesBelow(JSON.parse(text));
  findings.items = attributes.length;
  for (const attribute of attributes) readAttribute(attribute, findings);
}

function attributesBelow(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(attributesBelow);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key === "ShadowAttribute" || key === "RelatedEvent") return [];
    return key === "Attribute" && Array.isArray(child) ? (child as Json[]) : attributesBelow(child);
  });
}

function readAttribute(attribute: Json, findings: Findings): void {
  const type = String(attribute["type"]);
  const part = rowTypes.get(type);
  if (part === undefined) return findings.addUncounted(`type ${type}`);
  if (attribute["to_ids"] !== true) return findings.addUncounted("to_ids is not true");
  if (attribute["deleted"] === true) return findings.addUncounted("deleted");
  const value = String(attribute["value"]);
  const parts = value.split("|");
  const chosen = { all: [value], first: parts.slice(0, 1), last: parts.slice(-1), each: parts }[part];
  for (const each of chosen) findings.add(classify(each));
}
