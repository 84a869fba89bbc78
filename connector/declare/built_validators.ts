/** The validators that the build made, read when they are first asked for: a run needs those of one action and one asset. */
import type { Validator } from "./compile.js";
import type { Declarations } from "./load.js";
import { moduleOf } from "./schema_set.js";
import * as vocabulary from "./vocabulary.js";

/** Gives the validator of an id; undefined where there is none. */
export type ValidatorOf = (id: string) => Validator | undefined;

/** undefined where none were built, or where they were built of other declarations. */
export async function builtValidators({ digest }: Declarations): Promise<ValidatorOf | undefined> {
  const built = await import("./built/index.js").catch(() => undefined);
  if (built === undefined || built.digest !== digest) return undefined;
  const read = new Map<string, ReadonlyMap<string, Validator>>();
  return (id) => {
    const name = moduleOf(id);
    const validators = read.get(name) ?? built.modules.get(name)?.()(vocabulary) ?? new Map();
    read.set(name, validators);
    return validators.get(id);
  };
}
