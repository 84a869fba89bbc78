/** Masks known secrets in what leaves the connector: a service may quote what it was sent. */
import { decodings, placesIn } from "./text_decodings.js";

const mask = "[secret]";

/**
 * Shortest secrets that are masked, in characters. Sentences may lose a word. A value of a row may not, so a password
 * that is shorter than the login service allows is left alone there; nor may the name of a field.
 */
const shortest = { message: 4, value: 8, name: 24 } as const;

/** Shorter parts of a secret are not looked for, in characters. */
const shortestPart = 12;

/** Tokens live for an hour; a service does not quote older ones. */
const maxLiveSecrets = 8;

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

/** What is looked for in a text, without case: services quote what they were sent in letters of their own. */
interface Wanted {
  /** The shortest first: most texts are shorter than most secrets. */
  readonly secrets: readonly string[];
  /** Those of which a beginning is looked for where the text was cut, with the least that counts as one. */
  readonly beginnings: readonly { readonly head: string; readonly secret: string }[];
}

const nothing: Wanted = { secrets: [], beginnings: [] };

/** The secrets of one connection, the live tokens among them. */
export class Redactor {
  readonly #fixed = new Map<string, readonly Pattern[]>();
  /** The youngest last. */
  readonly #cached = new Map<string, readonly Pattern[]>();
  #inMessages = nothing;
  #inValues = nothing;
  #inNames = nothing;

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
    if (this.#cached.has(secret)) return;
    const [oldest = ""] = this.#cached.keys();
    if (this.#cached.size >= maxLiveSecrets) this.#cached.delete(oldest);
    this.#know(this.#cached, secret, true);
  }

  #know(known: Map<string, readonly Pattern[]>, secret: string, isSecret: boolean): void {
    if (secret.length < shortest.message || known.get(secret)?.[0]?.isSecret === isSecret) return;
    known.set(secret, patternsOf(secret, isSecret));
    const all = [...this.#fixed.values(), ...this.#cached.values()].flat();
    this.#inMessages = wanted(all, true);
    this.#inValues = wanted(all.filter((one) => one.isSecret && one.length >= shortest.value));
    this.#inNames = wanted(all.filter((one) => one.isSecret && one.length >= shortest.name));
  }

  /** A sentence with every known secret masked, and the beginning of one at which the sentence was cut. */
  clean(text: string): string {
    return masked(text, this.#inMessages);
  }

  /** A value that a program may use, with the secrets masked that it cannot hold by chance. */
  cleanValue(text: string): string {
    return text.length < shortest.value ? text : masked(text, this.#inValues);
  }

  /** The same for the name of a field. */
  cleanName(name: string): string {
    return name.length < shortest.name ? name : masked(name, this.#inNames);
  }
}

/** A secret with the forms in which it may leave. */
function patternsOf(secret: string, isSecret: boolean): Pattern[] {
  const whole = secret.trim();
  const forms = [secret, whole, whole.replaceAll(" ", "+"), ...linesOf(whole), ...base64Of(whole)];
  const all = [...new Set(forms)].filter((text) => text.length >= shortest.message);
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

/** @param mayBeCut whether a secret may be in a text in part */
function wanted(patterns: readonly Pattern[], mayBeCut = false): Wanted {
  const secrets = [...new Set(patterns.map(({ text }) => folded(text)))].toSorted(
    (a, b) => a.length - b.length,
  );
  const long = mayBeCut ? secrets.filter((secret) => secret.length > shortestPart) : [];
  return { secrets, beginnings: long.map((secret) => ({ secret, head: secret.slice(0, shortestPart) })) };
}

function masked(text: string, what: Wanted): string {
  const ranges: Range[] = [];
  if (text.length <= stretch) findIn(text, what, ranges);
  else
    for (let from = 0; from < text.length; from += stretch) {
      const part: Range[] = [];
      findIn(text.slice(from, from + stretch + overlap), what, part);
      for (const [start, end] of part) ranges.push([from + start, from + end]);
    }
  return ranges.length === 0 ? text : withMasks(text, ranges);
}

/** Nearly every text holds no secret and is not encoded, so nothing is made for those. */
function findIn(text: string, what: Wanted, ranges: Range[]): void {
  findPlain(folded(text), what, ranges);
  if (!text.includes("%") && !text.includes("\\") && !text.includes("&")) return;
  let layers = 0;
  for (const inner of decodings(text)) {
    layers += 1;
    const found: Range[] = [];
    findPlain(folded(inner), what, found);
    if (found.length === 0) continue;
    const { starts, ends } = placesIn(text, layers);
    for (const [from, to] of found) ranges.push([starts[from] as number, ends[to - 1] as number]);
  }
}

/** The text in lower case, every character at its place: the lower case of one letter is two characters long. */
function folded(text: string): string {
  return text.replaceAll("\u0130", "i").toLowerCase().replaceAll("\u03c2", "\u03c3");
}

/** @param text - in lower case */
function findPlain(text: string, { secrets, beginnings }: Wanted, ranges: Range[]): void {
  for (const secret of secrets) {
    if (secret.length > text.length) break;
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1))
      if (!isInMask(text, at, secret)) ranges.push([at, at + secret.length]);
  }
  if (beginnings.length === 0 || text.length < shortestPart) return;
  for (const end of cutsIn(text))
    for (const { head, secret } of beginnings) {
      const at = end < shortestPart ? -1 : text.lastIndexOf(head, end - shortestPart);
      if (at >= 0 && secret.startsWith(text.slice(at, end))) ranges.push([at, end]);
    }
}

/** Texts are cleaned more than once, and somebody's secret is a part of the mask. */
function isInMask(text: string, at: number, secret: string): boolean {
  const from = mask.indexOf(secret);
  return from >= 0 && text.startsWith(mask, at - from);
}

/** Where the text may have been cut: at its end, and before dots that stand for the rest. */
function cutsIn(text: string): number[] {
  let end = text.length;
  while (end > 0 && "\"'.… ".includes(text[end - 1] as string)) end -= 1;
  const ends = [end];
  for (let at = text.indexOf("…"); at >= 0; at = text.indexOf("…", at + 1)) ends.push(at);
  return ends;
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
