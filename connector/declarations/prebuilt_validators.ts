/** The validators that the build made; each part is compiled when it is first asked for, since a run needs few. */
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

/** Gives the validator of an id; undefined where there is none. */
export type ValidatorOf = (id: string) => Validator | undefined;

/** undefined where none were built, or where they were built of other declarations. @param read gives what was built */
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
