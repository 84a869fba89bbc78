/** The messages of defaults, policy and mapping. */
import { quoteName } from "../../contract/quote_name.js";
import type { FeedFormat } from "../feed_types.js";

/** Text of a value in messages: quoted, cut after 100 characters. */
function shown(value: unknown): string {
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
      ? "Nothing was sent."
      : `The rows of the first ${returned} items were returned before this item.`;
  return `Set the default ${key}, with --default ${key}=VALUE or in "defaults". Its values are ${words.join(", ")}. ${before}`;
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

/** A kind of value that has no type of row. */
export function noTypeOf(kind: string, value: string): string {
  return `${shown(value)} is of the kind ${kind}, and no row can have this kind.`;
}

/** An item above the highest level that is taken. */
export function tlpAbove(tlp: string, limit: string): string {
  return `The source marks this item as TLP:${tlp.toUpperCase()}, and maxTlp is ${limit}.`;
}

/** An item below the least confidence that is taken. */
export function lowConfidence(confidence: number | undefined, limit: number): string {
  const has = confidence === undefined ? "no confidence, which counts as 0" : `the confidence ${confidence}`;
  return `The source states ${has}, and minConfidence is ${limit}.`;
}

/** An item whose time is over. */
export function expired(validUntil: string): string {
  return `The source states that this item expired at ${validUntil}.`;
}

/** An item whose time has not come. */
export function notYetValid(validFrom: string): string {
  return `The source states that this item is not valid before ${validFrom}.`;
}

/** A value that should not be blocked. */
export function benign(value: string, reason: string): string {
  return `${shown(value)} is ${reason}; blocking it can cut devices off from what they need. To take the value anyway, allow it: --allow-benign VALUE, or allow_benign in an input.`;
}

/** A value that the source itself calls harmless. */
export function saidBenign(value: string): string {
  return `The source says that ${shown(value)} is harmless, so that it is never blocked.`;
}

/** Values of an item that became no rows. */
export function leftOut(reasons: readonly string[]): string {
  return `Left out: ${reasons.join(" ")}`;
}

/** Values that documents use in examples. */
export function documentation(count: number, examples: readonly string[]): { code: string; message: string } {
  const message = `Addresses and names that are reserved for documents (RFC 5737, RFC 3849, RFC 2606) were taken: ${counted(count, examples)}.`;
  return { code: "DocumentationValues", message };
}

/** Values on a list of known values. */
export function onList(
  name: string,
  count: number,
  examples: readonly string[],
): { code: string; message: string } {
  const message = `Values on the warning list ${shown(name)} were taken: ${counted(count, examples)}.`;
  return { code: "WarningList", message };
}

/** A file that is not a warning list. */
export function invalidWarningList(file: string, problem: string): string {
  return `The warning list ${shown(file)} ${problem}.`;
}

function counted(count: number, examples: readonly string[]): string {
  const rest = count - examples.length;
  return `${examples.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Messages about a feed in an input. */
export const parseErrors = {
  oneContent: () => "json_body must contain either content or content_base64.",
  notBase64: () =>
    "json_body.content_base64 is not base64: write A-Z, a-z, 0-9, + and / without line ends, and = at the end.",
  loneSurrogate: () =>
    "json_body.content contains half of a character (a lone surrogate). Pass the bytes as content_base64.",
  tooMany: (most: number) =>
    `The feed contains more than ${most.toLocaleString("en")} items. Split the feed, or import the file with the command line.`,
} as const;
