// POST /beta/security/tiIndicators/updateTiIndicators: changes many indicators of Sentinel by their ids.
import type { HolderHandler } from "../entra/bearer.js";
import { JsonBody, type JsonObject, textOf } from "../core/body.js";
import type { World } from "../core/call.js";
import { graphVoice } from "./graph_errors.js";
import { isTiRow } from "./graph_properties.js";
import { answerOf, done, failed, type Outcome } from "./graph_rows.js";
import { idProblem, updateProblem } from "./graph_rules.js";
import type { Holder } from "../entra/token_issuer.js";

function update(row: JsonObject, world: World, holder: Holder): Outcome {
  const id = textOf(row["id"] ?? "");
  const old = world.tiIndicators.find(holder.tenant, holder.client, id);
  if (!old) return failed(row, id, idProblem(id, world, holder));
  const problem = updateProblem(row);
  if (problem) return failed(row, id, problem);
  const { azureTenantId, ingestedDateTime } = old;
  const changed = { ...old, ...row, id, azureTenantId, ingestedDateTime };
  world.tiIndicators.put(holder.tenant, holder.client, changed);
  return done(changed);
}

/** Changes a batch of tiIndicators. */
export const handleTiUpdate: HolderHandler = (call, world, holder) => {
  const rows = new JsonBody(call, graphVoice).list("value", world.settings.maxTiBatch, isTiRow);
  const outcomes = rows.map((row) => update(row, world, holder));
  return answerOf(outcomes, "tiIndicator", call);
};
