/** How words of others are shown: nothing in them is invisible, and a reader sees whose they are. */

/** Line breaks and tabs: one blank is what a reader needs of them. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** Characters that a terminal obeys, or that nobody sees: controls, marks of direction, characters without width. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const hiddenInJson = new RegExp(`(?![\\t\\n\\r])${hidden.source}`, "gu");

/** The text on one line, each hidden character written as an escape (`\u202e`). */
export function visible(text: string): string {
  return text.replace(breaks, " ").replace(hidden, escapeOf);
}

/** JSON text that means the same, with the hidden characters of its strings written as escapes. */
export function visibleJson(json: string): string {
  return json.replace(hiddenInJson, escapeOf);
}

function escapeOf(char: string): string {
  const units = Array.from({ length: char.length }, (_none, i) => char.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** Longest part of somebody's words that is passed on, in characters. */
const maxQuoteLength = 500;

/** The words in quotation marks that they cannot close themselves, cut where they are long. */
export function quoted(words: string, longest = maxQuoteLength): string {
  const text = words.trim();
  const shown = text.length <= longest ? text : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
  return `"${visible(shown.replace(/["\\]/g, "\\$&"))}"`;
}

/** The sentence with a period, which it may have within a closing quotation mark. */
export function ended(message: string): string {
  return /[.!?]"?$/.test(message) ? message : `${message}.`;
}

/** The name of a field, if it is one as people give: letters, and not many. A name that is not known may be anything. */
export function nameShown(name: string): string {
  return /^[A-Za-z][A-Za-z_ -]{0,31}$/.test(name) ? name : "…";
}

/** Says whose words these are. They must not hold secrets any more. @param longest in characters */
export function saidBy(speaker: string, words: string, longest?: number): string {
  return `${speaker} said: ${quoted(words, longest)}`;
}
