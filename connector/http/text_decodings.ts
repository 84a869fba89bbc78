/** Decodes texts to find secrets that are percent-encoded, or escaped as in JSON or HTML. */

/** A text is encoded several times if it is quoted in other encoded texts. */
const maxLayers = 4;

const encodings =
  /(?:%[\da-f]{2})+|\\(?:u[\da-f]{4}|x[\da-f]{2}|["'\\/bfnrt])|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/giu;

/** Characters by their names in HTML and JSON. */
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

/** Yields the text without its outermost encoding, then without the next one. Yields nothing if the text is not encoded. */
export function* decodings(text: string): Generator<string> {
  let outer = text;
  for (let layer = 0; layer < maxLayers; layer += 1) {
    const inner = outer.replace(encodings, charactersOf);
    if (inner === outer) return;
    yield inner;
    outer = inner;
  }
}

/** Positions of the characters of a decoded text in the original text. */
export interface OriginalPositions {
  /** Position before each character. */
  readonly starts: readonly number[];
  /** Position after each character. */
  readonly ends: readonly number[];
}

/** Returns the original positions for the text without that many layers of encoding. */
export function originalPositions(text: string, layers: number): OriginalPositions {
  let decoded = new DecodedText(undefined);
  decoded.copy(text, 0, text.length);
  for (let layer = 0; layer < layers; layer += 1) decoded = decodedOnce(decoded);
  return decoded;
}

function decodedOnce(outer: DecodedText): DecodedText {
  const { text } = outer;
  const decoded = new DecodedText(outer);
  let at = 0;
  for (const { 0: code, index } of text.matchAll(encodings)) {
    decoded.copy(text, at, index);
    decoded.append(charactersOf(code), index, index + code.length);
    at = index + code.length;
  }
  decoded.copy(text, at, text.length);
  return decoded;
}

/** A decoded text with the original positions of its characters. */
class DecodedText implements OriginalPositions {
  readonly #outer: DecodedText | undefined;
  text = "";
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  constructor(outer: DecodedText | undefined) {
    this.#outer = outer;
  }

  /** Appends a part of the encoded text unchanged. */
  copy(encoded: string, from: number, to: number): void {
    this.text += encoded.slice(from, to);
    for (let i = from; i < to; i += 1) this.#map(i, i + 1);
  }

  /** Appends the decoded characters of a part of the encoded text. */
  append(characters: string, from: number, to: number): void {
    this.text += characters;
    for (let i = 0; i < characters.length; i += 1) this.#map(from, to);
  }

  #map(from: number, to: number): void {
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
