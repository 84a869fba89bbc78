/** The check for existing objects lists them with an action of the same service, and only for bisected statuses. */
import { everyAction, unknownName } from "./rule.js";

export const existingCheckLists = everyAction(({ service, bisect }, { actions }) => {
  const { existingCheck } = bisect ?? {};
  if (existingCheck === undefined) return [];
  const lists = [...actions.values()].filter((other) => other.paging !== undefined);
  const { paging } = actions.get(existingCheck.action) ?? {};
  const names = lists.filter((other) => other.service === service).map(({ name }) => name);
  return [
    ...unknownName("/bisect/existingCheck/action", "list of this service", existingCheck.action, names),
    ...(paging === undefined || !Object.hasOwn(existingCheck.input, paging.maxItemsInput)
      ? []
      : [
          {
            pointer: "/bisect/existingCheck/input",
            message: `limits the list with ${paging.maxItemsInput}; remove this input.`,
          },
        ]),
    ...existingCheck.statuses
      .filter((status) => bisect?.statuses.includes(status) !== true)
      .map((status) => ({
        pointer: "/bisect/existingCheck/statuses",
        message: `contains ${status}, but bisect.statuses does not; add it there.`,
      })),
  ];
});
