/**
 * Reads STIX 2.0 and 2.1: a bundle, an object, an array, JSON lines, or an envelope of TAXII. What an object means
 * depends on objects that follow: newer versions, markings, relationships. Therefore all objects are held, compressed,
 * until the end of the source. Memory is limited by the limits of `HeldRecords` and `ObjectIndex`; a larger source is
 * rejected. Objects of several bundles in one source are treated as one bundle.
 */
import type { FeedReader, FeedReading, ReadItem, Reason } from "../feed_types.js";
import { kindOf, recognizedRoutes } from "../json/document_kind.js";
import { HeldRecords } from "../json/held_records.js";
import { jsonParts } from "../json/json_parts.js";
import { isObject, type JsonObject, textIn } from "../json/json_values.js";
import { messages as jsonMessages } from "../json/messages.js";
import type { JsonPart } from "../json/part_builder.js";
import { routesOf } from "../json/routes.js";
import { itemOf, type Outcome, skipped } from "../read_items.js";
import { messages } from "./messages.js";
import { idOf, ObjectIndex } from "./object_index.js";
import { stixOutcome } from "./stix_outcome.js";

const routes = routesOf([...recognizedRoutes, "*", "*/objects/*"]);
const wanted = "STIX";

/** An entry of the source. */
interface HeldObject {
  readonly line: number;
  readonly object: JsonObject;
  /** 0 for an entry that is not in the index. */
  readonly position: number;
  readonly fault?: Reason;
}

/** Reads every object as an item. Objects that are not indicators are skipped. */
export const readStix: FeedReader = async function* (bytes, reading) {
  const index = new ObjectIndex();
  const held = new HeldRecords<HeldObject>(reading.name);
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const parts of jsonParts(bytes, reading.name, routes))
      for (const part of parts) hold(part, index, held, reading.name);
  } catch (error) {
    failure = { error };
  }
  for await (const page of held.pages()) yield page.map((entry) => itemFor(entry, index, reading));
  const notice = index.notice();
  if (notice !== undefined) reading.onNotice?.(notice);
  if (failure !== undefined) throw failure.error;
};

function hold(part: JsonPart, index: ObjectIndex, held: HeldRecords<HeldObject>, name: string): void {
  if (isContainer(part, name)) return;
  const { value, line, bytes, fault } = part;
  const object = isObject(value) ? kept(value) : {};
  if (fault !== undefined) {
    const reason = jsonMessages.repeatedName(fault.place, fault.message);
    held.add({ line, object, position: 0, fault: reason }, bytes);
  } else if (textIn(object, "type") === undefined)
    held.add({ line, object, position: 0, fault: messages.notAnObject() }, bytes);
  else held.add({ line, object, position: index.add(object, name) }, bytes);
}

/** Returns whether the part only holds objects, which were read before. Throws InvalidInput for other formats. */
function isContainer(part: JsonPart, name: string): boolean {
  const { path, value } = part;
  if (path === "" && Array.isArray(value)) return true;
  if (isObject(value)) {
    if (Array.isArray(value["objects"]) || textIn(value, "type") === "bundle") return true;
    if (path === "" && Object.keys(value).every((field) => field === "more" || field === "next")) return true;
    if (textIn(value, "type") !== undefined && !isOther(part)) return false;
  }
  const kind = kindOf(part);
  if (isOther(part) && kind !== undefined)
    throw jsonMessages.otherFormat(name, wanted, kind.name, kind.format);
  if (path === "") throw jsonMessages.unknown(name, wanted);
  return false;
}

function isOther(part: JsonPart): boolean {
  const kind = kindOf(part);
  return kind !== undefined && kind.format !== "stix";
}

/** Fields of indicators that decide about their rows. */
const fields = [
  ..."type id spec_version name description value pattern pattern_type valid_from valid_until".split(" "),
  ..."created modified revoked confidence labels indicator_types kill_chain_phases".split(" "),
  ..."object_marking_refs granular_markings external_references extensions".split(" "),
  ..."definition definition_type relationship_type source_ref target_ref".split(" "),
  ..."x_opencti_score x_opencti_detection".split(" "),
];

/** Returns the object without the fields that are not read. */
function kept(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const name of fields) if (Object.hasOwn(object, name)) copy[name] = object[name];
  return copy;
}

function itemFor(entry: HeldObject, index: ObjectIndex, reading: FeedReading): ReadItem {
  const { line, object, position, fault } = entry;
  const id = idOf(object);
  const source = id === undefined ? { file: reading.name, line } : { file: reading.name, line, id };
  const outcome: Outcome =
    fault === undefined
      ? stixOutcome(object, position, index, reading)
      : skipped(fault, textIn(object, "pattern") ?? textIn(object, "value") ?? null);
  return itemOf(source, outcome);
}
