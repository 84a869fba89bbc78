/** A capacity needs distinguishable rows and an action that lists the existing objects page by page. */
import type { Action } from "../../contract/action.js";
import { type ActionProblem, everyAction, unknownName } from "./rule.js";

/** Orders that every action has. */
const commonOrders = new Set(["first", "fail"]);

export const capacityHasAList = everyAction((action, { actions }) => {
  const { capacity, identity, results, permissions } = action;
  if (capacity === undefined) return [];
  const lists = [...actions.values()]
    .filter(({ paging, effect }) => paging !== undefined && effect === "read")
    .map(({ name }) => name);
  return [
    ...(identity === undefined || results === undefined
      ? [{ pointer: "/capacity", message: "needs identity and results; add them or remove it." }]
      : []),
    ...unknownName(
      "/capacity/listAction",
      "action that reads a list page by page",
      capacity.listAction,
      lists,
    ),
    ...(capacity.fullViewPermissions ?? []).flatMap((name, i) =>
      unknownName(
        `/capacity/fullViewPermissions/${i}`,
        "application permission of the action",
        name,
        permissions.application,
      ),
    ),
    ...takenOrders(capacity),
  ];
});

function takenOrders({ overflow }: NonNullable<Action["capacity"]>): ActionProblem[] {
  return Object.keys(overflow)
    .filter((name) => commonOrders.has(name))
    .map((name) => ({
      pointer: `/capacity/overflow/${name}`,
      message: "is an order that every action has; use another name.",
    }));
}
