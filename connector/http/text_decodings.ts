/** Reads a text as whoever decodes it would: a secret may leave percent-encoded, or escaped as in JSON or HTML. */

/** Texts are encoded more than once where one of them is quoted in another. */
const maxLayers = 4;

const encodings =
  /(?:%[\da-f]{2})+|\\(?:u[\da-f]{4}|x[\da-f]{2}|["'\\/bfnrt])|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/giu;

/** Characters that HTML and JSON write by a name. */
const byName: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  plus: "+",
  sol: "/",
  bsol: "\\",
  equals: "=",
  num: "#",
  percnt: "%",
  commat: "@",
  colon: ":",
  semi: ";",
  excl: "!",
  quest: "?",
  ast: "*",
  dollar: "$",
  comma: ",",
  period: ".",
  lowbar: "_",
  grave: "`",
  verbar: "|",
  vert: "|",
  hat: "^",
  lpar: "(",
  rpar: ")",
  lsqb: "[",
  lbrack: "[",
  rsqb: "]",
  rbrack: "]",
  lcub: "{",
  lbrace: "{",
  rcub: "}",
  rbrace: "}",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The text without one layer of encoding after the other, the outermost first; nothing for a text that is not encoded. */
export function* decodings(text: string): Generator<string> {
  let outer = text;
  for (let layer = 0; layer < maxLayers; layer += 1) {
    const inner = outer.replace(encodings, charactersOf);
    if (inner === outer) return;
    yield inner;
    outer = inner;
  }
}

/** Where the characters of a decoded text stand in the original. */
export interface Places {
  /** Before each character. */
  readonly starts: readonly number[];
  /** Behind each character. */
  readonly ends: readonly number[];
}

/** The places of the text without that many layers of encoding. */
export function placesIn(text: string, layers: number): Places {
  let made = new Made(undefined);
  made.copy(text, 0, text.length);
  for (let layer = 0; layer < layers; layer += 1) made = decodedOnce(made);
  return made;
}

function decodedOnce(outer: Made): Made {
  const { text } = outer;
  const made = new Made(outer);
  let at = 0;
  for (const { 0: code, index } of text.matchAll(encodings)) {
    made.copy(text, at, index);
    made.put(charactersOf(code), index, index + code.length);
    at = index + code.length;
  }
  made.copy(text, at, text.length);
  return made;
}

/** A text in the making. */
class Made implements Places {
  readonly #outer: Made | undefined;
  text = "";
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  constructor(outer: Made | undefined) {
    this.#outer = outer;
  }

  /** Takes over that part of the encoded text as it is. */
  copy(encoded: string, from: number, to: number): void {
    this.text += encoded.slice(from, to);
    for (let i = from; i < to; i += 1) this.#place(i, i + 1);
  }

  /** Puts characters in place of that part of the encoded text. */
  put(characters: string, from: number, to: number): void {
    this.text += characters;
    for (let i = 0; i < characters.length; i += 1) this.#place(from, to);
  }

  #place(from: number, to: number): void {
    this.starts.push(this.#outer?.starts[from] ?? from);
    this.ends.push(this.#outer?.ends[to - 1] ?? to);
  }
}

function charactersOf(code: string): string {
  if (code.startsWith("%")) return ofBytes(Buffer.from(code.replaceAll("%", ""), "hex"));
  if (code.startsWith("&#")) return ofNumber(Number(`0${code.slice(2, -1).toLowerCase()}`), code);
  if (code.startsWith("&")) return byName[code.slice(1, -1).toLowerCase()] ?? code;
  const [, letter = "", ...hex] = code;
  return hex.length === 0 ? (byName[letter] ?? letter) : String.fromCharCode(parseInt(hex.join(""), 16));
}

function ofBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

function ofNumber(point: number, code: string): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : code;
}
