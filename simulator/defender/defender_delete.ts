// DELETE /api/indicators/{id}: deletes one indicator.
import type { PrincipalHandler } from "../entra/bearer.js";
import { deleted, idOf, isPortalRow, notFound, protectedRow, rowFor } from "./defender_rows.js";

export const handleDelete: PrincipalHandler = (call, state, principal) => {
  const id = idOf(call);
  const row = rowFor(principal, id, state);
  if (!row) return notFound(id);
  if (isPortalRow(row)) return protectedRow(id);
  state.store.delete(principal.tenant, id, state.now());
  return deleted(state.settings);
};
