// POST /beta/security/tiIndicators/updateTiIndicators: changes many indicators of Sentinel by their ids.
import type { HolderHandler } from "../entra/bearer.js";
import { JsonBody, type JsonObject, textOf } from "../core/body.js";
import type { SimulatorState } from "../core/call.js";
import { graphVoice } from "./graph_errors.js";
import { isTiRow } from "./graph_properties.js";
import { responseOf, done, failed, type Outcome } from "./graph_rows.js";
import { idProblem, updateProblem } from "./graph_rules.js";
import type { Principal } from "../entra/token_issuer.js";

function update(row: JsonObject, state: SimulatorState, holder: Principal): Outcome {
  const id = textOf(row["id"] ?? "");
  const old = state.tiIndicators.find(holder.tenant, holder.client, id);
  if (!old) return failed(row, id, idProblem(id, state, holder));
  const problem = updateProblem(row);
  if (problem) return failed(row, id, problem);
  const { azureTenantId, ingestedDateTime } = old;
  const changed = { ...old, ...row, id, azureTenantId, ingestedDateTime };
  state.tiIndicators.put(holder.tenant, holder.client, changed);
  return done(changed);
}

/** Changes a batch of tiIndicators. */
export const handleTiUpdate: HolderHandler = (call, state, holder) => {
  const rows = new JsonBody(call, graphVoice).list("value", state.settings.maxTiBatch, isTiRow);
  const outcomes = rows.map((row) => update(row, state, holder));
  return responseOf(outcomes, "tiIndicator", call);
};
