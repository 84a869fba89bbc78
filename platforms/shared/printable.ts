/** Makes a text safe for a terminal and for a log. */
import { visible } from "../../connector/contract/visible_text.js";

/** Returns the text on one line; control and invisible characters are written as escapes. */
export function printable(text: string): string {
  return visible(text).trim();
}
