/** Reads what a STIX indicator says about its values. */
import { timestampMs } from "../../contract/timestamp.js";
import type { Facts, Reason } from "../feed_types.js";
import { givenFacts } from "../given_facts.js";
import { entriesIn, fieldIn, isObject, type JsonObject, textIn, truthOf } from "../json/json_values.js";
import { categoryIn } from "./attack.js";
import { messages } from "./messages.js";
import type { ObjectIndex } from "./object_index.js";

/** Facts, or the reason why they cannot be trusted. */
export type ReadFacts =
  | { readonly facts: Facts; readonly fault?: never }
  | { readonly fault: Reason; readonly facts?: never };

/** Returns the facts of an indicator. A field that is not understood is a fault, because the row would lack a limit. */
export function factsOf(object: JsonObject, index: ObjectIndex): ReadFacts {
  const fault = faultIn(object);
  if (fault !== undefined) return { fault };
  const techniques = index.techniques(object);
  const facts = {
    title: textIn(object, "name"),
    description: textIn(object, "description"),
    validFrom: textIn(object, "valid_from"),
    validUntil: textIn(object, "valid_until"),
    confidence: confidenceOf(object) as number | undefined,
    tlp: index.tlp(object),
    category: categoryIn(object),
    techniques: techniques.length > 0 ? techniques : undefined,
    isBenign: isBenign(object) ? true : undefined,
  };
  return { facts: givenFacts(facts) };
}

/** Returns whether the source says that the indicator is not for detection. */
export function isNotForDetection(object: JsonObject): boolean {
  return detections(object).some((value) => truthOf(value) === false);
}

function detections(object: JsonObject): readonly unknown[] {
  return withExtensions(object, "x_opencti_detection", "detection");
}

function faultIn(object: JsonObject): Reason | undefined {
  const detection = detections(object).find((value) => truthOf(value) === undefined);
  if (detection !== undefined)
    return messages.fieldInvalid("x_opencti_detection", "true or false", detection);
  return listFault(object) ?? timeFault(object) ?? confidenceFault(object);
}

/** Returns the fault of a list that limits the row or says that its value is harmless. One text is a list, too. */
function listFault(object: JsonObject): Reason | undefined {
  for (const [name, isEntry, wanted] of lists) {
    const wrong = entriesIn(object, name).find((entry) => !isEntry(entry));
    if (wrong !== undefined) return messages.fieldInvalid(name, wanted, wrong);
  }
  return undefined;
}

const isText = (value: unknown): boolean => typeof value === "string";
const lists = [
  ["object_marking_refs", isText, "a list of ids"],
  ["indicator_types", isText, "a list of texts"],
  ["labels", isText, "a list of texts"],
  ["granular_markings", isObject, "a list of objects"],
] as const;

function timeFault(object: JsonObject): Reason | undefined {
  for (const name of ["valid_from", "valid_until"]) {
    const value = fieldIn(object, name);
    if (value !== undefined && !isMoment(value))
      return messages.fieldInvalid(name, "a time such as 2026-01-31T12:00:00Z", value);
  }
  return undefined;
}

function confidenceFault(object: JsonObject): Reason | undefined {
  const confidence = confidenceOf(object);
  const isPercent = typeof confidence === "number" && confidence >= 0 && confidence <= 100;
  return confidence === undefined || isPercent
    ? undefined
    : messages.fieldInvalid("confidence", "a number from 0 to 100", confidence);
}

function isMoment(value: unknown): boolean {
  return (
    typeof value === "string" && /(?:z|[+-]\d\d:?\d\d)$/i.test(value) && !Number.isNaN(timestampMs(value))
  );
}

/** Returns the confidence, or else the score that platforms add. */
function confidenceOf(object: JsonObject): unknown {
  return fieldIn(object, "confidence") ?? withExtensions(object, "x_opencti_score", "score")[0];
}

/** Returns the values of a field of the object and of the same field of its extensions. */
function withExtensions(object: JsonObject, name: string, nameInExtensions: string): readonly unknown[] {
  const extensions = fieldIn(object, "extensions");
  const inExtensions = isObject(extensions)
    ? Object.values(extensions)
        .filter(isObject)
        .map((one) => fieldIn(one, nameInExtensions))
    : [];
  return [fieldIn(object, name), ...inExtensions].filter((value) => value !== undefined);
}

/** In STIX 2.0, the types of an indicator are its labels. */
function isBenign(object: JsonObject): boolean {
  const is20 = !Object.hasOwn(object, "spec_version");
  const types = [...entriesIn(object, "indicator_types"), ...(is20 ? entriesIn(object, "labels") : [])];
  return types.some((type) => typeof type === "string" && type.trim().toLowerCase() === "benign");
}
