// POST /api/indicators: creates an indicator, or updates the one with the same identity.
import type { PrincipalHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import { badRow, entity, writeProblem, writerOf } from "./defender_rows.js";
import { apiError, defenderErrors } from "../core/errors.js";
import { rowProblem } from "./rules.js";

/** Returns the complete indicator, with status 200 for a new one too. */
export const handleSubmit: PrincipalHandler = (call, state, principal) => {
  const row = new JsonBody(call, defenderErrors).object;
  call.record.rows = 1;
  const writer = writerOf(principal, state);
  const problem = rowProblem(row, state.settings, writer.now);
  if (problem) return badRow(problem, state, principal.tenant);
  const obstacle = writeProblem(row, writer, principal, state);
  if (!obstacle) return entity(state.store.upsert(row, writer), call);
  const status = obstacle.code === "DisallowedOperation" ? 403 : 400;
  return apiError(status, obstacle.code, obstacle.message, principal.tenant);
};
