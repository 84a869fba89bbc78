// POST …/deleteTiIndicators and …/deleteTiIndicatorsByExternalId: delete many Sentinel indicators.
import type { PrincipalHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import { isText } from "../core/json.js";
import type { Call, SimulatorState } from "../core/call.js";
import { graphErrors } from "./graph_errors.js";
import { responseOf, type Outcome } from "./graph_rows.js";
import { idProblem, unknownId } from "./graph_rules.js";
import type { RowProblem } from "../defender/rules_shape.js";
import type { Principal } from "../entra/token_issuer.js";

// A resultInfo: only the names and types of its three properties are published.
const DELETED: Outcome = { item: { code: 200, message: "OK", subCode: "" }, isFailed: false };

const failed = ({ code, message }: RowProblem): Outcome => ({
  item: { code: code === "ResourceNotFound" ? 404 : 400, message, subCode: code },
  isFailed: true,
});

function deleteOne(id: string, state: SimulatorState, principal: Principal): Outcome {
  const { tenant, client } = principal;
  if (!state.tiIndicators.find(tenant, client, id)) return failed(idProblem(id, state, principal));
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
  // Defender does not store externalId, so a Defender indicator is never found by it.
  return found.length === 0 ? failed(unknownId(externalId)) : DELETED;
}

type DeleteOne = (id: string, state: SimulatorState, principal: Principal) => Outcome;

function deleteAll(call: Call, state: SimulatorState, principal: Principal, one: DeleteOne) {
  const ids = new JsonBody(call, graphErrors).list("value", state.settings.maxTiBatch, isText);
  return responseOf(
    ids.map((id) => one(id, state, principal)),
    "resultInfo",
    call,
  );
}

/** Deletes by the ids of the service. */
export const handleTiDelete: PrincipalHandler = (call, state, principal) =>
  deleteAll(call, state, principal, deleteOne);

/** Deletes by the ids of the sender; one id may match several indicators. */
export const handleTiDeleteByExternalId: PrincipalHandler = (call, state, principal) =>
  deleteAll(call, state, principal, deleteByExternalId);
