/** Hashes and thumbprints: a fixed number of hexadecimal digits. */
import { type Correction, type Fault, type Kind, outerBlanks, outerQuotes, type Reader } from "./reading.js";
import { unseenIn } from "./unseen.js";

/** Kind and display name by number of digits. */
const kindsByLength: Readonly<Record<number, readonly [Kind, string]>> = {
  32: ["md5-hash", "an MD5 hash"],
  40: ["sha1-hash", "a SHA-1 hash"],
  64: ["sha256-hash", "a SHA-256 hash"],
};

const digits = /^[0-9a-f]+$/i;

/** Returns the kind of hash by text length; undefined for any other text. */
export function hashKindOf(text: string): Kind | undefined {
  const kind = kindsByLength[text.length]?.[0];
  return kind !== undefined && digits.test(text) ? kind : undefined;
}

// Longer groups may be whole hashes, which must not be joined.
const grouped = /^[0-9a-f]{1,16}(?:[\p{Zs}\t:-]+[0-9a-f]{1,16})+$/iu;

const separators: Correction = {
  code: "SeparatorsRemoved",
  make: (text) => (text.length < 400 && grouped.test(text) ? text.replace(/[^0-9a-f]/gi, "") : text),
  problem: () => "contains separators between its digits",
};

/**
 * Returns the reader of a hash.
 * @param what - the kind in words
 * @param lengths - accepted numbers of digits
 */
export function hashReader(
  what: string,
  lengths: readonly number[],
  canonical?: Reader["canonical"],
): Reader {
  return {
    corrections: [outerBlanks, outerQuotes, separators],
    faultOf: (text) => hashFault(text, what, lengths),
    ...(canonical === undefined ? {} : { canonical }),
  };
}

function hashFault(text: string, what: string, lengths: readonly number[]): Fault | undefined {
  const unseen = unseenIn(text);
  if (unseen !== undefined) return { problem: `contains ${unseen}; write the digits alone` };
  const wanted = `${what} is ${lengths.join(" or ")} hexadecimal digits`;
  if (!digits.test(text)) {
    const wrong = /[^0-9a-f]/iu.exec(text)?.[0] ?? "";
    return { problem: `contains ${JSON.stringify(wrong)}; ${wanted}` };
  }
  if (lengths.includes(text.length)) return undefined;
  const [instead, name] = kindsByLength[text.length] ?? [];
  const known = name === undefined ? "" : `, as ${name} has`;
  const problem = `has ${text.length} characters${known}; ${wanted}`;
  return instead === undefined ? { problem } : { problem, instead };
}
