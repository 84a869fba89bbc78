// POST /beta/security/tiIndicators/submitTiIndicators: takes many indicators, for Defender or for Sentinel.
import { createHash } from "node:crypto";
import type { HolderHandler } from "../entra/bearer.js";
import { type JsonObject, JsonBody } from "../core/body.js";
import type { SimulatorState } from "../core/call.js";
import { submitToDefender } from "./graph_defender.js";
import { graphVoice } from "./graph_errors.js";
import { isTiRow, withAllProperties } from "./graph_properties.js";
import { responseOf, done, failed, type Outcome } from "./graph_rows.js";
import { FOR_DEFENDER, submitProblem } from "./graph_rules.js";
import type { Principal } from "../entra/token_issuer.js";
import type { TiIndicator } from "../core/types.js";

/** Stands where a row that failed would have its id, as captured. */
const NO_ID = "Failed to create, check Error element for reason";

function created(row: JsonObject, id: string, state: SimulatorState, { tenant }: Principal): TiIndicator {
  const now = new Date(state.now()).toISOString();
  // Defaults of the document.
  const given = { isActive: true, severity: 3, ...row };
  const stamped = { id, azureTenantId: tenant, ingestedDateTime: now };
  return { ...withAllProperties(given), ...stamped } as TiIndicator;
}

// Real ids of this product are 64 digits; the same rows get the same ones here.
function newId(state: SimulatorState, { tenant, client }: Principal): string {
  const text = `${tenant} ${client} ${state.tiIndicators.nextOrdinal()}`;
  return createHash("sha256").update(text).digest("hex").toUpperCase();
}

function submit(row: JsonObject, state: SimulatorState, holder: Principal): Outcome {
  const problem = submitProblem(row);
  if (problem) return failed(row, NO_ID, problem);
  if (row["targetProduct"] !== FOR_DEFENDER) {
    const indicator = created(row, newId(state, holder), state, holder);
    state.tiIndicators.put(holder.tenant, holder.client, indicator);
    return done(indicator);
  }
  const id = submitToDefender(row, state, holder);
  // Defender keeps no externalId of Graph: it comes back as null.
  return typeof id === "string"
    ? done({ ...created(row, id, state, holder), externalId: null })
    : failed(row, NO_ID, id);
}

/** Takes a batch of tiIndicators. */
export const handleTiSubmit: HolderHandler = (call, state, holder) => {
  const rows = new JsonBody(call, graphVoice).list("value", state.settings.maxTiBatch, isTiRow);
  const outcomes = rows.map((row) => submit(row, state, holder));
  return responseOf(outcomes, "tiIndicator", call);
};
