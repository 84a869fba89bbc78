/** Decides what becomes of a MISP attribute. */
import type { Facts, FeedReading } from "../feed_types.js";
import { givenFacts } from "../given_facts.js";
import { fieldIn, isObject, type JsonObject, textIn } from "../json/json_values.js";
import { observedOutcome } from "../observed_outcome.js";
import { type Outcome, read, skipped, withdrawn } from "../read_items.js";
import { patternOutcome } from "../stix/pattern_outcome.js";
import { isSupported, patternType, valuesOf } from "./attribute_types.js";
import { messages } from "./messages.js";
import { tagFacts, tagsIn } from "./tags.js";
import { type AttributeHolders, reasonAgainst } from "./withdrawal.js";

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
  const reason = reasonAgainst(attribute, { ...holders, event }, [...tags, ...eventTags], reading);
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
