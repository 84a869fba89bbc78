// POST …/deleteTiIndicators and …/deleteTiIndicatorsByExternalId: take many indicators of Sentinel out.
import type { HolderHandler } from "../entra/bearer.js";
import { isText, JsonBody } from "../core/body.js";
import type { Call, SimulatorState } from "../core/call.js";
import { graphVoice } from "./graph_errors.js";
import { responseOf, type Outcome } from "./graph_rows.js";
import { idProblem, unknownId } from "./graph_rules.js";
import type { RowProblem } from "../defender/rules_shape.js";
import type { Principal } from "../entra/token_issuer.js";

// A resultInfo; no real one is published, only the names and types of its three properties.
const DELETED: Outcome = { item: { code: 200, message: "OK", subCode: "" }, isFailed: false };

const failed = ({ code, message }: RowProblem): Outcome => ({
  item: { code: code === "ResourceNotFound" ? 404 : 400, message, subCode: code },
  isFailed: true,
});

function deleteOne(id: string, state: SimulatorState, holder: Principal): Outcome {
  const { tenant, client } = holder;
  if (!state.tiIndicators.find(tenant, client, id)) return failed(idProblem(id, state, holder));
  state.tiIndicators.delete(tenant, id);
  return DELETED;
}

function deleteByExternalId(
  externalId: string,
  state: SimulatorState,
  { tenant, client }: Principal,
): Outcome {
  const found = state.tiIndicators.ownedBy(tenant, client).filter((one) => one.externalId === externalId);
  for (const { id } of found) state.tiIndicators.delete(tenant, id);
  // Defender keeps no externalId, so nothing of Defender is ever found by one.
  return found.length === 0 ? failed(unknownId(externalId)) : DELETED;
}

type DeleteOne = (id: string, state: SimulatorState, holder: Principal) => Outcome;

function deleteAll(call: Call, state: SimulatorState, holder: Principal, one: DeleteOne) {
  const ids = new JsonBody(call, graphVoice).list("value", state.settings.maxTiBatch, isText);
  return responseOf(
    ids.map((id) => one(id, state, holder)),
    "resultInfo",
    call,
  );
}

/** Deletes by the ids of the service. */
export const handleTiDelete: HolderHandler = (call, state, holder) =>
  deleteAll(call, state, holder, deleteOne);

/** Deletes by the ids of the sender, each of which may name several indicators. */
export const handleTiDeleteByExternalId: HolderHandler = (call, state, holder) =>
  deleteAll(call, state, holder, deleteByExternalId);
