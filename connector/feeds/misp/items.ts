/** Makes the items of MISP entries. */
import type { FeedReading, ReadItem } from "../feed_types.js";
import { fieldIn, type JsonObject, listIn, textIn } from "../json/json_values.js";
import { itemOf, skipped } from "../read_items.js";
import { attributeOutcome } from "./attribute_outcome.js";
import type { HeldEntry } from "./entries.js";
import { type AttributeResult, objectOutcomes } from "./object_outcomes.js";

/** Returns the items of an entry: one for each attribute. */
export function itemsOf(entry: HeldEntry, event: JsonObject, reading: FeedReading): readonly ReadItem[] {
  return resultsOf(entry, event, reading).map(({ attribute, outcome }) => {
    const id = idOf(attribute);
    const place = id === undefined ? { line: entry.line } : { id };
    return itemOf({ file: reading.name, ...place }, outcome);
  });
}

function resultsOf(
  { kind, value, fault }: HeldEntry,
  event: JsonObject,
  reading: FeedReading,
): readonly AttributeResult[] {
  if (fault !== undefined) {
    const attributes = kind === "object" ? listIn(value, "Attribute") : [value];
    return (attributes as readonly JsonObject[]).map((attribute) => ({
      attribute,
      outcome: skipped(fault, textIn(attribute, "value") ?? null),
    }));
  }
  if (kind === "object") return objectOutcomes(value, event, reading);
  return [{ attribute: value, outcome: attributeOutcome(value, { event }, reading) }];
}

/** Maximum length of an id. */
const maxIdLength = 256;

function idOf(attribute: JsonObject): string | undefined {
  const id = textIn(attribute, "uuid") ?? fieldIn(attribute, "id");
  const text = typeof id === "number" ? String(id) : id;
  return typeof text === "string" && text.length <= maxIdLength ? text : undefined;
}
