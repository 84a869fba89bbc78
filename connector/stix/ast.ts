/** The tree of a STIX pattern, as the grammar makes it. */

/** A whole pattern, or a part of it between observations. */
export type Pattern =
  | { readonly kind: "observation"; readonly test: Test }
  | { readonly kind: "and" | "or" | "followedBy"; readonly parts: readonly Pattern[] }
  | { readonly kind: "qualified"; readonly of: Pattern; readonly qualifier: Qualifier };

/** What an observation must also meet. */
export type Qualifier =
  | { readonly kind: "startStop"; readonly from: Literal; readonly to: Literal }
  | { readonly kind: "within"; readonly seconds: number }
  | { readonly kind: "repeats"; readonly times: number };

/** What is in the brackets of an observation. */
export type Test =
  | { readonly kind: "and" | "or"; readonly parts: readonly Test[] }
  | { readonly kind: "exists"; readonly not: boolean; readonly path: ObjectPath }
  | Comparison;

/** One comparison. `==` is read as `=`, and `<>` as `!=`. */
export interface Comparison {
  readonly kind: "compare";
  readonly path: ObjectPath;
  readonly not: boolean;
  readonly operator: Operator;
  /** One value, or for IN any number. */
  readonly values: readonly Literal[];
}

/** How a value is compared. */
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

/** Which property of which kind of object is tested. */
export interface ObjectPath {
  readonly type: string;
  readonly steps: readonly ({ readonly name: string } | { readonly index: number | "*" })[];
}

/** A value as the pattern writes it. */
export interface Literal {
  readonly type: "text" | "integer" | "float" | "boolean" | "timestamp" | "hex" | "binary";
  /** Without quotes and escapes; a number keeps its spelling. */
  readonly text: string;
  /** Offsets in the pattern, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** Why a text is not a pattern. */
export interface PatternFault {
  /** In UTF-16 units from 0. */
  readonly offset: number;
  /** What was found and what was expected, and a remedy if one is known; without a full stop. */
  readonly message: string;
}

/** A tree, or the reason that there is none. */
export type ParsedPattern =
  | { readonly pattern: Pattern; readonly fault?: never }
  | { readonly pattern?: never; readonly fault: PatternFault };
