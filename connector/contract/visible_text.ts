/** Makes external text safe to show: without invisible characters, and marked as external. */

/** Line breaks and tabs; shown as one space. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/**
 * Characters that control a terminal or are invisible: control characters, direction marks, zero-width
 * characters.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const hiddenInJson = new RegExp(`(?![\\t\\n\\r])${hidden.source}`, "gu");

/** Returns the text on one line with each hidden character as an escape (`\u202e`). */
export function visible(text: string): string {
  return text.replace(breaks, " ").replace(hidden, escapeOf);
}

/** Returns equivalent JSON text with the hidden characters of its strings as escapes. */
export function visibleJson(json: string): string {
  return json.replace(hiddenInJson, escapeOf);
}

function escapeOf(char: string): string {
  const units = Array.from({ length: char.length }, (_none, i) => char.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** Maximum length of quoted external text, in characters. */
const maxQuoteLength = 500;

/** Returns the text in quotation marks that it cannot close, shortened if it is long. */
export function quoted(words: string, longest = maxQuoteLength): string {
  const text = words.trim();
  const shown = text.length <= longest ? text : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
  return `"${visible(shown.replace(/["\\]/g, "\\$&"))}"`;
}

/** Returns the message with a final period, unless a closing quotation mark already follows one. */
export function ended(message: string): string {
  return /[.!?]"?$/.test(message) ? message : `${message}.`;
}

/**
 * Returns the name if it looks like a field name: letters only, and short. An unknown name can be anything.
 */
export function nameShown(name: string): string {
  return /^[A-Za-z][A-Za-z_ -]{0,31}$/.test(name) ? name : "…";
}

/**
 * Attributes external text to its source. The text must not contain secrets.
 * @param longest - length in characters
 */
export function saidBy(speaker: string, words: string, longest?: number): string {
  return `${speaker} said: ${quoted(words, longest)}`;
}
