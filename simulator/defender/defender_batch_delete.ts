// POST /api/indicators/BatchDelete: takes many indicators out; one id that is not there fails the call.
import type { HolderHandler } from "../entra/bearer.js";
import { isText, JsonBody } from "../core/body.js";
import type { Answer, World } from "../core/call.js";
import { deleted, isForeign, notFound, protectedRow, rowFor } from "./defender_rows.js";
import { apiError, defenderVoice } from "../core/errors.js";

const missing = (id: string, { settings }: World): Answer =>
  settings.unnamedErrors ? apiError(404, "ResourceNotFound", "Resource was not found") : notFound(id);

const invalid = (id: string) =>
  apiError(400, "InvalidInput", `Invalid input ${id}: an indicator id is a number.`);

/** Deletes the indicators with the ids of a list. */
export const handleBatchDelete: HolderHandler = (call, world, holder) => {
  const { settings } = world;
  const ids = new JsonBody(call, defenderVoice).list("IndicatorIds", settings.maxBatch, isText);
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  if (wrong !== undefined) return invalid(wrong);
  const rows = ids.flatMap((id) => rowFor(holder, id, world) ?? []);
  const foreign = rows.find(isForeign);
  if (foreign) return protectedRow(foreign.id);
  const there = new Set(rows.map(({ id }) => id));
  const gone = ids.find((id) => !there.has(id));
  if (gone !== undefined && settings.batchDelete === "atomic") return missing(gone, world);
  for (const id of there) world.store.delete(holder.tenant, id, world.now());
  return gone === undefined ? deleted(settings) : missing(gone, world);
};
