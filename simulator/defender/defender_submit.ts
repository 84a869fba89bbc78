// POST /api/indicators: takes one indicator, or updates the one with its identity.
import type { HolderHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import { badRow, entity, writeProblem, writerOf } from "./defender_rows.js";
import { apiError, defenderVoice } from "../core/errors.js";
import { rowProblem } from "./rules.js";

/** Takes one indicator; the answer is the whole of it, 200 for a new one too. */
export const handleSubmit: HolderHandler = (call, state, holder) => {
  const row = new JsonBody(call, defenderVoice).object;
  call.record.rows = 1;
  const writer = writerOf(holder, state);
  const problem = rowProblem(row, state.settings, writer.now);
  if (problem) return badRow(problem, state, holder.tenant);
  const obstacle = writeProblem(row, writer, holder, state);
  if (!obstacle) return entity(state.store.upsert(row, writer), call);
  const status = obstacle.code === "DisallowedOperation" ? 403 : 400;
  return apiError(status, obstacle.code, obstacle.message, holder.tenant);
};
