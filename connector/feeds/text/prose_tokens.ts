/** Splits prose into words, without the marks of Markdown and AsciiDoc. */
import { isAddress } from "../../declarations/values/address.js";
import { isDefanged, partsOf, refangHost } from "../../declarations/values/refang.js";

/** A word of prose that can be a value. */
export interface ProseToken {
  readonly text: string;
  readonly isUrl: boolean;
  /** The scheme or the host is defanged. */
  readonly isDefanged: boolean;
  /** The word before it in the same sentence or cell; empty for the first one. */
  readonly previous: string;
  /** True for the only word of a line, of a cell of a table, or between quotes. */
  readonly isAlone: boolean;
}

/** Matches a word before the value, such as `C2:`. */
export const label = /^[a-z][\w-]*[:=]+(?=[^/:=])/i;

/** Blanks inside of the brackets of a defanged dot. */
const innerBlanks = /[[({] {0,2}(?:\.|dot|:|@|at) {0,2}[\])}]/gi;
/** What separates texts: cells of tables, quotes, code marks, and angle brackets. */
const between = /[|`"<>“”‘’«»]+/u;
/** A name in angle brackets within a URL, for something that differs. Tags of HTML have none before them. */
const placeholder = /(?<=\S)<(?!\/|br\b)([^\s<>]{1,80})>/gi;
/** The start of a URL, plain or defanged, with the mark before it. */
const scheme =
  /(?<![a-z0-9])\[?(?:https?|hxxps?|h\*\*ps?|hxtps?|meows?|ftps?|fxps?)\]?(?:(?::|\[:\])(?:\/\/|\\\\|(?:\[\/\]){2}|\[\/\/\])|\[:\/\/\])/i;
/** Two words with a dash or a word between them that a range of addresses can have. Their length is limited. */
const range =
  /(?<![^\s,;|])([^\s,;|–—-]{2,60})(?:\s{0,4}[–—-]\s{0,4}|\s{1,4}(to|through)\s{1,4})([^\s,;|–—-]{2,60})(?![^\s,;|])/gi;

/** Returns a range of addresses as one word. Two addresses around `to` are one only if they begin with the same numbers. */
function asOneWord(text: string, start: string, to: string | undefined, end: string): string {
  const first = bare(start).replace(label, "");
  const last = bare(end);
  const [from, until] = [refangHost(first), refangHost(last)];
  const isRange = isAddress(from) && isAddress(until) && (to === undefined || half(from) === half(until));
  return isRange ? `${first}-${last}` : text;
}

/** Returns the first two numbers of an address. */
function half(address: string): string {
  return address.split(/[.:]/, 2).join();
}

/**
 * Yields the words of a line. A name in angle brackets becomes one in `⟨⟩`, and a range of addresses is one word, so that
 * its ends are not read as values.
 */
export function* tokensOf(line: string): Generator<ProseToken> {
  const joined = line
    .replace(innerBlanks, (dot) => dot.replaceAll(" ", ""))
    .replace(placeholder, "⟨$1⟩")
    .replace(range, asOneWord);
  for (const text of joined.split(between)) {
    const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    for (const [at, word] of words.entries())
      yield* ofWord(word, { previous: words[at - 1] ?? "", isAlone: words.length === 1 });
  }
}

function* ofWord(word: string, place: Pick<ProseToken, "previous" | "isAlone">): Generator<ProseToken> {
  let rest = word;
  while (rest !== "") {
    const at = rest.search(scheme);
    for (const part of (at < 0 ? rest : rest.slice(0, at)).split(/[,;]|\+\+|\]\(/)) {
      const text = bare(part);
      if (text.length > 3) yield { text, isUrl: false, isDefanged: refangHost(text) !== text, ...place };
    }
    if (at < 0) return;
    const whole = rest.slice(at);
    const end = urlEnd(whole);
    yield { ...urlToken(withoutMarks(whole.slice(0, end), rest.slice(0, at).at(-1))), ...place };
    rest = whole.slice(end);
  }
}

function urlToken(text: string): Omit<ProseToken, "previous" | "isAlone"> {
  return { text, isUrl: true, isDefanged: partsOf(text) !== undefined && isDefanged(text) };
}

/** Matches what follows a URL: the marks of Markdown and AsciiDoc, the text of a link, and the next URL of a list. */
const afterUrl = /\+\+|\]\(|(?<=[^/=?&_.-])\[(?!\.|dot\]|:|\/|@|at\])|[,;](?=\[?[hf][tx*]{1,2}p)/i;

/** Returns the position at which the marks after a URL begin. */
function urlEnd(text: string): number {
  const start = scheme.exec(text)?.[0].length ?? 1;
  const mark = text.slice(start).search(afterUrl);
  return mark < 0 ? text.length : start + mark;
}

/** Most marks of a sentence after a URL. */
const maxMarks = 16;

/** Removes the punctuation of the sentence, and the mark that also precedes the URL. */
function withoutMarks(url: string, mark: string | undefined): string {
  let text = url;
  if (mark !== undefined && "+*_~'".includes(mark) && text.endsWith(mark)) text = text.slice(0, -1);
  for (let marks = 0; marks < maxMarks; marks++) {
    // The reader of URLs rejects a text that was cut off.
    if (/(?:\.\.\.|…)$/u.test(text)) return text;
    const last = text.at(-1) ?? "";
    const isOpenedInside =
      last in brackets && text.split(brackets[last] as string).length >= text.split(last).length;
    if (!/[.,;:!?'*)\]}]$/.test(text) || isOpenedInside) return text;
    text = text.slice(0, -1);
  }
  return text;
}

const brackets: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Returns a word without the punctuation around it. A path can end in a slash. */
function bare(word: string): string {
  const text = word.replace(/^[^\p{L}\p{N}_]+/u, "").replace(/[^\p{L}\p{N}_/]{1,64}$/u, "");
  return /^_.*_$/.test(text) ? text.slice(1, -1) : text;
}
