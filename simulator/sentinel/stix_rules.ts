// Checks a single STIX object: required properties, their formats, and the order of its times.
import { isText, type JsonObject, asText } from "../core/json.js";

type Rule = (object: JsonObject) => string[];

const COMMON = ["id", "type", "created", "modified"] as const;
// "Supported objects" and their required properties (upload API; STIX 2.1, sections 4 and 5).
const REQUIRED: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["indicator", ["pattern", "pattern_type", "valid_from"]],
  ["attack-pattern", ["name"]],
  ["threat-actor", ["name"]],
  ["identity", ["name"]],
  ["relationship", ["relationship_type", "source_ref", "target_ref"]],
]);
const TIMES = ["created", "modified", "valid_from", "valid_until"] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isAbsent = (value: unknown) => value === undefined || value === null || value === "";

// The documented text.
const fault = (property: string, why: string, value: unknown) =>
  `Error for Property=${property}: ${why} Actual value: ${isAbsent(value) ? "NULL" : asText(value)}.`;

const isTime = (value: unknown) => isText(value) && !Number.isNaN(Date.parse(value));

const hasRequired: Rule = (object) => {
  const names = [...COMMON, ...(REQUIRED.get(object["type"]) ?? [])];
  const missing = names.filter((name) => isAbsent(object[name]));
  return missing.map((name) => fault(name, "Required property is missing.", null));
};

const hasKnownType: Rule = ({ type }) =>
  isAbsent(type) || REQUIRED.has(type) ? [] : [fault("type", "Not supported.", type)];

const hasFittingId: Rule = ({ id, type }) => {
  if (isAbsent(id) || isAbsent(type)) return [];
  const isFitting =
    isText(id) && id.startsWith(`${asText(type)}--`) && UUID.test(id.slice(id.indexOf("--") + 2));
  return isFitting ? [] : [fault("id", `It must be ${asText(type)}--UUID.`, id)];
};

const hasTimes: Rule = (object) => {
  const wrong = TIMES.filter((name) => !isAbsent(object[name]) && !isTime(object[name]));
  return wrong.map((name) => fault(name, "It must be a timestamp.", object[name]));
};

const endsAfterItBegins: Rule = ({ valid_from: from, valid_until: until }) =>
  isTime(from) && isTime(until) && Date.parse(asText(until)) <= Date.parse(asText(from))
    ? [fault("valid_until", "It must be later than valid_from.", until)]
    : [];

const hasConfidence: Rule = ({ confidence }) => {
  const isFine = Number.isInteger(confidence) && Number(confidence) >= 0 && Number(confidence) <= 100;
  return isAbsent(confidence) || isFine ? [] : [fault("confidence", "It must be from 0 to 100.", confidence)];
};

const hasKnownVersion: Rule = ({ spec_version: version }) =>
  isAbsent(version) || version === "2.0" || version === "2.1"
    ? []
    : [fault("spec_version", "It must be 2.0 or 2.1.", version)];

const RULES = [
  hasRequired,
  hasKnownType,
  hasFittingId,
  hasTimes,
  endsAfterItBegins,
  hasConfidence,
  hasKnownVersion,
];

/** Returns everything that is wrong with an object, in the words of the service. */
export function stixFaults(object: JsonObject): string[] {
  return RULES.flatMap((rule) => rule(object));
}
