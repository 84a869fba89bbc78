/** Encodes text for an address, so that it stays one value. */

/** Half of a surrogate pair, which cannot be encoded. */
const halfCharacter = /\p{Surrogate}/u;

/** Whether the text can be part of an address. */
export function isEncodable(text: string): boolean {
  return !halfCharacter.test(text);
}

/** Encodes every character that has a meaning in an address (RFC 3986). */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
