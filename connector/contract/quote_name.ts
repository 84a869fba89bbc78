/** Writes a name that somebody else gave, so that a person can read it in a message. */

/** Longest name that is quoted, in characters. */
const maxQuoteLength = 80;

/** Quoted and shortened; characters that cannot be seen are written by their code points. */
export function quoteName(name: string): string {
  const text = JSON.stringify(name.slice(0, maxQuoteLength + 1)).replace(/[\p{C}\p{Z}]/gu, visible);
  return text.length <= maxQuoteLength + 2 ? text : `${text.slice(0, maxQuoteLength + 1)}…"`;
}

function visible(character: string): string {
  if (character === " ") return character;
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return `<U+${code}>`;
}
