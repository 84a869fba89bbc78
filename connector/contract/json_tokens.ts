/** Finds the ends of the tokens of JSON text: escape sequences, numbers and words. */

const code = { minus: 0x2d, dot: 0x2e, zero: 0x30, nine: 0x39 } as const;

const escapes: ReadonlySet<string> = new Set('"\\/bfnrt');
const hexEscape = /u[\da-fA-F]{4}/y;

/** Returns the length of the escape sequence at that backslash; 0 if it is not valid. */
export function escapeLength(text: string, at: number): number {
  if (escapes.has(text.charAt(at + 1))) return 2;
  hexEscape.lastIndex = at + 1;
  return hexEscape.test(text) ? 6 : 0;
}

const words = ["true", "false", "null"] as const;

/** Returns the end of the number or word at that offset; the same offset if there is none. */
export function scalarEnd(text: string, from: number): number {
  const end = numberEnd(text, from);
  if (end > from) return end;
  return from + (words.find((known) => text.startsWith(known, from))?.length ?? 0);
}

function numberEnd(text: string, from: number): number {
  const begin = text.charCodeAt(from) === code.minus ? from + 1 : from;
  let end = text.charCodeAt(begin) === code.zero ? begin + 1 : digitsEnd(text, begin);
  if (end === begin) return from;
  if (text.charCodeAt(end) === code.dot) end = unlessNone(end + 1, digitsEnd(text, end + 1), end);
  if (text.charAt(end).toLowerCase() !== "e") return end;
  const digits = /[+-]/.test(text.charAt(end + 1)) ? end + 2 : end + 1;
  return unlessNone(digits, digitsEnd(text, digits), end);
}

/** A part without digits does not belong to the number. */
function unlessNone(from: number, to: number, otherwise: number): number {
  return to > from ? to : otherwise;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  for (let found = text.charCodeAt(at); found >= code.zero && found <= code.nine; found = text.charCodeAt(at))
    at += 1;
  return at;
}
