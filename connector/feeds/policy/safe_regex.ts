/** Regular expressions of other people, which must not stop the event loop. */

/** Longer values are not compared, because the time can grow faster than the length. */
const maxLength = 500;

/** Most quantifiers without a limit, because the time grows with the length to the power of their number. */
const maxQuantifiers = 2;

/**
 * Returns the test of a regular expression with delimiters, as PHP writes them. Undefined for other texts, and for
 * expressions that can be slow: with a group that is repeated without a limit, a back reference, or many quantifiers.
 */
export function safeRegex(entry: string): ((value: string) => boolean) | undefined {
  const [, , source, flags = ""] = /^([/#~@])(.*)\1([imsu]*)$/s.exec(entry) ?? [];
  if (source === undefined || canBeSlow(source)) return undefined;
  try {
    const regex = new RegExp(source, flags);
    return (value) => value.length <= maxLength && regex.test(value);
  } catch {
    return undefined;
  }
}

function canBeSlow(source: string): boolean {
  if (/\\(?:[1-9]|k<)/.test(source)) return true;
  // Characters and classes of characters without the marks in them.
  const marks = source.replace(/\\./gs, "x").replace(/\[[^\]]*\]/g, "x");
  const isGroupRepeated = /\)(?:[*+]|\{\d+,?\d*\})/.test(marks);
  const quantifiers = marks.match(/[*+]|\{\d+,\d*\}/g) ?? [];
  return isGroupRepeated || quantifiers.length > maxQuantifiers;
}
