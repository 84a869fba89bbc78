// POST /api/indicators/BatchDelete: takes many indicators out; one id that is not there fails the call.
import type { HolderHandler } from "../entra/bearer.js";
import { isText, JsonBody } from "../core/body.js";
import type { Response, SimulatorState } from "../core/call.js";
import { deleted, isPortalRow, notFound, protectedRow, rowFor } from "./defender_rows.js";
import { apiError, defenderVoice } from "../core/errors.js";

const missing = (id: string, { settings }: SimulatorState): Response =>
  settings.unnamedErrors ? apiError(404, "ResourceNotFound", "Resource was not found") : notFound(id);

const invalid = (id: string) =>
  apiError(400, "InvalidInput", `Invalid input ${id}: an indicator id is a number.`);

/** Deletes the indicators with the ids of a list. */
export const handleBatchDelete: HolderHandler = (call, state, holder) => {
  const { settings } = state;
  const ids = new JsonBody(call, defenderVoice).list("IndicatorIds", settings.maxBatch, isText);
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  if (wrong !== undefined) return invalid(wrong);
  const rows = ids.flatMap((id) => rowFor(holder, id, state) ?? []);
  const portalIndicators = rows.find(isPortalRow);
  if (portalIndicators) return protectedRow(portalIndicators.id);
  const there = new Set(rows.map(({ id }) => id));
  const gone = ids.find((id) => !there.has(id));
  if (gone !== undefined && settings.batchDelete === "atomic") return missing(gone, state);
  for (const id of there) state.store.delete(holder.tenant, id, state.now());
  return gone === undefined ? deleted(settings) : missing(gone, state);
};
