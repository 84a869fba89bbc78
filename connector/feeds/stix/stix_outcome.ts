/** Decides what becomes of a STIX object. */
import type { FeedReading, Reason } from "../feed_types.js";
import { fieldIn, type JsonObject, textIn, truthOf } from "../json/json_values.js";
import { type Outcome, skipped, withdrawn } from "../read_items.js";
import { factsOf, isNotForDetection } from "./indicator_facts.js";
import { messages } from "./messages.js";
import { idOf, type ObjectIndex } from "./object_index.js";
import { patternOutcome } from "./pattern_outcome.js";

/** Codes of the reasons by which a source withdraws an indicator. */
const withdrawals: ReadonlySet<string> = new Set(
  [messages.revoked(), messages.notForDetection()].map(({ code }) => code),
);

/** Returns the outcome of an object. @param position - of the object in the index */
export function stixOutcome(
  object: JsonObject,
  position: number,
  index: ObjectIndex,
  reading: FeedReading,
): Outcome {
  const type = textIn(object, "type") ?? "";
  if (type !== "indicator") return skipped(messages.notAnIndicator(type), textOf(object));
  const pattern = textIn(object, "pattern");
  const reason = reasonAgainst(object, position, index);
  if (reason !== undefined) {
    const before = pattern?.trim() ?? textOf(object);
    const isWithdrawn = withdrawals.has(reason.code) && pattern !== undefined;
    return isWithdrawn
      ? withdrawn(reason, before, patternOutcome(pattern, {}, reading))
      : skipped(reason, before);
  }
  if (pattern === undefined) return skipped(messages.patternMissing(), textOf(object));
  const { facts, fault } = factsOf(object, index);
  return fault === undefined ? patternOutcome(pattern, facts, reading) : skipped(fault, pattern.trim());
}

function reasonAgainst(object: JsonObject, position: number, index: ObjectIndex): Reason | undefined {
  if (!index.isNewest(idOf(object), position)) return messages.superseded();
  const revoked = fieldIn(object, "revoked");
  if (truthOf(revoked) === true) return messages.revoked();
  if (revoked !== undefined && truthOf(revoked) === undefined)
    return messages.fieldInvalid("revoked", "true or false", revoked);
  if (isNotForDetection(object)) return messages.notForDetection();
  const language = fieldIn(object, "pattern_type") ?? "stix";
  if (typeof language === "string" && language.toLowerCase() === "stix") return undefined;
  return messages.patternType(typeof language === "string" ? language : JSON.stringify(language));
}

/** Returns what identifies an object for a person. */
function textOf(object: JsonObject): string {
  const text = textIn(object, "value") ?? textIn(object, "name") ?? textIn(object, "id");
  return (text ?? textIn(object, "type") ?? JSON.stringify(object)).trim();
}
