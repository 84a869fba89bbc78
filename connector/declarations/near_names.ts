/** Finds the declared names that an unknown name may mean. */
import type { RowNames as DeclaredNames } from "../contract/generated/meta/names.js";
import { asLatin } from "./confusables.js";
import { editsBetween } from "./suggest.js";

/** Cache size for looked-up names. An unknown column then costs one lookup per table. */
const maxKept = 1000;
/** Names longer than this are not compared. */
const maxNameLength = 1000;
/** Names longer than this are not split into parts. */
const maxAffixedLength = 100;

/** Maximum number of forms of one name that are checked for typos. */
const maxMisspelledCores = 20;

type Affixes = NonNullable<DeclaredNames["affixes"]>;
type Words = Pick<DeclaredNames, "synonyms" | "affixes" | "wrappers">;

/** A known name by the letters of one of its spellings. */
interface Spelling {
  readonly letters: string;
  readonly field: string;
  /** Maximum number of different letters. */
  readonly edits: number;
  /** One bit for each letter that the name contains. */
  readonly bits: number;
}

/** Compares names with fields and their synonyms. */
export class NearNames {
  readonly #spellings: readonly Spelling[];
  /** Fields by the singular of their spellings. */
  readonly #bySingular = new Map<string, Set<string>>();
  readonly #wrappers: ReadonlySet<string>;
  readonly #affixes: Affixes;
  readonly #found = new Map<string, readonly string[]>();

  constructor(fields: Iterable<string>, words: Words = { synonyms: {} }) {
    const others = Object.entries(words.synonyms);
    this.#spellings = [
      ...[...fields].map((field) => spelling(field, field, fieldEdits)),
      ...others.flatMap(([field, names]) => names.map((name) => spelling(name, field, synonymEdits))),
    ];
    for (const { letters, field } of this.#spellings) {
      const singular = singularOf(letters);
      this.#bySingular.set(singular, (this.#bySingular.get(singular) ?? new Set()).add(field));
    }
    this.#wrappers = new Set((words.wrappers ?? []).map(folded));
    this.#affixes = words.affixes ?? {};
  }

  /** Returns the nearest fields; empty if none is near. */
  meant(name: string): readonly string[] {
    if (name.length > maxNameLength) return [];
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const found = this.#nearest(name);
    if (this.#found.size >= maxKept) this.#found.clear();
    this.#found.set(name, found);
    return found;
  }

  #nearest(name: string): readonly string[] {
    const forms = [...new Set(formsOf(name, this.#wrappers))].filter((letters) => letters !== "");
    for (const letters of forms) {
      const same = this.#bySingular.get(singularOf(letters));
      if (same !== undefined) return [...same];
    }
    const affixed = name.length > maxAffixedLength ? [] : this.#affixed(name, forms);
    if (affixed.length > 0) return affixed;
    for (const letters of forms) {
      const misspelled = this.#misspelled(letters);
      if (misspelled.length > 0) return misspelled;
    }
    return [];
  }

  /** Returns the fields that the name contains between filler words or as a part of its path. */
  #affixed(name: string, forms: readonly string[]): readonly string[] {
    const parts = new Set(segmentsOf(name).map((part) => singularOf(folded(part))));
    const found = Object.entries(this.#affixes).filter(([field, { before = [], after = [] }]) => {
      if (parts.has(singularOf(folded(field)))) return true;
      const cores = forms.flatMap((letters) => coresOf(withoutDigits(letters), before, after));
      return (
        cores.some((core) => this.#bySingular.get(singularOf(core))?.has(field)) ||
        cores.slice(0, maxMisspelledCores).some((core) => this.#misspelled(core).includes(field))
      );
    });
    return found.map(([field]) => field);
  }

  #misspelled(letters: string): readonly string[] {
    const bits = bitsOf(letters);
    let least = Number.POSITIVE_INFINITY;
    let fields = new Set<string>();
    for (const one of this.#spellings) {
      const edits = typosBetween(letters, bits, one, least);
      if (edits > one.edits || edits > least) continue;
      if (edits < least) fields = new Set();
      least = edits;
      fields.add(one.field);
    }
    return [...fields];
  }
}

/** Returns the letters of the name, also without brackets and without wrapping path parts. */
function formsOf(name: string, wrappers: ReadonlySet<string>): string[] {
  const segments = segmentsOf(name);
  const isWrapper = (part: string | undefined): boolean =>
    part !== undefined && (/^[\s\d*]*$/.test(part) || wrappers.has(folded(part)));
  while (segments.length > 1 && isWrapper(segments[0])) segments.shift();
  while (segments.length > 1 && isWrapper(segments.at(-1))) segments.pop();
  return [folded(name), folded(withoutBrackets(name)), folded(segments.join(""))];
}

function withoutBrackets(name: string): string {
  return name.normalize("NFKC").replace(/\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}|<[^<>]*>/g, " ");
}

/** Returns the parts of a path such as `properties.name`, `names[0]/value` or `a->b`. */
function segmentsOf(name: string): string[] {
  return withoutBrackets(name)
    .split(/[./\\:>|#]+/)
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
}

/** Returns letters and digits in lower case. Ignores separators, blanks and invisible characters. */
function folded(name: string): string {
  return asLatin(name.normalize("NFKC"))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function withoutDigits(letters: string): string {
  return letters.replace(/^\p{N}+|\p{N}+$/gu, "");
}

/** Returns the letters, also with any number of the filler words removed from both ends. */
function coresOf(letters: string, before: readonly string[], after: readonly string[]): string[] {
  const seen = new Set([letters]);
  for (const core of seen) {
    for (const word of before) if (core.startsWith(word)) seen.add(withoutDigits(core.slice(word.length)));
    for (const word of after)
      if (core.endsWith(word)) seen.add(withoutDigits(core.slice(0, core.length - word.length)));
  }
  return [...seen].filter((core) => core !== "");
}

function singularOf(letters: string): string {
  return letters.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
}

function spelling(name: string, field: string, editsOf: (length: number) => number): Spelling {
  const letters = folded(name);
  return { letters, field, edits: editsOf(letters.length), bits: bitsOf(letters) };
}

/** Returns the allowed number of edits. One letter changes a short word into another word. */
function fieldEdits(length: number): number {
  if (length < 4) return 0;
  return length < 11 ? 1 : 2;
}

function synonymEdits(length: number): number {
  return length < 8 ? 0 : 1;
}

function bitsOf(letters: string): number {
  let bits = 0;
  for (let i = 0; i < letters.length; i += 1) bits |= 1 << (letters.charCodeAt(i) & 31);
  return bits;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/**
 * Returns the number of edits. Infinite if lengths or letters differ too much, or if the name adds a word
 * ("applicationId").
 */
function typosBetween(
  letters: string,
  bits: number,
  { letters: other, edits, bits: otherBits }: Spelling,
  least: number,
): number {
  const most = Math.min(edits, least);
  const more = letters.length - other.length;
  // One changed letter removes one bit and adds another.
  if (Math.abs(more) > most || bitCount(bits ^ otherBits) > 2 * most) return Number.POSITIVE_INFINITY;
  const isLonger = more > 1 && (letters.startsWith(other) || letters.endsWith(other));
  return isLonger ? Number.POSITIVE_INFINITY : editsBetween(letters, other, most);
}
