/** Results have their place in the output, and a result that the connector makes itself is one of them. */
import type { Action } from "../../contract/action.js";
import { escapeToken, parsePointer } from "../../contract/json_pointer.js";
import { ids } from "../schema_set.js";
import { type ActionProblem, everyAction, unknownName } from "./rule.js";
import { itemFields, schemaAt, typesOf } from "./schema_at.js";

/** What the answer lists, by what tells a row's result. */
const lists = [
  ["position", "outcomes"],
  ["errors", "errors"],
] as const;

export const resultsFitTheOutput = everyAction((action, { schemas }) => {
  const { results } = action;
  if (results === undefined) return [];
  const array = schemaAt(schemas, ids.output(action.name), ["json_body", ...parsePointer(results.items)]);
  const hasItems = array?.["type"] === "array" && array["items"] !== undefined;
  const names = [results.match.result, results.failedField, results.reasonField];
  const missing = names.filter((name) => !Object.hasOwn(results.template, name));
  return [
    ...(hasItems
      ? []
      : [
          {
            pointer: "/results/items",
            message: "must lead to an array with items of the output's json_body.",
          },
        ]),
    ...lists
      .filter(([by, list]) => (results.matchBy === by) !== (results[list] !== undefined))
      .map(([by, list]) => ({
        pointer: `/results/${list}`,
        message: `belongs to results by ${by}, and these are by ${results.matchBy}; add it or take it out.`,
      })),
    ...missing.map((name) => ({
      pointer: "/results/template",
      message: `lacks ${JSON.stringify(name)}; add it as null.`,
    })),
    ...strangeFields(results, itemFields(array, schemas, ids.output(action.name))),
    ...faultOfType(
      results.failedField,
      typesOf(results.failedField, array, schemas, ids.output(action.name)),
    ),
  ];
});

/** The verdict is a boolean. @param types types of its field; undefined if it may have any */
function faultOfType(failed: string, types: readonly unknown[] | undefined): ActionProblem[] {
  if (types === undefined || types.includes("boolean")) return [];
  const message = `${JSON.stringify(failed)} is ${types.join(" or ")} in the output's schema; name the boolean that says whether a row failed.`;
  return [{ pointer: "/results/failedField", message }];
}

/** Fields of a result that no result has. @param known fields of a result; undefined if it may have any */
function strangeFields(
  results: NonNullable<Action["results"]>,
  known: readonly string[] | undefined,
): ActionProblem[] {
  if (known === undefined) return [];
  const { match, failedField: failed, reasonField: reason, template: blank } = results;
  const named: [pointer: string, name: string][] = [
    ["/results/match/result", match.result],
    ["/results/failedField", failed],
    ["/results/reasonField", reason],
    ...Object.keys(blank).map((name) => [`/results/template/${escapeToken(name)}`, name] as [string, string]),
  ];
  return named.flatMap(([pointer, name]) =>
    unknownName(pointer, "field of a result in the output's schema", name, known),
  );
}
