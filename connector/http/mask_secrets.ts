/** Finds secrets in a text and masks them. */
import { minPartLength } from "./secret_forms.js";
import { decodings, originalPositions } from "./text_decodings.js";

const mask = "[secret]";

/** Long texts are searched in sections, in characters. Sections overlap by the length of the longest encoded secret. */
const sectionLength = 500_000;
const overlap = 50_000;

type Range = readonly [from: number, to: number];

/** What to search for, in lower case: services may quote what they received in other letter case. */
export interface SearchTerms {
  /** Sorted by length, so that the search ends at the first secret that is longer than the text. */
  readonly secrets: readonly string[];
  /** Secrets with their minimum beginning, which is masked if the text was cut. */
  readonly beginnings: readonly { readonly head: string; readonly secret: string }[];
}

/** @param mayBeCut - whether the text may contain only the beginning of a secret */
export function searchTerms(texts: readonly string[], mayBeCut = false): SearchTerms {
  const secrets = [...new Set(texts.map(lowerCase))].toSorted((a, b) => a.length - b.length);
  const long = mayBeCut ? secrets.filter((secret) => secret.length > minPartLength) : [];
  return { secrets, beginnings: long.map((secret) => ({ secret, head: secret.slice(0, minPartLength) })) };
}

/** Returns the text with all secrets masked. */
export function maskSecrets(text: string, terms: SearchTerms): string {
  const ranges: Range[] = [];
  if (text.length <= sectionLength) findSecrets(text, terms, ranges);
  else
    for (let from = 0; from < text.length; from += sectionLength) {
      const found: Range[] = [];
      findSecrets(text.slice(from, from + sectionLength + overlap), terms, found);
      for (const [start, end] of found) ranges.push([from + start, from + end]);
    }
  return ranges.length === 0 ? text : withMasks(text, ranges);
}

/** Most texts contain neither secrets nor encodings, so objects are created only for the others. */
function findSecrets(text: string, terms: SearchTerms, ranges: Range[]): void {
  findPlain(lowerCase(text), terms, ranges);
  if (!text.includes("%") && !text.includes("\\") && !text.includes("&")) return;
  let layers = 0;
  for (const inner of decodings(text)) {
    layers += 1;
    const found: Range[] = [];
    findPlain(lowerCase(inner), terms, found);
    if (found.length === 0) continue;
    const { starts, ends } = originalPositions(text, layers);
    for (const [from, to] of found) ranges.push([starts[from] as number, ends[to - 1] as number]);
  }
}

/** Returns the text in lower case with the same length: the lower case of `\u0130` has two characters. */
function lowerCase(text: string): string {
  return text.replaceAll("\u0130", "i").toLowerCase().replaceAll("\u03c2", "\u03c3");
}

/** @param text - in lower case */
function findPlain(text: string, { secrets, beginnings }: SearchTerms, ranges: Range[]): void {
  for (const secret of secrets) {
    if (secret.length > text.length) break;
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1))
      if (!isInMask(text, at, secret)) ranges.push([at, at + secret.length]);
  }
  if (beginnings.length === 0 || text.length < minPartLength) return;
  for (const end of possibleCuts(text))
    for (const { head, secret } of beginnings) {
      const at = end < minPartLength ? -1 : text.lastIndexOf(head, end - minPartLength);
      if (at >= 0 && secret.startsWith(text.slice(at, end))) ranges.push([at, end]);
    }
}

/** Returns whether the match is part of a mask: texts are masked several times, and "secret" may be a secret. */
function isInMask(text: string, at: number, secret: string): boolean {
  const from = mask.indexOf(secret);
  return from >= 0 && text.startsWith(mask, at - from);
}

/** Returns the positions at which the text may have been cut: its end, and before each ellipsis. */
function possibleCuts(text: string): number[] {
  let end = text.length;
  while (end > 0 && "\"'.… ".includes(text[end - 1] as string)) end -= 1;
  const cuts = [end];
  for (let at = text.indexOf("…"); at >= 0; at = text.indexOf("…", at + 1)) cuts.push(at);
  return cuts;
}

function withMasks(text: string, ranges: readonly Range[]): string {
  let masked = "";
  let at = 0;
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    if (from >= at) masked += text.slice(at, from) + mask;
    at = Math.max(at, to);
  }
  return masked + text.slice(at);
}
