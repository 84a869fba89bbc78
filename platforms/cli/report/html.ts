/** Text as HTML. */
import { defanged, visibleParts } from "./report_text.js";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns our own text for an element or an attribute in quotes. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] as string);
}

/** Most characters of a text of others. */
const maxLength = 500;

/** Returns text of others for an element: defanged, with visible characters, shortened. */
export function foreignHtml(text: string): string {
  return visibleHtml(defanged(text.slice(0, maxLength + 1)));
}

/** Returns the name of a file for an element: with visible characters, shortened. */
export function visibleHtml(text: string): string {
  const shown = text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
  return visibleParts(shown)
    .map((part, index) => (index % 2 === 0 ? html(part) : `<mark>${html(part)}</mark>`))
    .join("");
}
