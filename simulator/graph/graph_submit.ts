// POST /beta/security/tiIndicators/submitTiIndicators: creates many indicators, for Defender or for Sentinel.
import { createHash } from "node:crypto";
import type { PrincipalHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import type { JsonObject } from "../core/json.js";
import type { SimulatorState } from "../core/call.js";
import { submitToDefender } from "./graph_defender.js";
import { graphErrors } from "./graph_errors.js";
import { isTiRow, withAllProperties } from "./graph_properties.js";
import { responseOf, done, failed, type Outcome } from "./graph_rows.js";
import { FOR_DEFENDER, submitProblem } from "./graph_rules.js";
import type { Principal } from "../entra/token_issuer.js";
import type { TiIndicator } from "../core/types.js";

/** Replaces the id of a failed row, as captured. */
const NO_ID = "Failed to create, check Error element for reason";

function created(row: JsonObject, id: string, state: SimulatorState, { tenant }: Principal): TiIndicator {
  const now = new Date(state.now()).toISOString();
  // Documented defaults.
  const withDefaults = { isActive: true, severity: 3, ...row };
  const stamped = { id, azureTenantId: tenant, ingestedDateTime: now };
  return { ...withAllProperties(withDefaults), ...stamped } as TiIndicator;
}

// Real ids of this product have 64 digits; here the same rows always get the same ids.
function newId(state: SimulatorState, { tenant, client }: Principal): string {
  const text = `${tenant} ${client} ${state.tiIndicators.nextOrdinal()}`;
  return createHash("sha256").update(text).digest("hex").toUpperCase();
}

function submit(row: JsonObject, state: SimulatorState, principal: Principal): Outcome {
  const problem = submitProblem(row);
  if (problem) return failed(row, NO_ID, problem);
  if (row["targetProduct"] !== FOR_DEFENDER) {
    const indicator = created(row, newId(state, principal), state, principal);
    state.tiIndicators.put(principal.tenant, principal.client, indicator);
    return done(indicator);
  }
  const id = submitToDefender(row, state, principal);
  // Defender does not store externalId: it is returned as null.
  return typeof id === "string"
    ? done({ ...created(row, id, state, principal), externalId: null })
    : failed(row, NO_ID, id);
}

export const handleTiSubmit: PrincipalHandler = (call, state, principal) => {
  const rows = new JsonBody(call, graphErrors).list("value", state.settings.maxTiBatch, isTiRow);
  const outcomes = rows.map((row) => submit(row, state, principal));
  return responseOf(outcomes, "tiIndicator", call);
};
