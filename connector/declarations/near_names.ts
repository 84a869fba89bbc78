/** Finds the declared names that may be meant by a name that is not declared. */
import { editsBetween } from "./suggest.js";

/** Names that were looked up and are kept, so that a table with unknown columns costs one look-up per column. */
const maxKept = 1000;
/** Longer names are not compared by their letters. */
const maxNameLength = 1000;

/** A name that can be meant, by the letters of one of its spellings. */
interface Spelling {
  readonly letters: string;
  readonly singular: string;
  readonly field: string;
  /** Letters in which another name may differ. */
  readonly edits: number;
}

/** Compares names with fields, and with the names that others use for these fields. */
export class NearNames {
  readonly #spellings: readonly Spelling[];
  readonly #found = new Map<string, readonly string[]>();

  constructor(fields: Iterable<string>, synonyms: Readonly<Record<string, readonly string[]>> = {}) {
    const others = Object.entries(synonyms);
    this.#spellings = [
      ...[...fields].map((field) => spelling(field, field, fieldEdits)),
      ...others.flatMap(([field, names]) => names.map((name) => spelling(name, field, synonymEdits))),
    ];
  }

  /** The fields that the name is nearest to; empty if it is near to none. */
  meant(name: string): readonly string[] {
    if (name.length > maxNameLength) return [];
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const found = this.#nearest(folded(name));
    if (this.#found.size >= maxKept) this.#found.clear();
    this.#found.set(name, found);
    return found;
  }

  #nearest(letters: string): readonly string[] {
    if (letters === "") return [];
    const singular = singularOf(letters);
    const same = this.#spellings.filter((one) => one.singular === singular);
    return same.length === 0 ? this.#misspelled(letters) : [...new Set(same.map(({ field }) => field))];
  }

  #misspelled(letters: string): readonly string[] {
    let least = Number.POSITIVE_INFINITY;
    let fields = new Set<string>();
    for (const one of this.#spellings) {
      const edits = typosBetween(letters, one);
      if (edits > one.edits || edits > least) continue;
      if (edits < least) fields = new Set();
      least = edits;
      fields.add(one.field);
    }
    return [...fields];
  }
}

/** The letters and digits of a name in lower case: case, separators, blanks and invisible characters do not count. */
function folded(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function singularOf(letters: string): string {
  return letters.replace(/ies$/, "y").replace(/(?<=[^s])s$/, "");
}

function spelling(name: string, field: string, editsOf: (length: number) => number): Spelling {
  const letters = folded(name);
  return { letters, singular: singularOf(letters), field, edits: editsOf(letters.length) };
}

/** One letter changes a short word into another word. */
function fieldEdits(length: number): number {
  if (length < 4) return 0;
  return length < 11 ? 1 : 2;
}

function synonymEdits(length: number): number {
  return length < 8 ? 0 : 1;
}

/** Infinite if the lengths alone differ too much, or if the name adds a word to the other one ("applicationId"). */
function typosBetween(letters: string, { letters: other, edits }: Spelling): number {
  const more = letters.length - other.length;
  if (Math.abs(more) > edits) return Number.POSITIVE_INFINITY;
  const isLonger = more > 1 && (letters.startsWith(other) || letters.endsWith(other));
  return isLonger ? Number.POSITIVE_INFINITY : editsBetween(letters, other);
}
