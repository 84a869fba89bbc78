/** Recognizes what people give instead of an input: files of other formats, and rows without what belongs around them. */
import { isObject } from "./json_pointer.js";
import type { JsonObject } from "./types.js";

/** A value that is not an input. */
export interface Foreign {
  /** What it is, with its article. */
  readonly what: string;
  /** Whether it holds many things, so that it can never be one row. */
  readonly isWhole: boolean;
  /** What it holds, and how to call that. */
  readonly items: readonly unknown[];
  readonly itemsName: string;
}

/** undefined for an object that is not of a known format. */
export function foreignValue(value: unknown): Foreign | undefined {
  if (typeof value === "string") {
    const what = foreignText(value);
    return what === undefined ? undefined : whole(what, [], "lines");
  }
  if (Array.isArray(value)) return foreignList(value);
  return isObject(value) ? (foreignStix(value) ?? foreignMisp(value)) : undefined;
}

function whole(what: string, items: unknown, itemsName: string): Foreign {
  return { what, isWhole: true, items: Array.isArray(items) ? (items as unknown[]) : [], itemsName };
}

function foreignList(list: readonly unknown[]): Foreign | undefined {
  if (list.length === 0) return undefined;
  const [first] = list;
  const inside = isObject(first) ? foreignValue(first) : undefined;
  if (inside !== undefined) return whole(`an array that holds ${inside.what}`, list, "items");
  return isObject(first)
    ? whole("an array of rows", list, "rows")
    : whole("an array of values", list, "values");
}

function foreignStix(value: JsonObject): Foreign | undefined {
  const { type, id, objects } = value;
  if (type === "bundle") return whole("a STIX bundle", objects, "objects");
  if (Array.isArray(objects) && isStixObject(objects[0]))
    return whole("a TAXII envelope", objects, "objects");
  if (!isStixObject(value) || typeof id !== "string") return undefined;
  return { what: "a STIX object", isWhole: false, items: [value], itemsName: "object" };
}

function isStixObject(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, id } = value;
  return typeof type === "string" && typeof id === "string" && id.startsWith(`${type}--`);
}

function foreignMisp({ Event: event, response, Attribute: attributes }: JsonObject): Foreign | undefined {
  const isEvent = (one: unknown): boolean => isObject(one) && isObject(one["Event"]);
  if (isObject(event)) return whole("a MISP event", event["Attribute"], "attributes");
  if (Array.isArray(response) && response.some(isEvent))
    return whole("a list of MISP events", response, "events");
  const listed = isObject(response) ? response["Attribute"] : attributes;
  return Array.isArray(listed) ? whole("a list of MISP attributes", listed, "attributes") : undefined;
}

/** Most characters of a text that are looked at. */
const maxReadLength = 20_000;

/** What a text of several lines is that is not JSON; undefined for one that begins as JSON does. */
export function foreignText(text: string): string | undefined {
  const begin = text.slice(0, maxReadLength).trimStart();
  if (begin === "" || /^["[{]/.test(begin)) return undefined;
  if (begin.startsWith("<")) return "an XML or HTML document";
  const lines = begin.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const [head = "", next] = lines;
  if (next === undefined) return undefined;
  const isTable = [",", ";", "\t", "|"].some((mark) => head.includes(mark) && next.includes(mark));
  return isTable ? "a table (CSV)" : "a text list";
}
