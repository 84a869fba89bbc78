/** What is there is told by an action that lists it, at the same service, after a refusal that is looked into. */
import { everyAction, unknownName } from "./rule.js";

export const presentIsListed = everyAction(({ service, bisect: bisect }, { actions }) => {
  const { existingCheck: present } = bisect ?? {};
  if (present === undefined) return [];
  const lists = [...actions.values()].filter((other) => other.paging !== undefined);
  const { paging } = actions.get(present.action) ?? {};
  const names = lists.filter((other) => other.service === service).map(({ name }) => name);
  return [
    ...unknownName("/bisect/existingCheck/action", "list of this service", present.action, names),
    ...(paging === undefined || !Object.hasOwn(present.input, paging.maxItemsInput)
      ? []
      : [
          {
            pointer: "/bisect/existingCheck/input",
            message: `cuts the list with ${paging.maxItemsInput}; take that out.`,
          },
        ]),
    ...present.statuses
      .filter((status) => bisect?.statuses.includes(status) !== true)
      .map((status) => ({
        pointer: "/bisect/existingCheck/statuses",
        message: `holds ${status}, which isolate.statuses lacks; add it there.`,
      })),
  ];
});
