/** Decides by its fields whether a MISP attribute is used. A field that is not understood keeps the attribute out. */
import type { FeedReading, Reason } from "../feed_types.js";
import { entriesIn, fieldIn, isObject, type JsonObject, textIn, truthOf } from "../json/json_values.js";
import { isSourceAddress, isSupported } from "./attribute_types.js";
import { messages } from "./messages.js";
import { isFalsePositive, unreadableTag } from "./tags.js";

/** What an attribute belongs to. */
export interface AttributeHolders {
  readonly event: JsonObject;
  readonly object?: JsonObject;
}

/** Returns why an attribute is not used; undefined if it is. @param tags - of the attribute, its object and its event */
export function reasonAgainst(
  attribute: JsonObject,
  { event, object = {} }: AttributeHolders,
  tags: readonly string[],
  { ipSrc = "take" }: FeedReading,
): Reason | undefined {
  const type = textIn(attribute, "type") ?? "";
  for (const holder of [attribute, object]) {
    const deleted = fieldIn(holder, "deleted") ?? false;
    if (truthOf(deleted) === true) return messages.deleted();
    if (truthOf(deleted) === undefined) return messages.fieldInvalid("deleted", "true or false", deleted);
  }
  if (!isSupported(type)) return messages.typeUnsupported(type);
  const toIds = fieldIn(attribute, "to_ids") ?? false;
  if (truthOf(toIds) === undefined) return messages.fieldInvalid("to_ids", "true or false", toIds);
  if (truthOf(toIds) === false) return messages.notForDetection();
  if (isFalsePositive(tags)) return messages.falsePositiveTag();
  for (const holder of [attribute, object, event]) {
    const unreadable = unreadableTag(holder);
    if (unreadable !== undefined)
      return messages.fieldInvalid("Tag", "a list of tags with names", unreadable.tag ?? null);
  }
  const reason = sightingAgainst(attribute);
  if (reason !== undefined) return reason;
  return ipSrc === "skip" && isSourceAddress(type) ? messages.sourceAddress() : undefined;
}

/** Types of sightings: seen, false positive, expired. */
const sightingTypes: ReadonlySet<string> = new Set(["0", "1", "2"]);

function sightingAgainst(attribute: JsonObject): Reason | undefined {
  const entries = entriesIn(attribute, "Sighting");
  const types = entries.map((entry) => String(isObject(entry) ? fieldIn(entry, "type") : undefined).trim());
  if (types.includes("1")) return messages.falsePositiveSighting();
  if (types.includes("2")) return messages.expirationSighting();
  const unknown = types.findIndex((one) => !sightingTypes.has(one));
  return unknown < 0
    ? undefined
    : messages.fieldInvalid("Sighting", "a list of sightings of type 0, 1 or 2", entries[unknown]);
}
