/** Reads a text as a value of some kind: correction, problem, and the corrections that all kinds share. */
import type { RowRules } from "../../contract/generated/meta/rules.js";
import { outerUnseen, withoutOuterUnseen } from "./unseen.js";

/** The kinds of values, with the names that rules use. */
export type Kind = NonNullable<NonNullable<RowRules["values"]>[number]["kind"]>;

/** A fault without an unambiguous correction. */
export interface Fault {
  /** End of a sentence that begins with the value. */
  readonly problem: string;
  /** What to do about a row with the text. A feed skips the text, so that nothing is left to do. */
  readonly remedy?: string;
  /** The kind of the text, if it is a valid value of another kind. */
  readonly instead?: Kind;
}

/** Result of reading. The text is accepted if it has no problem. */
export interface Reading extends Partial<Fault> {
  /**
   * The text that `normalize` writes; unchanged if no change is needed. Absent without an unambiguous
   * correction.
   */
  readonly corrected?: string;
  /** Code of the last correction; absent if the text is accepted. */
  readonly code?: string;
}

/** One unambiguous correction: the new text and the reason. */
export interface Correction {
  /** Stable code. */
  readonly code: string;
  readonly make: (text: string) => string;
  readonly problem: (before: string, after: string) => string;
}

/** Reads texts of one kind. */
export interface Reader {
  readonly corrections: readonly Correction[];
  /** Returns the problem that remains after all corrections. */
  readonly faultOf: (text: string) => Fault | undefined;
  /** Returns the usual spelling of an accepted text. Other spellings are accepted too. */
  readonly canonical?: (text: string) => string;
}

/** Applies all corrections in order, then checks the text. A text with a fault has no correction. */
export function read(text: string, { corrections, faultOf, canonical = (same) => same }: Reader): Reading {
  const problems: string[] = [];
  let lastCode = "";
  let corrected = text;
  for (const { code, make, problem } of corrections) {
    const after = make(corrected);
    if (after !== corrected) {
      problems.push(problem(corrected, after));
      lastCode = code;
    }
    corrected = after;
  }
  const fault = faultOf(corrected);
  if (fault !== undefined) return fault;
  corrected = canonical(corrected);
  return problems.length === 0
    ? { corrected }
    : { corrected, problem: problems.join(", and "), code: lastCode };
}

/** Removes blanks and invisible characters from both ends. */
export const outerBlanks: Correction = {
  code: "BlanksRemoved",
  make: withoutOuterUnseen,
  problem: (before) => `begins or ends with ${outerUnseen(before)}`,
};

const quotes = /^(?:"(.*)"|'(.*)'|`(.*)`|“(.*)”|‘(.*)’|«(.*)»|<(.*)>)$/su;

/** Removes quotes or angle brackets around the whole text, and blanks next to them. */
export const outerQuotes: Correction = {
  code: "QuotesRemoved",
  make: (text) => {
    const inside = quotes
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined);
    return inside === undefined ? text : withoutOuterUnseen(inside);
  },
  problem: () => "is in quotes or brackets",
};
