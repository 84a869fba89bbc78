/** Finds invisible characters: blanks, zero-width characters, direction marks and control characters. */

const unseen = String.raw`[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]`;
const anyUnseen = new RegExp(unseen, "u");
const firstUnseen = new RegExp(`^${unseen}`, "u");
const leadingUnseen = new RegExp(`^${unseen}+`, "u");
const everyUnseen = new RegExp(unseen, "gu");
const visibleAscii = /[!-~]/;
// Unicode classes are slow and rarely needed.
const onlyVisibleAscii = /^[!-~]*$/;
const onlyAscii = /^[ -~]*$/;
const visibleEnds = /^[!-~](?:.*[!-~])?$/s;

/** Returns the code point of the first character, such as U+200E. */
export function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function nameOf(character: string): string {
  return `${character === " " ? "a blank" : "an invisible character"} (${codePoint(character)})`;
}

/** Describes the first invisible character: `an invisible character (U+200E)`. */
export function unseenIn(text: string): string | undefined {
  if (onlyVisibleAscii.test(text)) return undefined;
  const found = anyUnseen.exec(text)?.[0];
  return found === undefined ? undefined : nameOf(found);
}

/** Returns the text without invisible characters at its ends. */
export function withoutOuterUnseen(text: string): string {
  if (visibleEnds.test(text)) return text;
  const start = leadingUnseen.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start) {
    const last = lastCharacter(text, end);
    if (!firstUnseen.test(last)) break;
    end -= last.length;
  }
  return text.slice(start, end);
}

/** Describes the invisible character at the start, otherwise the one at the end. */
export function outerUnseen(text: string): string {
  return nameOf(firstUnseen.exec(text)?.[0] ?? lastCharacter(text, text.length));
}

/** Returns true if the text has no visible characters. */
export function isUnseen(text: string): boolean {
  return !visibleAscii.test(text) && (leadingUnseen.exec(text)?.[0].length ?? 0) === text.length;
}

/** Returns JSON text with invisible characters as escapes. Plain blanks stay. */
export function withEscapes(json: string): string {
  if (onlyAscii.test(json)) return json;
  return json.replace(everyUnseen, (character) =>
    character === " "
      ? character
      : [...Array(character.length).keys()]
          .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
          .join(""),
  );
}

function lastCharacter(text: string, end: number): string {
  const isPair = end > 1 && (text.codePointAt(end - 2) ?? 0) > 0xffff;
  return text.slice(end - (isPair ? 2 : 1), end);
}
