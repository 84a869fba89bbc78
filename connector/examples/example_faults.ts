/** Runs the examples and anti-examples of an action and finds differences from the run. */
import { type ConnectorError, isConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import { getAt, escapeToken, isObject } from "../contract/json_pointer.js";
import type { ActionOutput, JsonObject } from "../contract/types.js";
import type { Validator } from "../declarations/ajv.js";
import type { DeclarationProblem } from "../declarations/declaration_problem.js";
import type { Declared } from "../declarations/compile_action.js";
import { quote, messages } from "../declarations/validation_messages.js";
import { ids } from "../declarations/schema_set.js";
import { EndlessRun, type ExampleResponse, runExample } from "./run_example.js";
import { invertedResults } from "./inverted_results.js";

/** Declarations to check. */
export interface Checked {
  readonly declared: Declared;
  /** Throws TypeError if the validator does not exist, and ajv's error if the schema does not compile. */
  readonly find: (id: string) => Validator;
  /** True if faults are known and parts may be malformed. */
  readonly isFaulty: boolean;
}

type Fault = Omit<DeclarationProblem, "file">;
type Example = Action["examples"][number] | Composed["examples"][number];

/** Returns the faults in the examples of an action. Skips malformed examples. */
export async function exampleFaults(
  name: string,
  action: Action | Composed,
  checked: Checked,
): Promise<Fault[]> {
  const [examples, antiExamples] = [objectsIn(action.examples), objectsIn(action.antiExamples)];
  const found: Fault[] = [];
  for (const [i, example] of examples.entries())
    found.push(...(await faultsOf(name, example as Example, `/examples/${i}`, checked)));
  for (const [i, example] of antiExamples.entries())
    found.push(...(await antiFaults(name, action, example as AntiExample, `/antiExamples/${i}`, checked)));
  const doubles = [...doublesIn(examples, "/examples"), ...doublesIn(antiExamples, "/antiExamples")];
  return [...found, ...doubles, ...("request" in action ? invertedResults(action) : [])];
}

function objectsIn(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

async function faultsOf(name: string, example: Example, pointer: string, checked: Checked): Promise<Fault[]> {
  const responseOf = responsesOf(example);
  try {
    const { output, calls } = await runExample(checked.declared, name, { ...example, responseOf });
    const differing = difference(example.output, asFarAsShown(output, example.output), `${pointer}/output`);
    return [
      ...(example.responses !== undefined
        ? countFaults(example.responses.length, calls, `${pointer}/responses`)
        : []),
      ...(differing === undefined ? formFaults(name, example, pointer, checked) : [differing]),
    ];
  } catch (error) {
    if (error instanceof EndlessRun) return [endless(pointer, error)];
    // Malformed parts are already reported.
    if (!isConnectorError(error) || (checked.isFaulty && isOfMalformed(error))) return [];
    const message = `the example fails with ${error.code}: ${error.message} Correct the example or the declaration.`;
    return [{ pointer, message }];
  }
}

/** Returns one response per call. An example with a single response gets it each time. */
function responsesOf(example: Example): (call: number) => ExampleResponse | undefined {
  const { responses } = example;
  if (responses !== undefined) return (call) => responses[call - 1];
  const { status = 200, response } = example as Action["examples"][number];
  const one = response === undefined ? { status } : { status, body: response };
  return () => one;
}

function endless(pointer: string, { message }: EndlessRun): Fault {
  return { pointer, message: `the example ${message}; correct the example or the declaration.` };
}

function isOfMalformed({ code }: ConnectorError): boolean {
  return code === "InternalError" || code === "InvalidDeclaration";
}

function countFaults(declared: number, calls: number, pointer: string): Fault[] {
  if (declared === calls) return [];
  const message = `has ${declared} responses, and the run makes ${calls} calls; add or remove responses.`;
  return [{ pointer, message }];
}

/** Returns a fault if the output does not match the declared schema. */
function formFaults(name: string, example: Example, pointer: string, { find }: Checked): Fault[] {
  const validator = validatorIn(() => find(ids.output(name)));
  if (validator === undefined || validator(example.output)) return [];
  return (validator.errors ?? []).map((error) => ({
    pointer: `${pointer}/output${error.instancePath}`,
    message: `does not fit ${ids.output(name)}: ${messages([error], example.output, "the output")[0] ?? ""} Correct the example or the schema.`,
  }));
}

function validatorIn(find: () => Validator): Validator | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

type AntiExample = NonNullable<Action["antiExamples"]>[number];

async function antiFaults(
  name: string,
  action: Action | Composed,
  { input, code, reason }: AntiExample,
  pointer: string,
  checked: Checked,
): Promise<Fault[]> {
  let failure: string;
  let calls = 0;
  const responseOf = (call: number) => void (calls = call);
  try {
    const { output } = await runExample(checked.declared, name, { input, responseOf });
    failure = failureIn(output, action);
  } catch (error) {
    if (error instanceof EndlessRun) return [endless(pointer, error)];
    if (!isConnectorError(error) || (checked.isFaulty && isOfMalformed(error))) return [];
    failure = `${error.code}: ${error.message}`;
  }
  const isCode = failure.startsWith(`${code}: `);
  if (failure === "" || (!isCode && calls > 0)) {
    const message = `the action accepts this input, and it must reject it with ${code}; correct it or remove it.`;
    return [{ pointer, message }];
  }
  if (isCode && failure.includes(reason)) return [];
  const part = isCode ? "reason" : "code";
  const wanted = isCode ? reason : code;
  const message = `is ${quote(wanted)}, and the action rejects this input with ${quote(failure)}; correct the example or the declaration.`;
  return [{ pointer: `${pointer}/${part}`, message }];
}

/** Returns the reason of the first failed row; empty if no row failed. */
function failureIn(output: ActionOutput, { results }: Action | Composed): string {
  if (results === undefined) return "";
  const { failedWhen = true } = results as { readonly failedWhen?: boolean };
  const rows = getAt(output.json_body, results.items);
  const failed = objectsIn(rows).find((row) => row[results.failedField] === failedWhen);
  return failed === undefined ? "" : String(failed[results.reasonField]);
}

/** Returns examples with the content or the title of an earlier one. */
function doublesIn(examples: readonly JsonObject[], list: string): Fault[] {
  const seen = new Map<string, number>();
  return examples.flatMap(({ title, ...rest }, i) => {
    const known = [`title ${JSON.stringify(title)}`, `rest ${JSON.stringify(rest)}`];
    const [sameTitle, same] = known.map((key) => seen.get(key));
    for (const key of known) if (!seen.has(key)) seen.set(key, i);
    if (same !== undefined)
      return [{ pointer: `${list}/${i}`, message: `is the same as ${list}/${same}; remove one.` }];
    if (sameTitle === undefined) return [];
    const message = `is also the title of ${list}/${sameTitle}; say what this one shows.`;
    return [{ pointer: `${list}/${i}/title`, message }];
  });
}

/** Returns the output with only the listed actions, so that a new action does not break an example. */
function asFarAsShown(output: unknown, shown: unknown): unknown {
  const actionsIn = (one: unknown) => (getAt(one, "/json_body/actions") ?? []) as { action?: unknown }[];
  const names = new Set(actionsIn(shown).map(({ action }) => action));
  if (names.size === 0 || !isObject(output)) return output;
  const actions = actionsIn(output).filter(({ action }) => names.has(action));
  return { ...output, json_body: { ...(output["json_body"] as JsonObject), actions } };
}

/** Returns the first difference between the output and the example. */
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
