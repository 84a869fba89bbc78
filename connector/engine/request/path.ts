/** Writes the path of a request: a value keeps to the one segment that the declaration gives it. */
import { ConnectorError } from "../../contract/errors.js";
import { fillTemplate } from "../../contract/url_template.js";
import type { JsonObject } from "../../contract/types.js";
import { encoded, isEncodable } from "./url_encoding.js";

/** Servers read these as ways to another segment, some of them even where they are encoded. */
const leavesItsSegment = /^\.{0,2}$|[/\\\p{Cc}]/u;

/**
 * The path with its values in their places. Throws InvalidInput for a value that could lead elsewhere.
 * @param place of the values in the input, for that sentence
 */
export function pathOf(path: string, values: unknown, place: string): string {
  return fillTemplate(path, (name) => {
    const text = textOf((values as JsonObject | undefined)?.[name]);
    if (text !== undefined && !leavesItsSegment.test(text) && isEncodable(text)) return encoded(text);
    const words = "cannot stand in an address; give text or a number, without slashes.";
    throw new ConnectorError("InvalidInput", `${place}.${name} ${words}`);
  });
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Number.isFinite(value) ? String(value) : undefined;
}
