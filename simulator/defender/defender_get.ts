// GET /api/indicators/{id}: one indicator; not documented, yet clients use it.
import type { HolderHandler } from "../entra/bearer.js";
import { entity, idOf, notFound, rowFor } from "./defender_rows.js";

/** Gives the indicator with an id. */
export const handleGet: HolderHandler = (call, state, holder) => {
  const id = idOf(call);
  const row = rowFor(holder, id, state);
  return row ? entity(row, call) : notFound(id);
};
