// DELETE /api/indicators/{id}: takes one indicator out.
import type { HolderHandler } from "../entra/bearer.js";
import { deleted, idOf, isPortalRow, notFound, protectedRow, rowFor } from "./defender_rows.js";

/** Deletes the indicator with an id. */
export const handleDelete: HolderHandler = (call, state, holder) => {
  const id = idOf(call);
  const row = rowFor(holder, id, state);
  if (!row) return notFound(id);
  if (isPortalRow(row)) return protectedRow(id);
  state.store.delete(holder.tenant, id, state.now());
  return deleted(state.settings);
};
