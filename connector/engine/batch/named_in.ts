/** Finds the rows that a message of the service names. */

/** Returns the rows that a message names, except those that only match a part of another name in it. */
export function namedIn(message: string, rows: readonly number[], nameOf: (row: number) => string): number[] {
  const named = rows.filter((row) => names(message, nameOf(row)));
  if (named.length < 2) return named;
  let rest = message;
  const found = new Set<string>();
  for (const name of named.map(nameOf).toSorted((a, b) => b.length - a.length)) {
    if (!names(rest, name)) continue;
    found.add(name);
    rest = rest.replaceAll(name, " ");
  }
  return named.filter((row) => found.has(nameOf(row)));
}

const wordBefore = /[\p{L}\p{N}]$/u;
const wordAfter = /^[\p{L}\p{N}]/u;

/** Whether the message contains the value, and not only as part of a longer word. */
function names(message: string, value: string): boolean {
  if (value === "") return false;
  for (let from = message.indexOf(value); from >= 0; from = message.indexOf(value, from + 1)) {
    const before = message.slice(0, from);
    const after = message.slice(from + value.length);
    if (!wordBefore.test(before) && !wordAfter.test(after)) return true;
  }
  return false;
}
