/** Fields that identity, matching, quota and rules speak of are fields of the row, and lists that rules name exist. */
import { rulesAt } from "../load.js";
import { everyAction, unknownName } from "./rule.js";

export const rowFieldsAreDeclared = everyAction((action, declarations) => {
  const { rules: path, batch, identity, results, quota } = action;
  if (path === undefined || !declarations.schemas.has(path)) return [];
  const rules = rulesAt(declarations, path);
  const shape = declarations.schemas.get(rules.shape);
  if (shape === undefined)
    return [{ pointer: "/rules", message: `names a shape that is not there: ${rules.shape}.` }];
  const known = Object.keys(shape["properties"] ?? {});
  const named: [string, string | undefined][] = [
    ["/batch/textsAs", batch?.textsAs],
    ["/results/match/row", results?.match.row],
    ["/identity/conflict", identity?.conflict],
    ...(identity?.fields ?? []).map(
      ({ field }, i) => [`/identity/fields/${i}/field`, field] as [string, string],
    ),
    ...Object.entries(quota?.overflow ?? {}).map(
      ([name, { field }]) => [`/quota/overflow/${name}/field`, field] as [string, string],
    ),
    ...rules.rules.map(({ field }) => ["/rules", field] as [string, string]),
    ...rules.normalize.map(({ field }) => ["/rules", field] as [string, string]),
    ...(rules.benign ?? []).flatMap(({ fields }) =>
      fields.map((field) => ["/rules", field] as [string, string]),
    ),
  ];
  const lists = [...declarations.schemas.keys()].filter((each) => each.startsWith("schemas/values/"));
  return [
    ...named.flatMap(([pointer, field]) =>
      field === undefined ? [] : unknownName(pointer, "field of the row", field, known),
    ),
    ...(rules.benign ?? []).flatMap(({ list }) => unknownName("/rules", "list of values", list, lists)),
  ];
});
