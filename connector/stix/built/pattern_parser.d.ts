/** Generated from the grammar by the build; see `tools/build_parsers.ts`. */
import type { Pattern } from "../ast.js";

/** One thing that could have come next. */
export type Expectation =
  | { readonly type: "literal"; readonly text: string }
  | { readonly type: "other"; readonly description: string }
  | { readonly type: "class" | "any" | "end" };

/** What the parser throws. */
export declare class SyntaxError extends globalThis.Error {
  /** null if the grammar itself says what is wrong. */
  readonly expected: readonly Expectation[] | null;
  readonly location: { readonly start: { readonly offset: number } };
}

/** Throws {@link SyntaxError}, and RangeError if the text is nested too deeply. */
export declare function parse(text: string): Pattern;
