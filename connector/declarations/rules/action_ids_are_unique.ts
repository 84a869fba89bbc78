/** The id of each action is unique, because platforms use it as a key. */
import { everyAction } from "./rule.js";

export const actionIdsAreUnique = everyAction((action, { actions }) => {
  const twin = [...actions.values()].find((other) => other.id === action.id && other.name !== action.name);
  return twin === undefined
    ? []
    : [{ pointer: "/id", message: `is also the id of ${twin.name}; make a new UUID.` }];
});
