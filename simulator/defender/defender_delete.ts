// DELETE /api/indicators/{id}: takes one indicator out.
import type { HolderHandler } from "../entra/bearer.js";
import { deleted, idOf, isForeign, notFound, protectedRow, rowFor } from "./defender_rows.js";

/** Deletes the indicator with an id. */
export const handleDelete: HolderHandler = (call, world, holder) => {
  const id = idOf(call);
  const row = rowFor(holder, id, world);
  if (!row) return notFound(id);
  if (isForeign(row)) return protectedRow(id);
  world.store.delete(holder.tenant, id, world.now());
  return deleted(world.settings);
};
