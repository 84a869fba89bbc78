/** Writes the path of a request. Each value stays within the one segment that the declaration names. */
import { fillTemplate } from "../../contract/url_template.js";
import type { JsonObject } from "../../contract/types.js";
import { requestErrors } from "./messages.js";
import { encoded, isEncodable } from "./url_encoding.js";

/** Servers treat these as ways to another segment, some of them even if they are encoded. */
const leavesItsSegment = /^\.{0,2}$|[/\\\p{Cc}]/u;

/**
 * Returns the path with its values. Throws InvalidInput for a value that could lead to another path.
 * @param place - where the values are in the input, for the message
 */
export function pathOf(path: string, values: unknown, place: string): string {
  return fillTemplate(path, (name) => {
    const text = textOf((values as JsonObject | undefined)?.[name]);
    if (text !== undefined && !leavesItsSegment.test(text) && isEncodable(text)) return encoded(text);
    throw requestErrors.pathValue(`${place}.${name}`);
  });
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Number.isFinite(value) ? String(value) : undefined;
}
