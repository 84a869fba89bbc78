/** Masks known secrets in what leaves the connector: a service may quote what it was sent. */
import { decodings } from "./encoded.js";

const mask = "[secret]";

/**
 * Shortest secrets that are masked, in characters. Sentences may lose a word. A value of a row may not, so a password
 * that is shorter than the login service allows is left alone there; nor may the name of a field.
 */
const shortest = { sentence: 4, value: 8, name: 24 } as const;

/** Shorter parts of a secret are not looked for, in characters. */
const shortestPart = 12;

/** Tokens live for an hour; a service does not quote older ones. */
const mostLive = 8;

/** Texts are searched in stretches of this many characters, which overlap by the length of the longest encoded secret. */
const stretch = 500_000;
const overlap = 50_000;

/** A form in which a secret may leave. */
interface Pattern {
  readonly text: string;
  /** Length of the secret. */
  readonly length: number;
  /** Whether it is looked for in data too. */
  readonly isSecret: boolean;
}

type Range = readonly [from: number, to: number];

/** The secrets of one connection, the live tokens among them. */
export class Redactor {
  readonly #fixed = new Map<string, readonly Pattern[]>();
  /** The youngest last. */
  readonly #live = new Map<string, readonly Pattern[]>();
  /** What is looked for in each kind of text, the shortest first: most texts are shorter than most secrets. */
  #inSentences: readonly string[] = [];
  #inValues: readonly string[] = [];
  #inNames: readonly string[] = [];

  /** From now on this value is masked wherever it is found, however it is encoded. */
  add(secret: string): void {
    this.#know(this.#fixed, secret, true);
  }

  /** The same for a value that may be a secret in a wrong field: it is masked in sentences only. */
  suspect(value: string): void {
    if (!this.#fixed.has(value)) this.#know(this.#fixed, value, false);
  }

  /** The same for a secret that others will follow, such as a token: only the youngest ones are remembered. */
  addLive(secret: string): void {
    if (this.#live.has(secret)) return;
    const [oldest = ""] = this.#live.keys();
    if (this.#live.size >= mostLive) this.#live.delete(oldest);
    this.#know(this.#live, secret, true);
  }

  #know(known: Map<string, readonly Pattern[]>, secret: string, isSecret: boolean): void {
    if (secret.length < shortest.sentence || known.get(secret)?.[0]?.isSecret === isSecret) return;
    known.set(secret, patternsOf(secret, isSecret));
    const all = [...this.#fixed.values(), ...this.#live.values()].flat();
    const sorted = all.toSorted((a, b) => a.text.length - b.text.length);
    const atLeast = (least: number) =>
      sorted.filter(({ length, isSecret: isSure }) => isSure && length >= least).map(({ text }) => text);
    this.#inSentences = sorted.map(({ text }) => text);
    this.#inValues = atLeast(shortest.value);
    this.#inNames = atLeast(shortest.name);
  }

  /** A sentence with every known secret masked, and the beginning of one at which the sentence was cut. */
  clean(text: string): string {
    return masked(text, this.#inSentences, true);
  }

  /** A value that a program may use, with the secrets masked that it cannot hold by chance. */
  cleanValue(text: string): string {
    return text.length < shortest.value ? text : masked(text, this.#inValues, false);
  }

  /** The same for the name of a field. */
  cleanName(name: string): string {
    return name.length < shortest.name ? name : masked(name, this.#inNames, false);
  }
}

/** A secret with the forms in which it may leave. */
function patternsOf(secret: string, isSecret: boolean): Pattern[] {
  const whole = secret.trim();
  const forms = [secret, whole, whole.replaceAll(" ", "+"), ...linesOf(whole), ...base64Of(whole)];
  const all = [...new Set(forms)].filter((text) => text.length >= shortest.sentence);
  return all.map((text) => ({ text, length: secret.length, isSecret }));
}

/** Of a key or a certificate, its lines, and all of them as one; nothing of other secrets. */
function linesOf(secret: string): string[] {
  const body = secret.replace(/-----[^-]*-----/g, " ").replaceAll("\\n", " ");
  if (!/^[\sA-Za-z0-9+/=]{200,}$/.test(body)) return [];
  const lines = body.split(/\s+/).filter((line) => line.length >= shortestPart);
  return [lines.join(""), ...lines];
}

/** The secret in base64, wherever in the encoded text it begins: what of it does not depend on its neighbors. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < shortest.value) return [];
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const from = Math.ceil((before * 8) / 6);
    const text = encoded.slice(from, Math.floor(((before + bytes.length) * 8) / 6));
    return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** @param mayBeCut whether a secret may be there in part, at a place where the text was cut */
function masked(text: string, secrets: readonly string[], mayBeCut: boolean): string {
  const ranges: Range[] = [];
  for (let from = 0; from === 0 || from < text.length; from += stretch) {
    const part = text.length <= stretch ? text : text.slice(from, from + stretch + overlap);
    for (const [start, end] of rangesIn(part, secrets, mayBeCut)) ranges.push([from + start, from + end]);
  }
  return ranges.length === 0 ? text : withMasks(text, ranges);
}

function* rangesIn(text: string, secrets: readonly string[], mayBeCut: boolean): Generator<Range> {
  yield* found(text, secrets, mayBeCut);
  for (const inner of decodings(text)) {
    for (const [from, to] of found(inner.text, secrets, mayBeCut))
      yield [inner.starts[from] as number, inner.ends[to - 1] as number];
  }
}

function* found(text: string, secrets: readonly string[], mayBeCut: boolean): Generator<Range> {
  for (const secret of secrets) {
    if (secret.length > text.length) break;
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1))
      yield [at, at + secret.length];
  }
  if (!mayBeCut) return;
  const ends = cutsIn(text);
  for (const secret of secrets) if (secret.length > shortestPart) yield* beginnings(text, secret, ends);
}

/** Where the text may have been cut: at its end, and before dots that stand for the rest. */
function cutsIn(text: string): number[] {
  const ends = [text.length - (/["'.…\s]*$/.exec(text.slice(-10))?.[0].length ?? 0)];
  for (let at = text.indexOf("…"); at >= 0; at = text.indexOf("…", at + 1)) ends.push(at);
  return ends;
}

function* beginnings(text: string, secret: string, ends: readonly number[]): Generator<Range> {
  const head = secret.slice(0, shortestPart);
  for (const end of ends) {
    const at = end < shortestPart ? -1 : text.lastIndexOf(head, end - shortestPart);
    if (at >= 0 && secret.startsWith(text.slice(at, end))) yield [at, end];
  }
}

function withMasks(text: string, ranges: readonly Range[]): string {
  let cleaned = "";
  let at = 0;
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    if (from >= at) cleaned += text.slice(at, from) + mask;
    at = Math.max(at, to);
  }
  return cleaned + text.slice(at);
}
