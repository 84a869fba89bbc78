/** The text on one line, without the characters that a terminal would obey: a service's words may hold any. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}
