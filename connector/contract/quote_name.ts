/** Makes an external name readable in a message. */

/** Maximum length of a quoted name, in characters. */
const maxQuoteLength = 80;

/** Returns the name quoted and shortened, with invisible characters written as code points. */
export function quoteName(name: string): string {
  const text = JSON.stringify(name.slice(0, maxQuoteLength + 1)).replace(/[\p{C}\p{Z}]/gu, visible);
  return text.length <= maxQuoteLength + 2 ? text : `${text.slice(0, maxQuoteLength + 1)}…"`;
}

function visible(character: string): string {
  if (character === " ") return character;
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  return `<U+${code}>`;
}
