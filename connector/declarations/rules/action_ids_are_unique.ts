/** Platforms key on the id: two actions cannot share one. */
import { everyAction } from "./rule.js";

export const actionIdsAreUnique = everyAction((action, { actions }) => {
  const twin = [...actions.values()].find((other) => other.id === action.id && other.name !== action.name);
  return twin === undefined
    ? []
    : [{ pointer: "/id", message: `is also the id of ${twin.name}; make a new UUID.` }];
});
