// POST …/deleteTiIndicators and …/deleteTiIndicatorsByExternalId: take many indicators of Sentinel out.
import type { HolderHandler } from "../entra/bearer.js";
import { isText, JsonBody } from "../core/body.js";
import type { Call, World } from "../core/call.js";
import { graphVoice } from "./graph_errors.js";
import { answerOf, type Outcome } from "./graph_rows.js";
import { idProblem, unknownId } from "./graph_rules.js";
import type { RowProblem } from "../defender/rules_shape.js";
import type { Holder } from "../entra/token_issuer.js";

// A resultInfo; no real one is published, only the names and types of its three properties.
const DELETED: Outcome = { item: { code: 200, message: "OK", subCode: "" }, isFailed: false };

const failed = ({ code, message }: RowProblem): Outcome => ({
  item: { code: code === "ResourceNotFound" ? 404 : 400, message, subCode: code },
  isFailed: true,
});

function deleteOne(id: string, world: World, holder: Holder): Outcome {
  const { tenant, client } = holder;
  if (!world.tiIndicators.find(tenant, client, id)) return failed(idProblem(id, world, holder));
  world.tiIndicators.delete(tenant, id);
  return DELETED;
}

function deleteByExternalId(externalId: string, world: World, { tenant, client }: Holder): Outcome {
  const found = world.tiIndicators.ownedBy(tenant, client).filter((one) => one.externalId === externalId);
  for (const { id } of found) world.tiIndicators.delete(tenant, id);
  // Defender keeps no externalId, so nothing of Defender is ever found by one.
  return found.length === 0 ? failed(unknownId(externalId)) : DELETED;
}

type DeleteOne = (id: string, world: World, holder: Holder) => Outcome;

function deleteAll(call: Call, world: World, holder: Holder, one: DeleteOne) {
  const ids = new JsonBody(call, graphVoice).list("value", world.settings.maxTiBatch, isText);
  return answerOf(
    ids.map((id) => one(id, world, holder)),
    "resultInfo",
    call,
  );
}

/** Deletes by the ids of the service. */
export const handleTiDelete: HolderHandler = (call, world, holder) =>
  deleteAll(call, world, holder, deleteOne);

/** Deletes by the ids of the sender, each of which may name several indicators. */
export const handleTiDeleteByExternalId: HolderHandler = (call, world, holder) =>
  deleteAll(call, world, holder, deleteByExternalId);
