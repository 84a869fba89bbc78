/** Writes text into an address so that it stays the one value that it is, whatever it holds. */

/** Half of a character that is written in two: nothing can be made of it outside the program. */
const halfCharacter = /\p{Surrogate}/u;

/** Whether the text can stand in an address at all. */
export function isEncodable(text: string): boolean {
  return !halfCharacter.test(text);
}

/** The text with every character encoded that is more than itself anywhere in an address (RFC 3986). */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
