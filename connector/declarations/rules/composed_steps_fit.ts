/** A composed action names existing actions, passes each the rows that it needs, and has the strongest effect of its steps. */
import type { Action } from "../../contract/action.js";
import type { Composed } from "../../contract/generated/meta/composed.js";
import { parsePointer } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import type { Declarations } from "../load.js";
import { ids } from "../schema_set.js";
import { tolerantly } from "../tolerantly.js";
import { type ActionProblem, type CrossRule, unknownName } from "./rule.js";
import { composedFieldFaults } from "../composed_fields.js";
import { schemaAt } from "./schema_at.js";

type Fault = ActionProblem;

export const composedStepsFit: CrossRule = (declarations, isTolerant = false) =>
  [...declarations.composed].flatMap(([fileName, composed]) =>
    tolerantly(isTolerant, () => [
      ...nameFaults(fileName, composed, declarations),
      ...composed.steps.flatMap((step, i) => stepFaults(step, `/steps/${i}`, declarations)),
      ...rowFaults(composed, declarations),
      ...composedFieldFaults(composed, declarations),
      ...effectFaults(composed, declarations),
    ]).map((fault) => ({ file: `actions/${fileName}.json`, ...fault })),
  );

function nameFaults(fileName: string, { name, id }: Composed, { actions, composed, schemas }: Declarations) {
  const twin = [...actions.values(), ...composed.values()].find(
    (other) => other.id === id && other.name !== name,
  );
  const missing = [ids.input(name), ids.output(name)].filter((path) => !schemas.has(path));
  return [
    ...faultIf(name !== fileName, "/name", `must be ${JSON.stringify(fileName)}, like the file.`),
    ...faultIf(twin !== undefined, "/id", `is also the id of ${twin?.name}; make a new UUID.`),
    ...missing.map((path) => ({ pointer: "", message: `needs ${path}; add the file.`, missing: path })),
  ];
}

function stepFaults(step: Composed["steps"][number], at: string, { actions }: Declarations): Fault[] {
  const { check, action, pluck } = step;
  if (action === undefined)
    return faultIf(check === undefined, at, "is neither a check nor an action; name one.");
  const named = actions.get(action);
  return [
    ...listFaults(step.precondition, `${at}/precondition`, actions),
    ...faultIf(check !== undefined, at, "is a check and an action; remove one of them."),
    ...unknownName(`${at}/action`, "action", action, actions.keys()),
    ...faultIf(named?.batch === undefined, `${at}/action`, "has no rows; name an action that has."),
    ...faultIf(
      (named?.batch?.scalarField === undefined) !== (pluck === undefined),
      `${at}/pluck`,
      "is required for an action with texts as rows, and allowed only there.",
    ),
  ];
}

/** Checks that the precondition names a list. */
function listFaults(
  precondition: Composed["steps"][number]["precondition"],
  at: string,
  actions: Declarations["actions"],
): Fault[] {
  if (precondition === undefined) return [];
  const lists = [...actions.values()].filter(({ paging }) => paging !== undefined);
  return unknownName(
    `${at}/action`,
    "list",
    precondition.action,
    lists.map(({ name }) => name),
  );
}

/** Checks that rows and results belong to steps that are actions. Checks have no rows. */
function rowFaults(composed: Composed, { schemas }: Declarations): Fault[] {
  const { name, steps, rows, results } = composed;
  const isOfActions = steps.some(({ action }) => action !== undefined);
  const isMixed = isOfActions && steps.some(({ check }) => check !== undefined);
  const output = schemaAt(schemas, ids.output(name), ["json_body", ...parsePointer(results?.items ?? "")]);
  const input = schemaAt(schemas, ids.input(name), parsePointer(rows?.items ?? ""));
  const toArray = (part: string) => `must lead to an array of ${part}.`;
  return [
    ...faultIf(isMixed, "/steps", "are checks and actions; keep only one kind."),
    ...partFaults(isOfActions, "/rows", rows !== undefined),
    ...partFaults(isOfActions, "/results", results !== undefined),
    ...faultIf(isNoArray(rows, input), "/rows/items", toArray("the input's schema")),
    ...faultIf(isNoArray(results, output), "/results/items", toArray("the output's json_body")),
  ];
}

function partFaults(isOfActions: boolean, pointer: string, isPresent: boolean): Fault[] {
  if (isOfActions) return faultIf(!isPresent, pointer, "is missing; steps that are actions need it.");
  return faultIf(isPresent, pointer, "belongs to steps that are actions; remove it.");
}

function isNoArray(part: object | undefined, schema: JsonObject | undefined): boolean {
  return part !== undefined && schema?.["type"] !== "array";
}

const strengths: readonly Action["effect"][] = ["read", "write", "destructive"];

function effectFaults({ effect, steps }: Composed, { actions }: Declarations): Fault[] {
  const strongest = Math.max(
    0,
    ...steps.map(({ action = "" }) => strengths.indexOf(actions.get(action)?.effect ?? "read")),
  );
  const message = `is ${effect}, and one of its steps is ${strengths[strongest]}; the composed action must be at least that.`;
  return faultIf(strengths.indexOf(effect) < strongest, "/effect", message);
}

function faultIf(isWrong: boolean, pointer: string, message: string): Fault[] {
  return isWrong ? [{ pointer, message }] : [];
}
