/** Finds result declarations with an inverted status field. */
import type { Action } from "../contract/action.js";
import { getAt, isObject } from "../contract/json_pointer.js";
import type { DeclarationProblem } from "../declarations/declaration_problem.js";
import { quote } from "../declarations/validation_messages.js";

/** Returns a fault if status and reason contradict each other in every result of the examples' responses. */
export function invertedResults({ results, examples }: Action): Omit<DeclarationProblem, "file">[] {
  if (results?.matchBy !== "value" || !Array.isArray(examples)) return [];
  const { failedField: failed, failedWhen = true, reasonField: reason, items } = results;
  const statuses = examples
    .flatMap((example) => getAt(example, `/response${items}`) ?? [])
    .filter(isObject)
    .filter((result) => typeof result[failed] === "boolean")
    .map((result) => {
      const isFailed = result[failed] === failedWhen;
      // Only a failed row has a reason.
      return { result, isFailed, fits: isFailed === ((result[reason] ?? "") !== "") };
    });
  const [first] = statuses;
  if (first === undefined || statuses.some(({ fits }) => fits)) return [];
  const what = first.isFailed ? "failed and has no reason" : "succeeded and has a reason";
  const remedy = failedWhen
    ? 'If true means that a row succeeded, add "failedWhen": false.'
    : 'If true means that a row failed, remove "failedWhen".';
  const message = `may be inverted: according to it, the row of the example's result ${quote(first.result)} ${what}. ${remedy}`;
  return [{ pointer: "/results/failedField", message }];
}
