/** The output contains the results, and the result template has their fields. */
import type { Action } from "../../contract/action.js";
import { escapeToken, parsePointer } from "../../contract/json_pointer.js";
import { ids } from "../schema_set.js";
import { type ActionProblem, everyAction, unknownName } from "./rule.js";
import { itemFields, schemaAt, typesOf } from "./schema_at.js";

type Results = NonNullable<Action["results"]>;

/** The list in the response, by how results are matched to rows. */
const lists = [
  ["position", "outcomes"],
  ["errors", "errors"],
] as const;

export const resultsFitTheOutput = everyAction(({ name, results }, { schemas }) => {
  if (results === undefined) return [];
  const output = ids.output(name);
  const array = schemaAt(schemas, output, ["json_body", ...parsePointer(results.items)]);
  const hasItems = array?.["type"] === "array" && array["items"] !== undefined;
  return [
    ...(hasItems ? [] : [withoutItems]),
    ...misplacedLists(results),
    ...missingFields(results),
    ...unknownFields(results, itemFields(array, schemas, output)),
    ...typeFaults(results.failedField, typesOf(results.failedField, array, schemas, output)),
  ];
});

const withoutItems: ActionProblem = {
  pointer: "/results/items",
  message: "must lead to an array with items of the output's json_body.",
};

function misplacedLists(results: Results): ActionProblem[] {
  return lists
    .filter(([by, list]) => (results.matchBy === by) !== (results[list] !== undefined))
    .map(([by, list]) => ({
      pointer: `/results/${list}`,
      message: `belongs to results by ${by}, and these are by ${results.matchBy}; add it or remove it.`,
    }));
}

function missingFields({ match, failedField, reasonField, template }: Results): ActionProblem[] {
  return [match.result, failedField, reasonField]
    .filter((name) => !Object.hasOwn(template, name))
    .map((name) => ({
      pointer: "/results/template",
      message: `does not contain ${JSON.stringify(name)}; add it as null.`,
    }));
}

/**
 * Checks that the failed field is a boolean.
 * @param types - types of the field; undefined if it may have any
 */
function typeFaults(failed: string, types: readonly unknown[] | undefined): ActionProblem[] {
  if (types === undefined || types.includes("boolean")) return [];
  const message = `${JSON.stringify(failed)} is ${types.join(" or ")} in the output's schema; name the boolean that says whether a row failed.`;
  return [{ pointer: "/results/failedField", message }];
}

/**
 * Returns named fields that results do not have.
 * @param known - fields of a result; undefined if it may have any
 */
function unknownFields(
  { match, failedField, reasonField, template }: Results,
  known: readonly string[] | undefined,
): ActionProblem[] {
  if (known === undefined) return [];
  const named: [pointer: string, name: string][] = [
    ["/results/match/result", match.result],
    ["/results/failedField", failedField],
    ["/results/reasonField", reasonField],
    ...Object.keys(template).map(
      (name) => [`/results/template/${escapeToken(name)}`, name] as [string, string],
    ),
  ];
  return named.flatMap(([pointer, name]) =>
    unknownName(pointer, "field of a result in the output's schema", name, known),
  );
}
