/** Decides what becomes of a MISP attribute. */
import type { Facts, FeedReading } from "../feed_types.js";
import { givenFacts } from "../given_facts.js";
import { fieldIn, isObject, type JsonObject, objectsIn, textIn } from "../json/json_values.js";
import { observedOutcome } from "../observed_outcome.js";
import type { Reason } from "../observe.js";
import { type Outcome, read, skipped, withdrawn } from "../read_items.js";
import { patternOutcome } from "../stix/pattern_outcome.js";
import { isSourceAddress, isSupported, patternType, valuesOf } from "./attribute_types.js";
import { messages } from "./messages.js";
import { isFalsePositive, tagFacts, tagsIn } from "./tags.js";

/** What an attribute belongs to. */
export interface AttributeHolders {
  readonly event: JsonObject;
  readonly object?: JsonObject;
}

/** Returns the outcome of an attribute. */
export function attributeOutcome(
  attribute: JsonObject,
  holders: AttributeHolders,
  reading: FeedReading,
): Outcome {
  const type = textIn(attribute, "type");
  const value = textIn(attribute, "value");
  if (type === undefined || value === undefined)
    return skipped(messages.notAnAttribute(), value ?? type ?? null);
  const before = value.trim();
  const ownEvent = fieldIn(attribute, "Event");
  const event = isObject(ownEvent) ? ownEvent : holders.event;
  const eventTags = tagsIn(event);
  const tags = [...tagsIn(attribute), ...(holders.object === undefined ? [] : tagsIn(holders.object))];
  const reason = reasonAgainst(attribute, type, [...tags, ...eventTags], holders, reading);
  if (reason !== undefined) {
    if (!withdrawals.has(reason.code) || !isSupported(type)) return skipped(reason, before);
    return withdrawn(reason, before, outcomeOf(type, value, {}, reading));
  }
  const facts = { ...textFacts(attribute, event, holders.object), ...tagFacts(tags, eventTags) };
  return outcomeOf(type, value, facts, reading);
}

/** Codes of the reasons by which a source withdraws an attribute. */
const withdrawals: ReadonlySet<string> = new Set(
  [
    messages.deleted(),
    messages.notForDetection(),
    messages.falsePositiveTag(),
    messages.falsePositiveSighting(),
    messages.expirationSighting(),
  ].map(({ code }) => code),
);

function outcomeOf(type: string, value: string, facts: Facts, reading: FeedReading): Outcome {
  return type === patternType
    ? patternOutcome(value, facts, reading)
    : valueOutcome(type, value.trim(), facts);
}

function valueOutcome(type: string, before: string, facts: Facts): Outcome {
  const found = valuesOf(type, before);
  if (found === undefined) return skipped(messages.notComposite(type), before);
  const outcome = observedOutcome(found.values, { before, facts, leftOut: [], partly: messages.partSkipped });
  if (found.port === undefined || outcome.status === "skipped") return outcome;
  const { code, message } = outcome;
  const others = code === null || message === null ? [] : [{ code, message }];
  return read(outcome.observables, before, [messages.portLeftOut(found.port), ...others]);
}

function reasonAgainst(
  attribute: JsonObject,
  type: string,
  tags: readonly string[],
  { object }: AttributeHolders,
  { ipSrc = "take" }: FeedReading,
): Reason | undefined {
  if (isSet(attribute, "deleted") || (object !== undefined && isSet(object, "deleted")))
    return messages.deleted();
  if (!isSupported(type)) return messages.typeUnsupported(type);
  const toIds = fieldIn(attribute, "to_ids") ?? false;
  if (![true, false, 1, 0, "1", "0"].includes(toIds as boolean)) return messages.toIdsInvalid(toIds);
  if (!isSet(attribute, "to_ids")) return messages.notForDetection();
  if (isFalsePositive(tags)) return messages.falsePositiveTag();
  const sightings = new Set(
    objectsIn(attribute, "Sighting").map((sighting) => String(fieldIn(sighting, "type"))),
  );
  if (sightings.has("1")) return messages.falsePositiveSighting();
  if (sightings.has("2")) return messages.expirationSighting();
  return ipSrc === "skip" && isSourceAddress(type) ? messages.sourceAddress() : undefined;
}

function isSet(object: JsonObject, name: string): boolean {
  const value = fieldIn(object, name);
  return value === true || value === 1 || value === "1";
}

const severities: ReadonlyMap<string, string> = new Map([
  ["1", "High"],
  ["2", "Medium"],
  ["3", "Low"],
]);

function textFacts(attribute: JsonObject, event: JsonObject, object: JsonObject | undefined): Facts {
  const ownComment = textIn(attribute, "comment");
  return givenFacts({
    title: textIn(event, "info"),
    severity: severities.get(String(fieldIn(event, "threat_level_id"))),
    description: ownComment ?? (object === undefined ? undefined : textIn(object, "comment")),
  });
}
