/** A quota stands on rows that can be told apart, and on an action that lists what exists, page by page. */
import { everyAction, unknownName } from "./rule.js";

/** Ways that every action has. */
const everywhere = new Set(["first", "fail"]);

export const quotaHasAList = everyAction((action, { actions }) => {
  const { capacity: quota, identity, results, permissions } = action;
  if (quota === undefined) return [];
  const lists = [...actions.values()].filter(
    ({ paging, effect }) => paging !== undefined && effect === "read",
  );
  const taken = Object.keys(quota.overflow).filter((name) => everywhere.has(name));
  return [
    ...(identity === undefined || results === undefined
      ? [{ pointer: "/quota", message: "needs identity and results; add them or take it out." }]
      : []),
    ...unknownName(
      "/quota/existing",
      "action that reads a list page by page",
      quota.listAction,
      lists.map(({ name }) => name),
    ),
    ...(quota.fullViewPermissions ?? []).flatMap((name, i) =>
      unknownName(
        `/quota/seesAll/${i}`,
        "application permission of the action",
        name,
        permissions.application,
      ),
    ),
    ...taken.map((name) => ({
      pointer: `/quota/overflow/${name}`,
      message: "is a way that every action has; take another name.",
    })),
  ];
});
