/** An action that is made of others names those that are there, gives each the rows that it takes, and is no less than they are. */
import type { Action } from "../../contract/action.js";
import type { Composed } from "../../contract/generated/meta/composed.js";
import { escapeToken, parsePointer } from "../../contract/json_pointer.js";
import type { Declarations } from "../load.js";
import { ids } from "../schema_set.js";
import { tolerantly } from "../tolerantly.js";
import { type ActionProblem, type CrossRule, unknownName } from "./rule.js";
import { itemFields, schemaAt } from "./schema_at.js";

type Fault = ActionProblem;

export const composedStepsFit: CrossRule = (declarations, isTolerant = false) =>
  [...declarations.composed].flatMap(([fileName, composed]) =>
    tolerantly(isTolerant, () => [
      ...nameFaults(fileName, composed, declarations),
      ...composed.steps.flatMap((step, i) => stepFaults(step, `/steps/${i}`, declarations)),
      ...rowFaults(composed, declarations),
      ...fieldFaults(composed, declarations),
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
  const { check, action, pluck: text } = step;
  if (action === undefined)
    return faultIf(check === undefined, at, "is neither a check nor an action; name one.");
  const named = actions.get(action);
  return [
    ...listFaults(step.precondition, `${at}/precondition`, actions),
    ...faultIf(check !== undefined, at, "is a check and an action; take one of them out."),
    ...unknownName(`${at}/action`, "action", action, actions.keys()),
    ...faultIf(named?.batch === undefined, `${at}/action`, "takes no rows; name one that does."),
    ...faultIf(
      (named?.batch?.scalarField === undefined) !== (text === undefined),
      `${at}/pluck`,
      "belongs to an action whose rows are texts, and only there.",
    ),
  ];
}

/** What is there is known by a list that is whole. */
function listFaults(
  listed: Composed["steps"][number]["precondition"],
  at: string,
  actions: Declarations["actions"],
): Fault[] {
  if (listed === undefined) return [];
  const lists = [...actions.values()].filter(({ paging }) => paging !== undefined);
  return unknownName(
    `${at}/action`,
    "list",
    listed.action,
    lists.map(({ name }) => name),
  );
}

/** Rows go through actions; checks have none. */
function rowFaults({ name, steps, rows, results }: Composed, { schemas }: Declarations): Fault[] {
  const isOfActions = steps.some(({ action }) => action !== undefined);
  const isMixed = isOfActions && steps.some(({ check }) => check !== undefined);
  const output = schemaAt(schemas, ids.output(name), ["json_body", ...parsePointer(results?.items ?? "")]);
  const input = schemaAt(schemas, ids.input(name), parsePointer(rows?.items ?? ""));
  return [
    ...faultIf(isMixed, "/steps", "are checks and actions; take one sort out."),
    ...faultIf(isOfActions && rows === undefined, "/rows", "is missing; steps that are actions need it."),
    ...faultIf(
      isOfActions && results === undefined,
      "/results",
      "is missing; steps that are actions need it.",
    ),
    ...faultIf(!isOfActions && rows !== undefined, "/rows", "belongs to steps that are actions; remove it."),
    ...faultIf(
      !isOfActions && results !== undefined,
      "/results",
      "belongs to steps that are actions; remove it.",
    ),
    ...faultIf(
      rows !== undefined && input?.["type"] !== "array",
      "/rows/items",
      "must lead to an array of the input's schema.",
    ),
    ...faultIf(
      results !== undefined && output?.["type"] !== "array",
      "/results/items",
      "must lead to an array of the output's json_body.",
    ),
  ];
}

/** Fields that the declaration names are fields of its rows and results. */
function fieldFaults({ name, steps, rows, results }: Composed, { actions, schemas }: Declarations): Fault[] {
  const fieldsAt = (id: string, place: string[]) => itemFields(schemaAt(schemas, id, place), schemas, id);
  const ofRow = rows && fieldsAt(ids.input(name), parsePointer(rows.items));
  const ofResult = results && fieldsAt(ids.output(name), ["json_body", ...parsePointer(results.items)]);
  const inRow = (pointer: string, field: string | undefined) =>
    field === undefined || ofRow === undefined ? [] : unknownName(pointer, "field of the row", field, ofRow);
  const inResult = (pointer: string, field: string | undefined) =>
    field === undefined || ofResult === undefined
      ? []
      : unknownName(pointer, "field of a result in the output's schema", field, ofResult);
  return [
    ...inRow("/results/match/row", results?.match.row),
    ...inResult("/results/match/result", results?.match.result),
    ...(["failedField", "reasonField", "step"] as const).flatMap((word) =>
      inResult(`/results/${word}`, results?.[word]),
    ),
    ...Object.keys(results?.template ?? {}).flatMap((field) =>
      inResult(`/results/template/${escapeToken(field)}`, field),
    ),
    ...steps.flatMap(
      (
        {
          action = "",
          omit: without = [],
          pluck: text,
          emit: gives = [],
          skipIfEqual: unlessSame,
          precondition: listed,
        },
        i,
      ) => [
        ...without.flatMap((field, j) => inRow(`/steps/${i}/omit/${j}`, field)),
        ...inRow(`/steps/${i}/text`, text),
        ...inRow(`/steps/${i}/skipIfEqual/row`, unlessSame?.row),
        ...inRow(`/steps/${i}/precondition/row`, listed?.row),
        ...inResult(`/steps/${i}/skipIfEqual/result`, unlessSame?.result),
        ...gives.flatMap((field, j) => [
          ...inResult(`/steps/${i}/emit/${j}`, field),
          ...givenFaults(`/steps/${i}/emit/${j}`, field, action, actions),
        ]),
      ],
    ),
  ];
}

/** A field that the step's action has in none of its results. */
function givenFaults(
  pointer: string,
  field: string,
  name: string,
  actions: Declarations["actions"],
): Fault[] {
  const { results } = actions.get(name) ?? {};
  const known = Object.keys(results?.template ?? {});
  return results === undefined ? [] : unknownName(pointer, `field of a result of ${name}`, field, known);
}

const strengths: readonly Action["effect"][] = ["read", "write", "destructive"];

function effectFaults({ effect, steps }: Composed, { actions }: Declarations): Fault[] {
  const strongest = Math.max(
    0,
    ...steps.map(({ action = "" }) => strengths.indexOf(actions.get(action)?.effect ?? "read")),
  );
  const message = `is ${effect}, and one of its steps is ${strengths[strongest]}; it must be no less.`;
  return faultIf(strengths.indexOf(effect) < strongest, "/effect", message);
}

function faultIf(isWrong: boolean, pointer: string, message: string): Fault[] {
  return isWrong ? [{ pointer, message }] : [];
}
