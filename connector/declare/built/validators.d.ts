/** Written by the build beside the compiled engine; see `connector/tools/build_validators.ts`. */
import type { Validator } from "../compile.js";

/** Digest of the declarations that they were made from. */
export declare const digest: string;
/** Validators by id. */
export declare const validators: ReadonlyMap<string, Validator>;
