/** A quota stands on rows that can be told apart, and on an action that lists what exists, page by page. */
import { everyAction, unknownName } from "./rule.js";

/** Ways that every action has. */
const everywhere = new Set(["first", "fail"]);

export const capacityHasAList = everyAction((action, { actions }) => {
  const { capacity: capacity, identity, results, permissions } = action;
  if (capacity === undefined) return [];
  const lists = [...actions.values()].filter(
    ({ paging, effect }) => paging !== undefined && effect === "read",
  );
  const taken = Object.keys(capacity.overflow).filter((name) => everywhere.has(name));
  return [
    ...(identity === undefined || results === undefined
      ? [{ pointer: "/capacity", message: "needs identity and results; add them or take it out." }]
      : []),
    ...unknownName(
      "/capacity/listAction",
      "action that reads a list page by page",
      capacity.listAction,
      lists.map(({ name }) => name),
    ),
    ...(capacity.fullViewPermissions ?? []).flatMap((name, i) =>
      unknownName(
        `/capacity/fullViewPermissions/${i}`,
        "application permission of the action",
        name,
        permissions.application,
      ),
    ),
    ...taken.map((name) => ({
      pointer: `/capacity/overflow/${name}`,
      message: "is a way that every action has; take another name.",
    })),
  ];
});
