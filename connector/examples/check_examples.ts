/** The whole check of declarations: with their examples, which are run without a network. */
import { isConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import { getAt, escapeToken, isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { inspect } from "../declarations/check.js";
import type { DeclarationProblem } from "../declarations/declaration_problem.js";
import { validatorsOf } from "../declarations/ajv.js";
import { type Declared, declaredOf } from "../declarations/compile_action.js";
import type { Declarations } from "../declarations/load.js";
import { quote } from "../declarations/validation_messages.js";
import { ids, quickIds, schemaSet } from "../declarations/schema_set.js";
import { runExample } from "./run_example.js";

type Fault = Omit<DeclarationProblem, "file">;

/** All problems of the declarations and of their examples; an empty list if all is right. */
export async function checkAll(declarations: Declarations): Promise<DeclarationProblem[]> {
  const { problems, corrected } = inspect(declarations);
  const runnable = problems.length === 0 ? corrected : withoutMalformed(corrected);
  const declared = problems.length === 0 || isReadable(runnable) ? declareUnchecked(runnable) : undefined;
  const found: DeclarationProblem[] = [];
  if (declared === undefined) return problems;
  for (const [name, action] of [...runnable.actions, ...runnable.composed]) {
    if (isUnfinished(name, action, runnable)) continue;
    for (const fault of await faultsOf(name, action, declared))
      found.push({ file: `actions/${name}.json`, ...fault });
  }
  return [...problems, ...found];
}

/** Whether they can be compiled, apart from the actions. */
function isReadable(declarations: Declarations): boolean {
  try {
    declareUnchecked(declarations);
    return true;
  } catch {
    return false;
  }
}

/** Whether something is still to be filled in: examples come last. */
function isUnfinished(name: string, action: object, { schemas }: Declarations): boolean {
  return JSON.stringify([action, schemas.get(ids.input(name)), schemas.get(ids.output(name))]).includes(
    "FILL IN",
  );
}

function declareUnchecked(declarations: Declarations): Declared {
  const validatorOf = validatorsOf(schemaSet(declarations), new Set(quickIds(declarations)));
  return declaredOf({ declarations, broken: new Map(), validatorOf });
}

/** Leaves out what cannot be compiled at all. */
function withoutMalformed(declarations: Declarations): Declarations {
  const isUsable = (actions: Declarations["actions"], composed: Declarations["composed"]) =>
    isReadable({ ...declarations, actions, composed });
  const [noActions, noComposed] = [new Map(), new Map()];
  return {
    ...declarations,
    actions: new Map([...declarations.actions].filter((one) => isUsable(new Map([one]), noComposed))),
    composed: new Map([...declarations.composed].filter((one) => isUsable(noActions, new Map([one])))),
  };
}

async function faultsOf(name: string, action: Action | Composed, declared: Declared): Promise<Fault[]> {
  const found: Fault[] = [];
  const statuses: RunStatus[] = [];
  for (const [i, example] of [...(action.examples ?? [])].entries()) {
    const pointer = `/examples/${i}`;
    const responses =
      "responses" in example ? example.responses : Array.from({ length: 1000 }, () => responseOf(example));
    try {
      const { output, calls } = await runExample(declared, name, { ...example, responses });
      if ("responses" in example && calls !== responses.length)
        found.push({
          pointer: `${pointer}/responses`,
          message: `has ${responses.length} responses, and the run makes ${calls} calls; add or remove responses.`,
        });
      const differing = difference(example.output, asFarAsShown(output, example.output), `${pointer}/output`);
      if (differing !== undefined) found.push(differing);
      if ("request" in action) statuses.push(...verdictsOf(action, output as unknown as JsonObject));
    } catch (error) {
      // What is malformed is reported already.
      if (!isConnectorError(error)) continue;
      const message = `the example fails with ${error.code}: ${error.message} Correct the example or the declaration.`;
      found.push({ pointer, message });
    }
  }
  return [...found, ...inverted(statuses)];
}

function responseOf(example: Action["examples"][number]) {
  const { status = 200, response: response } = example;
  return response === undefined ? { status } : { status, body: response };
}

/** The output with only those actions that the example lists: a new action makes no example wrong. */
function asFarAsShown(output: unknown, shown: unknown): unknown {
  const actionsIn = (one: unknown) => (getAt(one, "/json_body/actions") ?? []) as { action?: unknown }[];
  const names = new Set(actionsIn(shown).map(({ action }) => action));
  if (names.size === 0 || !isObject(output)) return output;
  const actions = actionsIn(output).filter(({ action }) => names.has(action));
  return { ...output, json_body: { ...(output["json_body"] as JsonObject), actions } };
}

/** The first place at which the output differs from the one that the example shows. */
function difference(shown: unknown, given: unknown, pointer: string): Fault | undefined {
  if (typeof shown === "object" && shown !== null && typeof given === "object" && given !== null) {
    const keys = new Set([...Object.keys(shown), ...Object.keys(given)]);
    for (const key of keys) {
      const [one, other] = [shown, given].map((part) => (part as JsonObject)[key]);
      const found = difference(one, other, `${pointer}/${escapeToken(key)}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Object.is(shown, given)) return undefined;
  const message = `the example shows ${quote(shown)}, and the run returns ${quote(given)}; correct the example or the declaration.`;
  return { pointer, message };
}

interface RunStatus {
  readonly result: JsonObject;
  /** Whether verdict and reason fit: a row that failed has a reason, and no other row has one. */
  readonly fits: boolean;
  readonly isFailed: boolean;
}

/** What the results of an output say of their rows. */
function verdictsOf({ results }: Action, output: JsonObject): RunStatus[] {
  if (results?.matchBy !== "value") return [];
  const { failedField: failed, failedWhen = true, reasonField: reason } = results;
  const list = getAt(output["json_body"], results.items);
  return (Array.isArray(list) ? list : []).filter(isObject).map((result) => {
    const isFailed = result[failed] === failedWhen;
    const hasReason = (result[reason] ?? "") !== "";
    return { result, isFailed, fits: isFailed === hasReason };
  });
}

function inverted(statuses: readonly RunStatus[]): Fault[] {
  const [first] = statuses.filter(({ fits }) => !fits);
  if (first === undefined || statuses.some(({ fits }) => fits)) return [];
  const what = first.isFailed ? "failed, and has no reason" : "succeeded, and has a reason";
  const message = `may be inverted: by it the row of the example's result ${quote(first.result)} ${what}. If true means that a row succeeded, add "failedWhen": false.`;
  return [{ pointer: "/results/failedField", message }];
}
