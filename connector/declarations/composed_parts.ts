/** The actions that a composed action uses. */
import type { Composed } from "../contract/generated/meta/composed.js";

/** Returns the names of the actions, in the order of their use. */
export function partNames({ steps = [], sync, deleteMatching }: Composed): string[] {
  const ofSteps = steps.flatMap(({ action, precondition: listed }) => [listed?.action ?? [], action].flat());
  const ofSync = sync === undefined ? [] : [sync.list.action, sync.import, sync.delete];
  const ofFilter = deleteMatching === undefined ? [] : [deleteMatching.list.action, deleteMatching.delete];
  return [...ofSteps, ...ofSync, ...ofFilter];
}
