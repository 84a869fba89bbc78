// The route of the Sentinel upload API and what a token needs for it.
import { type Access, guarded } from "../entra/bearer.js";
import type { Route } from "../core/call.js";
import { RESOURCES } from "../core/resources.js";
import { sentinelVoice } from "./sentinel_errors.js";
import { handleUpload } from "./sentinel_upload.js";

const ACCESS: Access = {
  errorFormat: sentinelVoice,
  audiences: RESOURCES.azure.audiences,
  // What an app may do is a role on the workspace, which no token carries.
  roles: undefined,
  scopes: ["user_impersonation"],
};

/** The route table of Sentinel. */
export const sentinelRoutes: readonly Route[] = [
  {
    service: "sentinel",
    endpoint: "uploadStixObjects",
    method: "POST",
    path: /^\/workspaces\/[^/]+\/threat-intelligence-stix-objects:upload$/,
    handle: guarded(ACCESS, handleUpload),
  },
];
