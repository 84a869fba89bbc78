/** Messages about lists. */
import type { ConnectorError } from "../../contract/errors.js";
import { incompleteList } from "./page.js";

/** Why the rest of a list cannot be fetched. */
export const pagingMessages = {
  noCursor: "The service says that the list has a further page, but not how to request it.",
  noProgress: "The service says that the list has a further page, but returns nothing new.",
  gap: "The service lists items by time, and more of them have the time at which a page ends than fit into the page. Items may be missing.",
} as const;

/** Returns the error for a list that does not end. */
export function noProgress(): ConnectorError {
  return incompleteList(pagingMessages.noProgress);
}
