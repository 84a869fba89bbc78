// POST /api/indicators/BatchDelete: deletes many indicators; one unknown id fails the call.
import type { PrincipalHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import { isText } from "../core/json.js";
import type { Response, SimulatorState } from "../core/call.js";
import { deleted, isPortalRow, notFound, protectedRow, rowFor } from "./defender_rows.js";
import { apiError, defenderErrors } from "../core/errors.js";

const missingResponse = (id: string, { settings }: SimulatorState): Response =>
  settings.unnamedErrors ? apiError(404, "ResourceNotFound", "Resource was not found") : notFound(id);

const invalid = (id: string) =>
  apiError(400, "InvalidInput", `Invalid input ${id}: an indicator id is a number.`);

export const handleBatchDelete: PrincipalHandler = (call, state, principal) => {
  const { settings } = state;
  const ids = new JsonBody(call, defenderErrors).list("IndicatorIds", settings.maxBatch, isText);
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  if (wrong !== undefined) return invalid(wrong);
  const rows = ids.flatMap((id) => rowFor(principal, id, state) ?? []);
  const portalRow = rows.find(isPortalRow);
  if (portalRow) return protectedRow(portalRow.id);
  const found = new Set(rows.map(({ id }) => id));
  const missingId = ids.find((id) => !found.has(id));
  if (missingId !== undefined && settings.batchDelete === "atomic") return missingResponse(missingId, state);
  for (const id of found) state.store.delete(principal.tenant, id, state.now());
  return missingId === undefined ? deleted(settings) : missingResponse(missingId, state);
};
