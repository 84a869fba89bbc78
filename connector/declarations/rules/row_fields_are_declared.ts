/**
 * Fields named by identity, matching, capacity and rules exist in the row, and lists named by rules exist.
 */
import type { Action } from "../../contract/action.js";
import type { RowRules } from "../../contract/generated/meta/rules.js";
import { parsePointer } from "../../contract/json_pointer.js";
import { type Declarations, rulesAt } from "../load.js";
import { ids } from "../schema_set.js";
import { type ActionProblem, everyAction, unknownName } from "./rule.js";
import { itemFields, schemaAt } from "./schema_at.js";

export const rowFieldsAreDeclared = everyAction((action, declarations) => {
  const { rules: path } = action;
  if (path === undefined) return fieldFaults(action, [], itemFieldsOf(action, declarations));
  if (!declarations.schemas.has(path)) return [];
  const rules = rulesAt(declarations, path);
  if (rules.use !== undefined && !declarations.schemas.has(rules.use))
    return [
      {
        pointer: "/rules",
        message: `${path} uses a rules file that does not exist: ${rules.use}.`,
        missing: rules.use,
      },
    ];
  const shape = declarations.schemas.get(rules.shape);
  if (shape === undefined)
    return [
      {
        pointer: "/rules",
        message: `names a shape that does not exist: ${rules.shape}.`,
        missing: rules.shape,
      },
    ];
  const known = Object.keys(shape["properties"] ?? {});
  const lists = [...declarations.schemas.keys()].filter((each) => each.startsWith("schemas/values/"));
  return [
    ...fieldFaults(action, fieldsOf(rules), known),
    ...strangeWords(rules, shape["properties"] as Properties),
    ...(rules.benign ?? []).flatMap(({ list }) => unknownName("/rules", "list of values", list, lists)),
  ];
});

/** Returns the row fields of an action without rules; undefined if the rows accept any field. */
function itemFieldsOf({ name, batch }: Action, { schemas }: Declarations): string[] | undefined {
  const array = schemaAt(schemas, ids.input(name), parsePointer(batch?.items ?? ""));
  const fields = itemFields(array, schemas, ids.input(name));
  return batch === undefined || fields === undefined ? undefined : [...fields, batch.scalarField ?? ""];
}

function fieldFaults(
  { batch, identity, results, capacity }: Action,
  ofRules: readonly string[],
  known: readonly string[] | undefined,
): ActionProblem[] {
  if (known === undefined) return [];
  const named: [string, string | undefined][] = [
    ["/batch/scalarField", batch?.scalarField],
    ["/results/match/row", results?.match.row],
    ["/identity/conflict", identity?.conflict],
    ...(identity?.fields ?? []).map(
      ({ field }, i) => [`/identity/fields/${i}/field`, field] as [string, string],
    ),
    ...Object.entries(capacity?.overflow ?? {}).map(
      ([name, { field }]) => [`/capacity/overflow/${name}/field`, field] as [string, string],
    ),
    ...ofRules.map((field) => ["/rules", field] as [string, string]),
  ];
  return named.flatMap(([pointer, field]) =>
    field === undefined ? [] : unknownName(pointer, "field of the row", field, known),
  );
}

type Properties = Readonly<Record<string, { readonly enum?: readonly unknown[] } | undefined>>;

function fieldsOf({
  values = [],
  rules,
  benign = [],
  valueSynonyms = {},
  notSuggested = [],
}: RowRules): string[] {
  const ofValues = values.flatMap(({ fields, by }) => (by === undefined ? fields : [...fields, by]));
  const ofBenign = benign.flatMap(({ fields }) => fields);
  const ofWords = notSuggested.flatMap(({ field, with: others }) => [field, ...Object.keys(others)]);
  return [
    ...ofValues,
    ...rules.map(({ field }) => field),
    ...ofBenign,
    ...Object.keys(valueSynonyms),
    ...ofWords,
  ];
}

/** Returns synonyms for a value that the field does not accept. */
function strangeWords({ valueSynonyms = {} }: RowRules, properties: Properties) {
  return Object.entries(valueSynonyms).flatMap(([field, words]) => {
    const allowed = (properties[field]?.enum ?? []).filter((value) => typeof value === "string");
    return Object.values(words).flatMap((word) => unknownName("/rules", `value of ${field}`, word, allowed));
  });
}
