/** Makes a text fit for a terminal and for a log. */
import { visible } from "../../connector/contract/visible_text.js";

/** The text on one line; characters that a terminal would obey, or that nobody sees, are written as escapes. */
export function printable(text: string): string {
  return visible(text).trim();
}
