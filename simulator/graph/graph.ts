// The routes of Microsoft Graph and the permissions that they require. The API is beta, and its removal is announced.
import { type Access, guarded, type PrincipalHandler } from "../entra/bearer.js";
import type { Route } from "../core/call.js";
import { handleTiDelete, handleTiDeleteByExternalId } from "./graph_delete.js";
import { graphRemoved, graphErrors } from "./graph_errors.js";
import { handleTiSubmit } from "./graph_submit.js";
import { handleTiUpdate } from "./graph_update.js";
import { RESOURCES } from "../core/resources.js";
import type { Endpoint } from "../core/types.js";

const PERMISSIONS = ["ThreatIndicators.ReadWrite.OwnedBy"];
const ACCESS: Access = {
  errorFormat: graphErrors,
  audiences: RESOURCES.graph.audiences,
  roles: PERMISSIONS,
  scopes: PERMISSIONS,
};

/** Returns a handler that checks for the removal of the API first. */
function unlessRemoved(handle: PrincipalHandler): PrincipalHandler {
  return (call, state, principal) =>
    state.settings.graphRemoved
      ? graphRemoved(state.settings.graphRemovedStatus)
      : handle(call, state, principal);
}

const route = (endpoint: Endpoint, handle: PrincipalHandler): Route => ({
  service: "graph",
  endpoint,
  method: "POST",
  // The last path segment is the name of the operation.
  path: new RegExp(`^/beta/security/tiIndicators/${endpoint}$`),
  handle: guarded(ACCESS, unlessRemoved(handle)),
});

/** The routes of Graph. */
export const graphRoutes: readonly Route[] = [
  route("submitTiIndicators", handleTiSubmit),
  route("updateTiIndicators", handleTiUpdate),
  route("deleteTiIndicators", handleTiDelete),
  route("deleteTiIndicatorsByExternalId", handleTiDeleteByExternalId),
];
