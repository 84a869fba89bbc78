/** Fields that a composed action names exist in its rows and results. */
import type { Composed } from "../contract/generated/meta/composed.js";
import { escapeToken, parsePointer } from "../contract/json_pointer.js";
import type { Declarations } from "./load.js";
import { ids } from "./schema_set.js";
import { type ActionProblem, unknownName } from "./rules/rule.js";
import { itemFields, schemaAt } from "./rules/schema_at.js";

/** Checks a field name at a pointer of the declaration. */
type FieldCheck = (pointer: string, field: string | undefined) => ActionProblem[];

/** Returns the problems with the field names of a composed action. */
export function composedFieldFaults(composed: Composed, { actions, schemas }: Declarations): ActionProblem[] {
  const { name, steps = [], rows, results } = composed;
  const fieldsAt = (id: string, place: string[]) => itemFields(schemaAt(schemas, id, place), schemas, id);
  const ofRow = rows && fieldsAt(ids.input(name), parsePointer(rows.items));
  const ofResult = results && fieldsAt(ids.output(name), ["json_body", ...parsePointer(results.items)]);
  const inRow = fieldCheck("field of the row", ofRow);
  const inResult = fieldCheck("field of a result in the output's schema", ofResult);
  return [
    ...resultFieldFaults(results, inRow, inResult),
    ...steps.flatMap((step, i) => stepFieldFaults(step, `/steps/${i}`, inRow, inResult)),
    ...steps.flatMap(({ action, emit = [] }, i) =>
      emit.flatMap((field, j) => emittedFaults(`/steps/${i}/emit/${j}`, field, action, actions)),
    ),
  ];
}

/** @param known - known fields; undefined if any field is accepted */
function fieldCheck(what: string, known: readonly string[] | undefined): FieldCheck {
  return (pointer, field) =>
    field === undefined || known === undefined ? [] : unknownName(pointer, what, field, known);
}

function resultFieldFaults(
  results: Composed["results"],
  inRow: FieldCheck,
  inResult: FieldCheck,
): ActionProblem[] {
  return [
    ...inRow("/results/match/row", results?.match.row),
    ...inResult("/results/match/result", results?.match.result),
    ...(["failedField", "reasonField", "step"] as const).flatMap((word) =>
      inResult(`/results/${word}`, results?.[word]),
    ),
    ...Object.keys(results?.template ?? {}).flatMap((field) =>
      inResult(`/results/template/${escapeToken(field)}`, field),
    ),
  ];
}

function stepFieldFaults(
  { omit = [], pluck, emit = [], skipIfEqual, precondition }: NonNullable<Composed["steps"]>[number],
  at: string,
  inRow: FieldCheck,
  inResult: FieldCheck,
): ActionProblem[] {
  return [
    ...omit.flatMap((field, i) => inRow(`${at}/omit/${i}`, field)),
    ...inRow(`${at}/pluck`, pluck),
    ...inRow(`${at}/skipIfEqual/row`, skipIfEqual?.row),
    ...inRow(`${at}/precondition/row`, precondition?.row),
    ...inResult(`${at}/skipIfEqual/result`, skipIfEqual?.result),
    ...emit.flatMap((field, i) => inResult(`${at}/emit/${i}`, field)),
  ];
}

/** Checks that the step's action returns the emitted field. */
function emittedFaults(
  pointer: string,
  field: string,
  name: string,
  actions: Declarations["actions"],
): ActionProblem[] {
  const { results } = actions.get(name) ?? {};
  const known = Object.keys(results?.template ?? {});
  return results === undefined ? [] : unknownName(pointer, `field of a result of ${name}`, field, known);
}
