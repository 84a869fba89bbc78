/** Types of the parser that the build generates; see `tools/build_parsers.ts`. */
import type { Pattern } from "../ast.js";

/** One token that could have followed. */
export type Expectation =
  | { readonly type: "literal"; readonly text: string }
  | { readonly type: "other"; readonly description: string }
  | { readonly type: "class" | "any" | "end" };

/** The error that the parser throws. */
export declare class SyntaxError extends globalThis.Error {
  /** null if the grammar itself provides the message. */
  readonly expected: readonly Expectation[] | null;
  readonly location: { readonly start: { readonly offset: number } };
}

/**
 * Parses a pattern.
 * @throws SyntaxError for an invalid pattern, and RangeError if it is nested too deeply
 */
export declare function parse(text: string): Pattern;
