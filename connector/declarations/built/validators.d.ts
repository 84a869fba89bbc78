/** Types of the generated file in the compiled output; see `tools/build_validators.ts`. */
import type { Validator } from "../ajv.js";
import type * as vocabulary from "../ajv_keywords.js";

/** Digest of the declarations that the validators were made from. */
export declare const digest: string;
/** By part name: a function that compiles the validators of the part, by id. */
export declare const parts: ReadonlyMap<string, (words: typeof vocabulary) => ReadonlyMap<string, Validator>>;
