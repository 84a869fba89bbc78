/** JSON for a script element. */

/** Characters that could end the element, or that an editor hides. `JSON.stringify` leaves them as they are. */
const unsafe = /[<>&\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Returns the value as JSON in which these characters are escapes. The value that is read from it is the same. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, escapeOf);
}

function escapeOf(char: string): string {
  const units = Array.from({ length: char.length }, (_none, i) => char.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
