/** Syntax tree of STIX patterns. */

/** A whole pattern or a combination of observations. */
export type Pattern =
  | { readonly kind: "observation"; readonly test: Test }
  | { readonly kind: "and" | "or" | "followedBy"; readonly parts: readonly Pattern[] }
  | { readonly kind: "qualified"; readonly of: Pattern; readonly qualifier: Qualifier };

/** An additional condition for an observation. */
export type Qualifier =
  | { readonly kind: "startStop"; readonly from: Literal; readonly to: Literal }
  | { readonly kind: "within"; readonly seconds: number }
  | { readonly kind: "repeats"; readonly times: number };

/** The content of an observation's brackets. */
export type Test =
  | { readonly kind: "and" | "or"; readonly parts: readonly Test[] }
  | { readonly kind: "exists"; readonly not: boolean; readonly path: ObjectPath }
  | Comparison;

/** One comparison. `==` is parsed as `=`, and `<>` as `!=`. */
export interface Comparison {
  readonly kind: "compare";
  readonly path: ObjectPath;
  readonly not: boolean;
  readonly operator: Operator;
  /** One value; for IN, any number of values. */
  readonly values: readonly Literal[];
}

/** A comparison operator. */
export type Operator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "IN"
  | "LIKE"
  | "MATCHES"
  | "ISSUBSET"
  | "ISSUPERSET";

/** The compared property and its object type. */
export interface ObjectPath {
  readonly type: string;
  readonly steps: readonly ({ readonly name: string } | { readonly index: number | "*" })[];
}

/** A value in a pattern. */
export interface Literal {
  readonly type: "text" | "integer" | "float" | "boolean" | "timestamp" | "hex" | "binary";
  /** Text without quotes and escapes. A number keeps its spelling. */
  readonly text: string;
  /** Offsets in the pattern, including quotes. */
  readonly start: number;
  readonly end: number;
}

/** The reason why a text is not a pattern. */
export interface PatternFault {
  /** In UTF-16 units, from 0. */
  readonly offset: number;
  /** What was found, what was expected, and a remedy if known; without a period. */
  readonly message: string;
}

/** A tree, or the reason why there is none. */
export type ParsedPattern =
  | { readonly pattern: Pattern; readonly fault?: never }
  | { readonly pattern?: never; readonly fault: PatternFault };
