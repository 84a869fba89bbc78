/**
 * Reads MISP: events with and without their wrapper, lists of events, responses of a search, attributes. The title,
 * severity and tags of an event can follow its attributes. Therefore the attributes of an event are held, compressed, until
 * the event is complete. Memory is limited by the limits of `HeldRecords`; a larger event is rejected.
 */
import type { FeedReader, FeedReading, ReadItem } from "../feed_types.js";
import { kindOf, recognizedRoutes } from "../json/document_kind.js";
import { HeldRecords } from "../json/held_records.js";
import { jsonParts } from "../json/json_parts.js";
import { isObject, type JsonObject } from "../json/json_values.js";
import { messages as jsonMessages } from "../json/messages.js";
import type { JsonPart } from "../json/part_builder.js";
import { routesOf } from "../json/routes.js";
import { inPages } from "../pages.js";
import { entryOf, eventIn, type HeldEntry, isEntry, singleEntries } from "./entries.js";
import { itemsOf } from "./items.js";

/** Places of events: a list, a response, or the document itself. */
const eventPaths = ["", "Event/", "*/", "*/Event/", "response/", "response/*/", "response/*/Event/"];
const routes = routesOf([
  ...recognizedRoutes,
  ...eventPaths.flatMap((path) => [`${path}Attribute/*`, `${path}Object/*`]),
  "*",
  "*/objects/*",
]);

/** Reads every attribute as an item, also those of objects. */
export const readMisp: FeedReader = async function* (bytes, reading) {
  const event = new EventReader(reading);
  let failure: { readonly error: unknown } | undefined;
  const source = jsonParts(bytes, reading.name, routes);
  try {
    for await (const parts of source) for (const part of parts) yield* event.add(part);
  } catch (error) {
    failure = { error };
  }
  // Of an event that is cut off, the attributes are read with what is known.
  yield* event.end({});
  if (failure !== undefined) throw failure.error;
};

/** Holds the entries of one event after the other. */
class EventReader {
  readonly #reading: FeedReading;
  readonly #held: HeldRecords<HeldEntry>;

  constructor(reading: FeedReading) {
    this.#reading = reading;
    this.#held = new HeldRecords(reading.name);
  }

  /** Adds the next part. Yields the items of the event that it completes. */
  async *add(part: JsonPart): AsyncGenerator<readonly ReadItem[]> {
    if (isEntry(part)) {
      this.#held.add(entryOf(part), part.bytes);
      return;
    }
    const event = eventIn(part);
    const entries = singleEntries(part);
    assertMisp(part, this.#reading.name, event !== undefined || entries.length > 0);
    for (const entry of entries) this.#held.add(entry, part.bytes);
    yield* this.end(event ?? {}, part.fault);
  }

  /** Yields the items of the entries so far. @param fault - why the event is ambiguous */
  async *end(event: JsonObject, fault?: JsonPart["fault"]): AsyncGenerator<readonly ReadItem[]> {
    const reason = fault && { fault: jsonMessages.repeatedName(fault.place, fault.message) };
    for await (const page of this.#held.pages())
      yield* inPages(page.flatMap((entry) => itemsOf({ ...entry, ...reason }, event, this.#reading)));
  }
}

/** Throws InvalidInput for a part of another format, and for a document that is not MISP. */
function assertMisp(part: JsonPart, name: string, isKnown: boolean): void {
  const kind = kindOf(part);
  if (kind !== undefined && kind.format !== "misp")
    throw jsonMessages.otherFormat(name, "MISP", kind.name, kind.format);
  const isHolder =
    Array.isArray(part.value) || (isObject(part.value) && Object.hasOwn(part.value, "response"));
  if (part.path === "" && !isKnown && !isHolder) throw jsonMessages.unknown(name, "MISP");
}
