/** Reads rows of this product from JSON: an input, a list of inputs, a list of rows, or one row. */
import type { FeedReader, FeedReading, ReadItem } from "../feed_types.js";
import { kindOf, recognizedRoutes } from "../json/document_kind.js";
import { jsonParts } from "../json/json_parts.js";
import { fieldIn, isObject, type JsonObject } from "../json/json_values.js";
import { messages } from "../json/messages.js";
import type { JsonPart } from "../json/part_builder.js";
import { routesOf } from "../json/routes.js";
import { inPages } from "../pages.js";
import { itemOf } from "../read_items.js";
import { rowOutcome } from "./row_outcome.js";

const routes = routesOf([...recognizedRoutes, "*", "*/Indicators/*", "*/json_body/Indicators/*"]);
const wanted = "rows";

/** Reads rows, which stay as they are. A row that contains a name twice is skipped. */
export const readJsonRows: FeedReader = async function* (bytes, reading) {
  let isFirst = true;
  for await (const parts of jsonParts(bytes, reading.name, routes)) {
    if (isFirst) for (const part of parts.slice(0, 1)) assertRows(part, reading.name);
    isFirst = false;
    yield* inPages(parts.flatMap((part) => itemsOf(part, reading)));
  }
};

function assertRows(part: JsonPart, name: string): void {
  const kind = kindOf(part);
  if (kind !== undefined && kind.format !== "json")
    throw messages.otherFormat(name, wanted, kind.name, kind.format);
}

function itemsOf(part: JsonPart, reading: FeedReading): ReadItem[] {
  const { path, value, line } = part;
  if (path === "" && Array.isArray(value)) return [];
  if (path === "") assertRows(part, reading.name);
  if ((path === "" || path === "*") && isObject(value) && isEnvelope(value, part, reading.name)) return [];
  return [itemOf({ file: reading.name, line }, rowOutcome(part))];
}

/** Returns whether the object holds rows, which were read before. */
function isEnvelope(value: JsonObject, { line }: JsonPart, name: string): boolean {
  const body = fieldIn(value, "json_body");
  const holder = isObject(body) ? body : value;
  if (!Object.hasOwn(holder, "Indicators") && !Object.hasOwn(value, "json_body")) return false;
  if (Array.isArray(fieldIn(holder, "Indicators"))) return true;
  throw messages.noRowList(name, line);
}
