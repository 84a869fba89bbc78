/** Results have their place in the output, and a result that the connector makes itself is one of them. */
import { tokens } from "../../contract/pointer.js";
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";
import { schemaAt } from "./schema_at.js";

/** What the answer lists, by what tells a row's result. */
const lists = [
  ["position", "outcomes"],
  ["errors", "errors"],
] as const;

export const resultsFitTheOutput = everyAction((action, { schemas }) => {
  const { results } = action;
  if (results === undefined) return [];
  const array = schemaAt(schemas.get(ids.output(action.name)), ["json_body", ...tokens(results.items)]);
  const hasItems = array?.["type"] === "array" && array["items"] !== undefined;
  const names = [results.match.result, results.failed, results.reason];
  const missing = names.filter((name) => !Object.hasOwn(results.blank, name));
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
      .filter(([by, list]) => (results.by === by) !== (results[list] !== undefined))
      .map(([by, list]) => ({
        pointer: `/results/${list}`,
        message: `belongs to results by ${by}, and these are by ${results.by}; add it or take it out.`,
      })),
    ...missing.map((name) => ({
      pointer: "/results/blank",
      message: `lacks ${JSON.stringify(name)}; add it as null.`,
    })),
  ];
});
