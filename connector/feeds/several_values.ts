/** Reads a text that can hold several values. */
import { isHash } from "./best_hashes.js";
import { holdsSeveralUrls, observeAny, type Recognized, withoutQuotes } from "./observe.js";
import { severalUrls, severalValues } from "./messages.js";

/** Separators of values. A URL can contain commas and semicolons, but a list of URLs has blanks too. */
const separators = /[\s,;|]+/;

/** Most values in one text. */
const maxValues = 1000;

/**
 * Returns the values of a text with several of them; undefined if it does not look like a list. They are read if all
 * of them are of one kind, or all of them are hashes; otherwise they may mean different things, such as a domain and its
 * address, and the text has a fault. Of a list of hashes, a wrong one does not keep the others out.
 */
export function observeSeveral(text: string): readonly Recognized[] | undefined {
  if (holdsSeveralUrls(text)) return [{ fault: severalUrls(text) }];
  const parts = withoutQuotes(text)
    .split(separators, maxValues + 1)
    .filter((part) => part !== "");
  if (parts.length < 2 || parts.length > maxValues) return undefined;
  const values = parts.map(observeAny);
  const good = values.filter(({ fault }) => fault === undefined);
  if (good.length === values.length) return isUniform(values) ? values : [{ fault: severalValues(text) }];
  const areDigits = parts.every((part) => /^[0-9a-f]{24,}$/i.test(part));
  return areDigits ? values : undefined;
}

function isUniform(values: readonly Recognized[]): boolean {
  const kinds = new Set(
    values.flatMap((value) => (value.fault === undefined ? [isHash(value) ? "hash" : value.kind] : [])),
  );
  return kinds.size === 1;
}
