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
import { partNames } from "../composed_parts.js";
import { schemaAt } from "./schema_at.js";

type Fault = ActionProblem;
type Step = NonNullable<Composed["steps"]>[number];

export const composedStepsFit: CrossRule = (declarations, isTolerant = false) =>
  [...declarations.composed].flatMap(([fileName, composed]) =>
    tolerantly(isTolerant, () => [
      ...nameFaults(fileName, composed, declarations),
      ...kindFaults(composed, declarations),
      ...(composed.steps ?? []).flatMap((step, i) => stepFaults(step, `/steps/${i}`, declarations)),
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

/** The parts that replace steps; an action has one of them, and then no rows and results of its own. */
const kinds = ["connectionTest", "parse", "sync", "deleteMatching"] as const;

/** Checks that the action has either steps with their rows and results, or one of the parts that need none of them. */
function kindFaults(composed: Composed, { schemas }: Declarations): Fault[] {
  const { steps, rows, results, parse } = composed;
  const [alone, ...further] = kinds.filter((kind) => composed[kind] !== undefined);
  const others = { steps, rows, results, ...Object.fromEntries(further.map((kind) => [kind, true])) };
  if (alone !== undefined)
    return [
      ...Object.entries(others).flatMap(([name, value]) =>
        faultIf(value !== undefined, `/${name}`, `does not go with ${alone}; remove one of them.`),
      ),
      ...(parse === undefined
        ? []
        : unknownName("/parse/mapping", "mapping", parse.mapping, mappingsIn(schemas))),
    ];
  return [
    ...faultIf(steps === undefined, "/steps", "is missing; name the actions that the rows go through."),
    ...faultIf(steps !== undefined && rows === undefined, "/rows", "is missing; steps need it."),
    ...faultIf(steps !== undefined && results === undefined, "/results", "is missing; steps need it."),
  ];
}

function mappingsIn(schemas: Declarations["schemas"]): string[] {
  return [...schemas.keys()].filter((path) => path.startsWith("schemas/mappings/"));
}

function stepFaults(step: Step, at: string, { actions }: Declarations): Fault[] {
  const { action, pluck } = step;
  const named = actions.get(action);
  return [
    ...listFaults(step.precondition, `${at}/precondition`, actions),
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
  precondition: Step["precondition"],
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

/** Checks that the rows are an array of the input, and the results an array of the output. */
function rowFaults({ name, rows, results }: Composed, { schemas }: Declarations): Fault[] {
  const output = schemaAt(schemas, ids.output(name), ["json_body", ...parsePointer(results?.items ?? "")]);
  const input = schemaAt(schemas, ids.input(name), parsePointer(rows?.items ?? ""));
  const toArray = (part: string) => `must lead to an array of ${part}.`;
  return [
    ...faultIf(isNoArray(rows, input), "/rows/items", toArray("the input's schema")),
    ...faultIf(isNoArray(results, output), "/results/items", toArray("the output's json_body")),
  ];
}

function isNoArray(part: object | undefined, schema: JsonObject | undefined): boolean {
  return part !== undefined && schema?.["type"] !== "array";
}

const strengths: readonly Action["effect"][] = ["read", "write", "destructive"];

function effectFaults(composed: Composed, { actions }: Declarations): Fault[] {
  const { effect } = composed;
  const strongest = Math.max(
    0,
    ...partNames(composed).map((name) => strengths.indexOf(actions.get(name)?.effect ?? "read")),
  );
  const message = `is ${effect}, and one of its actions is ${strengths[strongest]}; the composed action must be at least that.`;
  return faultIf(strengths.indexOf(effect) < strongest, "/effect", message);
}

function faultIf(isWrong: boolean, pointer: string, message: string): Fault[] {
  return isWrong ? [{ pointer, message }] : [];
}
