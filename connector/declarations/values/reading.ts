/** What reading a text as a value of some kind finds: the corrected text, what is wrong, and the parts that all kinds share. */
import type { RowRules } from "../../contract/generated/meta/rules.js";
import { outerUnseen, withoutOuterUnseen } from "./unseen.js";

/** The kinds of values, by the names that rules use. */
export type Kind = NonNullable<NonNullable<RowRules["values"]>[number]["kind"]>;

/** A fault that has no certain correction. */
export interface Fault {
  /** The end of a sentence that begins with the value. */
  readonly problem: string;
  /** The kind that the text is of, if it is a good value of another kind. */
  readonly instead?: Kind;
}

/** Accepted if it has no problem. */
export interface Reading extends Partial<Fault> {
  /** What `normalize` writes: the text itself if nothing is to be changed. Absent if no correction is certain. */
  readonly corrected?: string;
}

/** One certain correction: the text after it, and why it was needed. */
export interface Correction {
  readonly make: (text: string) => string;
  readonly problem: (before: string, after: string) => string;
}

/** How a kind reads a text. */
export interface Reader {
  readonly corrections: readonly Correction[];
  /** What is still wrong with the text after all corrections. */
  readonly faultOf: (text: string) => Fault | undefined;
  /** The usual spelling of an accepted text; a different one is accepted too. */
  readonly canonical?: (text: string) => string;
}

/** Reads a text: every correction in its order, then what is still wrong. A text with a fault gets no correction. */
export function read(text: string, { corrections, faultOf, canonical = (same) => same }: Reader): Reading {
  const problems: string[] = [];
  let corrected = text;
  for (const { make, problem } of corrections) {
    const after = make(corrected);
    if (after !== corrected) problems.push(problem(corrected, after));
    corrected = after;
  }
  const fault = faultOf(corrected);
  if (fault !== undefined) return fault;
  corrected = canonical(corrected);
  return problems.length === 0 ? { corrected } : { corrected, problem: problems.join(", and ") };
}

/** Removes blanks and invisible characters at both ends. */
export const outerBlanks: Correction = {
  make: withoutOuterUnseen,
  problem: (before) => `begins or ends with ${outerUnseen(before)}`,
};

const quotes = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»|<(.*)>)$/su;

/** Removes a pair of quotes or angle brackets around the whole text, and blanks next to them. */
export const outerQuotes: Correction = {
  make: (text) => {
    const inside = quotes
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined);
    return inside === undefined ? text : withoutOuterUnseen(inside);
  },
  problem: () => "is in quotes or brackets",
};
