// POST /beta/security/tiIndicators/updateTiIndicators: updates many Sentinel indicators by their ids.
import type { PrincipalHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import { type JsonObject, asText } from "../core/json.js";
import type { SimulatorState } from "../core/call.js";
import { graphErrors } from "./graph_errors.js";
import { isTiRow } from "./graph_properties.js";
import { responseOf, done, failed, type Outcome } from "./graph_rows.js";
import { idProblem, updateProblem } from "./graph_rules.js";
import type { Principal } from "../entra/token_issuer.js";

function update(row: JsonObject, state: SimulatorState, principal: Principal): Outcome {
  const id = asText(row["id"] ?? "");
  const old = state.tiIndicators.find(principal.tenant, principal.client, id);
  if (!old) return failed(row, id, idProblem(id, state, principal));
  const problem = updateProblem(row);
  if (problem) return failed(row, id, problem);
  const { azureTenantId, ingestedDateTime } = old;
  const changed = { ...old, ...row, id, azureTenantId, ingestedDateTime };
  state.tiIndicators.put(principal.tenant, principal.client, changed);
  return done(changed);
}

export const handleTiUpdate: PrincipalHandler = (call, state, principal) => {
  const rows = new JsonBody(call, graphErrors).list("value", state.settings.maxTiBatch, isTiRow);
  const outcomes = rows.map((row) => update(row, state, principal));
  return responseOf(outcomes, "tiIndicator", call);
};
