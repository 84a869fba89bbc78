/** The complete check of declarations, including examples and rule rows, without a network. */
import { inspect } from "../declarations/check.js";
import { type SchemaSet, schemaErrors, type Validator, validatorsOf } from "../declarations/ajv.js";
import type { DeclarationProblem } from "../declarations/declaration_problem.js";
import { declaredOf } from "../declarations/compile_action.js";
import type { Declarations } from "../declarations/load.js";
import { ruleFaults } from "../declarations/rule_rows.js";
import { ids, quickIds, schemaSet } from "../declarations/schema_set.js";
import { type Checked, exampleFaults } from "./example_faults.js";

/** Returns all problems of the declarations and their examples; an empty list if there are none. */
export async function checkAll(declarations: Declarations): Promise<DeclarationProblem[]> {
  const { problems, corrected, miscounting } = inspect(declarations);
  const checked = checkedOf(corrected, problems.length > 0);
  const found = [...problems, ...ruleFaults(checked)];
  if (miscounting.has("manifest.json")) return found;
  for (const [name, action] of [...corrected.actions, ...corrected.composed]) {
    const file = `actions/${name}.json`;
    if (isOf(miscounting, file, action) || isUnfinished(name, action, corrected)) continue;
    for (const fault of await exampleFaults(name, action, checked)) found.push({ file, ...fault });
  }
  return found;
}

/** Returns true if one of the files belongs to the action or to an action that it names. */
function isOf(files: ReadonlySet<string>, file: string, action: object): boolean {
  const text = JSON.stringify(action);
  const isNamed = (other: string) => text.includes(`"${other.replace(/^actions\/|\.json$/g, "")}"`);
  return files.has(file) || [...files].some(isNamed);
}

/** Returns true if placeholders remain, because examples are written last. */
function isUnfinished(name: string, action: object, { schemas }: Declarations): boolean {
  return JSON.stringify([action, schemas.get(ids.input(name)), schemas.get(ids.output(name))]).includes(
    "FILL IN",
  );
}

/**
 * Returns the declarations to check.
 * @param isFaulty - true: skips malformed parts, which are already reported
 */
function checkedOf(declarations: Declarations, isFaulty: boolean): Checked {
  const all = schemaSet(declarations, isFaulty);
  const set: SchemaSet = isFaulty
    ? new Map([...all].filter(([, schema]) => schemaErrors(schema).length === 0))
    : all;
  const validatorOf = validatorsOf(set, new Set(quickIds(declarations)));
  const declared = declaredOf({ declarations, broken: new Map(), validatorOf });
  const find = (id: string): Validator => {
    const validator = validatorOf(id);
    if (validator === undefined) throw new TypeError(`The validator ${id} does not exist.`);
    return validator;
  };
  return { declared, find, isFaulty };
}
