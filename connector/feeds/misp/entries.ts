/** Finds events, attributes and objects in the parts of a MISP document. */
import type { Reason } from "../feed_types.js";
import { fieldIn, isObject, type JsonObject } from "../json/json_values.js";
import { messages as jsonMessages } from "../json/messages.js";
import type { JsonPart } from "../json/part_builder.js";

/** An attribute, or an object with attributes. */
export interface HeldEntry {
  readonly line: number;
  readonly kind: "attribute" | "object";
  readonly value: JsonObject;
  readonly fault?: Reason;
}

/** Returns whether the part is an attribute or object of an event. */
export function isEntry({ path }: JsonPart): boolean {
  return /(?:^|\/)(?:Attribute|Object)\/\*$/.test(path);
}

/** Returns the part as an entry. */
export function entryOf(part: JsonPart): HeldEntry {
  const kind = part.path.endsWith("Object/*") ? "object" : "attribute";
  return entry(part, kind, part.value);
}

/**
 * Returns the single entries of a part that is not an event: an attribute or object, wrapped or not. An element of a list
 * that is nothing of this kind is an attribute without a type.
 */
export function singleEntries(part: JsonPart): readonly HeldEntry[] {
  const { path, value } = part;
  if (isObject(value)) {
    const [attribute, object] = [fieldIn(value, "Attribute"), fieldIn(value, "Object")];
    if (isObject(attribute)) return [entry(part, "attribute", attribute)];
    if (isObject(object)) return [entry(part, "object", object)];
    if (isAttribute(value)) return [entry(part, "attribute", value)];
  }
  return path !== "" && eventIn(part) === undefined ? [entry(part, "attribute", {})] : [];
}

function isAttribute(value: JsonObject): boolean {
  return ["type", "value"].every((name) => Object.hasOwn(value, name));
}

/** Returns the event that the part holds, without the attributes that were read before; undefined if it holds none. */
export function eventIn({ value }: JsonPart): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  const event = fieldIn(value, "Event");
  if (isObject(event)) return event;
  const isEvent =
    ["Attribute", "Object"].some((name) => Array.isArray(fieldIn(value, name))) ||
    (Object.hasOwn(value, "info") && !isAttribute(value));
  return isEvent ? value : undefined;
}

function entry(part: JsonPart, kind: HeldEntry["kind"], value: unknown): HeldEntry {
  const { line, fault } = part;
  const held = { line, kind, value: isObject(value) ? kept(value) : {} };
  return fault === undefined
    ? held
    : { ...held, fault: jsonMessages.repeatedName(fault.place, fault.message) };
}

/** Fields that can be large and are not read. */
const unread = new Set(["data", "ShadowAttribute", "RelatedEvent", "RelatedAttribute"]);

function kept(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !unread.has(name)));
}
