/** Explains why an action is deprecated, and what to use instead. */
import type { Action } from "../../contract/action.js";

/** Returns both as sentences. */
export function deprecationNotice({ notice, successors }: NonNullable<Action["deprecated"]>): string {
  return `${notice} Use ${successors.join(" or ")} instead.`;
}
