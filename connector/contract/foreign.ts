/** Recognizes values that are not inputs: files of other formats, and rows without their envelope. */
import { isObject } from "./json_pointer.js";
import type { JsonObject } from "./types.js";

/** A value that is not an input. */
export interface Foreign {
  /** Describes the value, with an article. */
  readonly what: string;
  /** True if the value contains many things and therefore cannot be one row. */
  readonly isWhole: boolean;
  /** The contained items and their name. */
  readonly items: readonly unknown[];
  readonly itemsName: string;
}

/** Returns undefined for an object without a known format. */
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

/** Maximum number of characters of a text that are examined. */
const maxReadLength = 20_000;

/** Returns the format of a multi-line text that is not JSON; undefined for text that begins like JSON. */
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
