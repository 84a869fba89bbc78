// GET /api/indicators/{id}: returns one indicator. Clients use it although it is not documented.
import type { PrincipalHandler } from "../entra/bearer.js";
import { entity, idOf, notFound, rowFor } from "./defender_rows.js";

export const handleGet: PrincipalHandler = (call, state, principal) => {
  const id = idOf(call);
  const row = rowFor(principal, id, state);
  return row ? entity(row, call) : notFound(id);
};
