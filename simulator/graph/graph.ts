// The routes of Microsoft Graph and what a token needs for them. The API is beta, and announced to be removed.
import { type Access, guarded, type HolderHandler } from "../entra/bearer.js";
import type { Route } from "../core/call.js";
import { handleTiDelete, handleTiDeleteByExternalId } from "./graph_delete.js";
import { graphRemoved, graphVoice } from "./graph_errors.js";
import { handleTiSubmit } from "./graph_submit.js";
import { handleTiUpdate } from "./graph_update.js";
import { RESOURCES } from "../core/resources.js";
import type { Endpoint } from "../core/types.js";

const PERMISSIONS = ["ThreatIndicators.ReadWrite.OwnedBy"];
const ACCESS: Access = {
  errorFormat: graphVoice,
  audiences: RESOURCES.graph.audiences,
  roles: PERMISSIONS,
  scopes: PERMISSIONS,
};

/** Puts the removal of the API before a handler. */
function unlessRemoved(handle: HolderHandler): HolderHandler {
  return (call, state, holder) =>
    state.settings.graphRemoved
      ? graphRemoved(state.settings.graphRemovedStatus)
      : handle(call, state, holder);
}

const route = (endpoint: Endpoint, handle: HolderHandler): Route => ({
  service: "graph",
  endpoint,
  method: "POST",
  // Each operation is the name of its action in the path.
  path: new RegExp(`^/beta/security/tiIndicators/${endpoint}$`),
  handle: guarded(ACCESS, unlessRemoved(handle)),
});

/** The route table of Graph. */
export const graphRoutes: readonly Route[] = [
  route("submitTiIndicators", handleTiSubmit),
  route("updateTiIndicators", handleTiUpdate),
  route("deleteTiIndicators", handleTiDelete),
  route("deleteTiIndicatorsByExternalId", handleTiDeleteByExternalId),
];
