// The route of the Sentinel upload API and the permissions that it requires.
import { type Access, guarded } from "../entra/bearer.js";
import type { Route } from "../core/call.js";
import { RESOURCES } from "../core/resources.js";
import { sentinelErrors } from "./sentinel_errors.js";
import { handleUpload } from "./sentinel_upload.js";

const ACCESS: Access = {
  errorFormat: sentinelErrors,
  audiences: RESOURCES.azure.audiences,
  // The permission of an app is a role on the workspace, which is not part of the token.
  roles: undefined,
  scopes: ["user_impersonation"],
};

/** The routes of Sentinel. */
export const sentinelRoutes: readonly Route[] = [
  {
    service: "sentinel",
    endpoint: "uploadStixObjects",
    method: "POST",
    path: /^\/workspaces\/[^/]+\/threat-intelligence-stix-objects:upload$/,
    handle: guarded(ACCESS, handleUpload),
  },
];
