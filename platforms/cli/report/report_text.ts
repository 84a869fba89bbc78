/**
 * Text of others on the page: harmless addresses, visible characters. The page contains the compiled form of this file,
 * so it imports nothing.
 */

/** Characters that are invisible, change the direction of text, or look like a blank. */
const hidden = /([\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs})/gu;

/** A dot inside an address. The dots of other scripts have the same effect in a browser. */
const innerDot = /[.\u3002\uff0e\uff61](?=[^\s."')\]},;:!?])/g;

/** Returns the text with addresses that nothing makes a link of: `hxxp://a[.]example`. */
export function defanged(text: string): string {
  return text
    .replace(/(?<=h)tt(?=ps?:)/gi, "xx")
    .replace(/(?<=f)t(?=ps?:)/gi, "x")
    .replace(innerDot, "[$&]");
}

/** Returns what a person means who searches for a text as the page shows it. */
export function searched(text: string): string {
  return text
    .replace(/hxxp(?=s?:)/gi, "http")
    .replace(/fxp(?=s?:)/gi, "ftp")
    .replace(/\[([.\u3002\uff0e\uff61])\]/g, "$1")
    .replace(/\\u([\da-f]{4})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Returns the parts of a text. Each second part is a hidden character, written as an escape such as `\u202e`. */
export function visibleParts(text: string): string[] {
  return text.split(hidden).map((part, index) => (index % 2 === 0 ? part : escaped(part)));
}

function escaped(char: string): string {
  const units = Array.from({ length: char.length }, (_none, i) => char.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
