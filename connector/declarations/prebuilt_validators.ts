/** Provides the prebuilt validators. Each part is compiled on first use, because a run needs only few. */
import type { Validator } from "./ajv.js";
import type { Declarations } from "./load.js";
import { partOf } from "./schema_set.js";
import * as vocabulary from "./ajv_keywords.js";

/** What the build has written. Spelled out, since the package contains no types of the generated file. */
export interface Built {
  /** Digest of the declarations that the validators were made from. */
  readonly digest: string;
  /** By name of the part: compiles its validators, by id. */
  readonly parts: ReadonlyMap<string, (words: typeof vocabulary) => ReadonlyMap<string, Validator>>;
}

/** Returns the validator of an id, or undefined. */
export type ValidatorOf = (id: string) => Validator | undefined;

/**
 * Returns undefined without prebuilt validators, or if they were built from other declarations.
 * @param read - loads the generated module
 */
export async function builtValidators(
  { digest }: Declarations,
  read: () => Promise<Built> = () => import("./built/validators.js"),
): Promise<ValidatorOf | undefined> {
  const built = await read().catch(() => undefined);
  if (built === undefined || built.digest !== digest) return undefined;
  const compiled = new Map<string, ReadonlyMap<string, Validator>>();
  return (id) => {
    const part = partOf(id);
    const validators = compiled.get(part) ?? built.parts.get(part)?.(vocabulary) ?? new Map();
    compiled.set(part, validators);
    return validators.get(id);
  };
}
