/** The messages of defaults, policy and mapping. */
import { quoteName } from "../contract/quote_name.js";
import type { FeedFormat } from "./feed_types.js";

/** Text of a value in messages: quoted, cut after 100 characters. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return quoteName(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** An unknown name, with the nearest known names or all of them. */
export function unknownName(
  what: string,
  name: string,
  near: readonly string[],
  known: readonly string[],
): string {
  const hint =
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `The known names are: ${known.join(", ")}.`;
  return `Unknown ${what} ${shown(name)}. ${hint}`;
}

/** A default with a value of another type or form. */
export function invalidDefault(key: string, value: unknown, must: string): string {
  return `The default ${key} ${shown(value)} ${must}.`;
}

/** No default sets what the source does not contain. */
export function missingField(field: string, where: string): string {
  return `${where} does not contain ${field}, and the connector does not guess it.`;
}

/** What to do about a missing field. */
export function setDefault(key: string, words: readonly string[], returned: number): string {
  const before =
    returned === 0
      ? "No row was returned, so that nothing was sent."
      : `The rows of the first ${returned} items were returned before this item.`;
  return `Set the default, such as --default ${key}=${words[0] ?? "VALUE"}. Values: ${words.join(", ")}. ${before}`;
}

/** Source of the format that never contains the field. */
export function formatWithout(format: FeedFormat, name: string): string {
  return `${shown(name)} is read as ${format}, which`;
}

/** Description of an item's place in its source. */
export function placeOf({ file, line, id }: { file: string; line?: number; id?: string }): string {
  if (line !== undefined) return `Line ${line} of ${shown(file)}`;
  return id === undefined ? `An item of ${shown(file)}` : `${shown(id)} in ${shown(file)}`;
}
