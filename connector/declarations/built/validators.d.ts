/** Written by the build beside the compiled engine; see `tools/build_validators.ts`. */
import type { Validator } from "../ajv.js";
import type * as vocabulary from "../ajv_keywords.js";

/** Digest of the declarations that they were made from. */
export declare const digest: string;
/** By name: compiles the validators of the part, by id. */
export declare const parts: ReadonlyMap<string, (words: typeof vocabulary) => ReadonlyMap<string, Validator>>;
