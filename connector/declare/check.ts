/** Checks declarations against the meta schemas, then against each other; names file, place and mend. */
import { ConnectorError } from "../contract/errors.js";
import { compileAll, schemaFaults, type Validator } from "./compile.js";
import { type Declarations, namesAt } from "./load.js";
import { sentences } from "./problems.js";
import { crossRules } from "./rules/index.js";
import { fileOf, ids, quickIds, schemaSet } from "./schema_set.js";

/** Something wrong in a declaration. */
export interface DeclarationProblem {
  /** Path of the file, from the root. */
  readonly file: string;
  /** JSON Pointer to the place. */
  readonly pointer: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** All problems; an empty list for declarations that are right. */
export function checkDeclarations(declarations: Declarations): DeclarationProblem[] {
  const broken = brokenSchemas(declarations);
  if (broken.length > 0) return broken;
  const validators = compileAll(
    schemaSet(declarations),
    [ids.manifest, ids.action, ids.composed, ids.rules, ids.names, ids.benign],
    true,
  );
  const documents: [string, string, unknown][] = [["manifest.json", ids.manifest, declarations.manifest]];
  for (const [name, action] of declarations.actions)
    documents.push([`actions/${name}.json`, ids.action, action]);
  for (const [name, composed] of declarations.composed)
    documents.push([`actions/${name}.json`, ids.composed, composed]);
  for (const path of declarations.schemas.keys()) {
    if (path.startsWith("schemas/rules/")) documents.push([path, ids.rules, declarations.schemas.get(path)]);
    if (path.startsWith("schemas/values/"))
      documents.push([path, ids.benign, declarations.schemas.get(path)]);
    if (path.startsWith("schemas/names/")) documents.push([path, ids.names, namesAt(declarations, path)]);
  }
  const found = documents.flatMap(([file, id, data]) =>
    problemsOf(file, validators.get(id) as Validator, data),
  );
  // The rules between files read the fields that the meta schemas promise.
  return found.length > 0 ? found : crossRules.flatMap((rule) => rule(declarations));
}

/** Validators of declarations that are right; throws InvalidDeclaration, naming the first problem, of others. */
export function checkedValidators(declarations: Declarations): ReadonlyMap<string, Validator> {
  const [first, ...others] = checkDeclarations(declarations);
  if (first !== undefined) {
    const more = others.length === 0 ? "" : ` (${others.length} more: run the check)`;
    throw new ConnectorError("InvalidDeclaration", `${first.file}${first.pointer}: ${first.message}${more}`);
  }
  const set = schemaSet(declarations);
  const quick = new Set(quickIds(declarations));
  const thorough = [...set.keys()].filter((id) => !quick.has(id));
  return new Map([...compileAll(set, thorough, true), ...compileAll(set, quick, false)]);
}

function brokenSchemas(declarations: Declarations): DeclarationProblem[] {
  const faults = schemaFaults(schemaSetOrNothing(declarations));
  return [...faults].map(([id, fault]) => ({
    file: fileOf(id),
    pointer: "",
    message: `is no usable JSON Schema: ${fault}.`,
  }));
}

/** Rules and actions of a wrong form cannot be turned into schemas; the meta schemas name what is wrong with them. */
function schemaSetOrNothing(declarations: Declarations): ReturnType<typeof schemaSet> {
  try {
    return schemaSet(declarations);
  } catch {
    return schemaSet({
      ...declarations,
      actions: new Map(),
      composed: new Map(),
      schemas: withoutRules(declarations),
    });
  }
}

function withoutRules({ schemas }: Declarations): Declarations["schemas"] {
  return new Map([...schemas].filter(([path]) => !path.startsWith("schemas/rules/")));
}

function problemsOf(file: string, validator: Validator, data: unknown): DeclarationProblem[] {
  if (validator(data)) return [];
  const problems = validator.errors ?? [];
  return problems.map((problem) => ({
    file,
    pointer: problem.instancePath,
    message: sentences([problem], data, file)[0] ?? "is not valid.",
  }));
}
