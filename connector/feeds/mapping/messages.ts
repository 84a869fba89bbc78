/** The messages of the mapping: what a row has, and what an item lacks. */
import { ConnectorError } from "../../contract/errors.js";
import { quoteName } from "../../contract/quote_name.js";
import type { DefaultsPlace, FeedFormat } from "../feed_types.js";
import { sourceName } from "../../contract/source_name.js";

/** Returns the text of a value in messages: quoted, cut after 100 characters. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return quoteName(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** An item without a field. */
export function missingField(field: string): string {
  return `The item does not contain ${field}, and the connector does not guess it.`;
}

/** Items without a field. @param places - of the first ones */
export function itemsWithout(field: string, count: number, name: string, places: readonly string[]): string {
  const verb = count === 1 ? "item does" : "items do";
  return `${count} ${verb} not contain ${field}, and the connector does not guess it. In ${titleOf(name)}: ${counted(count, places)}.`;
}

/** What to do about a missing field. */
export interface Advice {
  readonly key: string;
  /** Values that the default can have. */
  readonly examples: readonly string[];
  readonly place: DefaultsPlace;
}

/** Names the default that sets a field. @param outcome - full sentence about the other items */
export function setDefault({ key, examples, place }: Advice, outcome: string): string {
  const options = examples.map((value) =>
    place === "options"
      ? `--default ${key}=${value}`
      : `"defaults":{${JSON.stringify(key)}:${JSON.stringify(value)}}`,
  );
  const where = place === "syncFile" ? " in the sync file" : "";
  return `Set the default ${key}${where}, such as ${options.join(" or ")}. ${outcome}`;
}

/**
 * The error for items or a source without a field.
 * @param hint - what {@link setDefault} returns
 */
export function missingFields(message: string, hint: string): ConnectorError {
  return new ConnectorError("InvalidOption", message, { hint });
}

/** What became of the items that have the field. */
export const otherItems: Readonly<Record<DefaultsPlace, string>> = {
  options: "The rows of all other items were used.",
  input: "Nothing was returned.",
  syncFile: "Nothing was sent.",
};

/** What became of a source without any item that has the field. */
export const noItems: Readonly<Record<DefaultsPlace, string>> = {
  options: "Nothing was sent.",
  input: "Nothing was returned.",
  syncFile: "Nothing was sent.",
};

/** Source of the format that never contains the field. */
export function formatWithout(field: string, format: FeedFormat, name: string): string {
  return `${titleOf(name)} is read as ${format}, which does not contain ${field}, and the connector does not guess it.`;
}

/** A table without a column for the field. A column of that name can mean something else, such as what a firewall did. */
export function tableWithout(field: string, name: string): string {
  return `${titleOf(name)} is read as a table, and none of its columns is read as ${field}, which the connector does not guess. A column can be assigned: --map COLUMN=${field}, or map in an input.`;
}

/** Description of an item's place in its source. */
export function placeOf({ file, line, id }: { file: string; line?: number; id?: string }): string {
  return line === undefined ? (id ?? file) : `line ${line}`;
}

/** A time that does not say which moment is meant. */
export function unreadableTime(text: string): string {
  return `${shown(text)} is not a date and time of ISO 8601 with a time zone, such as 2027-01-31T00:00:00Z.`;
}

/** A confidence that is not a number from 0 to 100. */
export function unreadableConfidence(value: unknown): string {
  return `The confidence ${shown(value)} is not a number from 0 to 100.`;
}

/** An expiry that was moved to the maximum. */
export function cappedExpiry(field: string, before: string, after: string): string {
  return `${field} ${before} is later than maxExpiresAfter allows; the row has ${after}.`;
}

/** A word that the row has in its declared spelling. */
export function respelled(field: string, before: string, after: string): string {
  return `${field} ${shown(before)} is written as ${after}.`;
}

/** A time that the row has in another form. */
export function rewritten(field: string, before: string, after: string): string {
  return `${field} ${shown(before)} has no time or no time zone in the form of ISO 8601; the row has ${after} (UTC).`;
}

/** A value that the row must have, because of another field. */
export function required(
  field: string,
  before: string,
  after: string,
  when: { readonly field: string; readonly in: readonly unknown[] } | undefined,
): string {
  const reason = when === undefined ? "" : `, which ${when.field} ${when.in.join(" or ")} requires`;
  return `${field} is ${shown(before)} in the source. The row has ${after}${reason}.`;
}

/** A kind of value that has no type of row. */
export function noTypeOf(kind: string, value: string): string {
  return `${shown(value)} is of the kind ${kind}, and no row can have this kind.`;
}

/** Values of an item that became no rows. */
export function leftOut(reasons: readonly string[]): string {
  return `Left out: ${reasons.join(" ")}`;
}

/** Returns the examples, and the number of all others. */
export function counted(count: number, examples: readonly string[]): string {
  const rest = count - examples.length;
  return `${examples.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Returns the name of a source, quoted if it is the name of a file. */
function titleOf(name: string): string {
  return name === "-" ? sourceName(name) : shown(name);
}
