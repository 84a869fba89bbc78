// POST /workspaces/{id}/threat-intelligence-stix-objects:upload: stores valid STIX objects and lists the invalid ones.
import type { PrincipalHandler } from "../entra/bearer.js";
import { JsonBody } from "../core/body.js";
import { isObject, isText, type JsonObject } from "../core/json.js";
import { type Response, type Call, Rejected, type SimulatorState } from "../core/call.js";
import { noSuchResource, sentinelError, sentinelErrors } from "./sentinel_errors.js";
import { stixFaults } from "./stix_rules.js";
import { WORKSPACE } from "./stix_store.js";
import type { Principal } from "../entra/token_issuer.js";
import type { App } from "../core/types.js";

const API_VERSION = "2024-02-01-preview";
// "The value Microsoft Sentinel is restricted" (upload API).
const RESTRICTED = "Microsoft Sentinel";

const workspacesOf = ({ workspaces }: App) => workspaces ?? [WORKSPACE];

/** Returns the workspace of the path; throws `Rejected` if the app is not Contributor on it. */
function workspaceOf(call: Call, state: SimulatorState, { tenant, client }: Principal): string {
  const workspace = call.url.pathname.split("/")[2] ?? "";
  const apps = state.apps.filter((app) => app.tenant_id === tenant);
  const own = apps.filter((app) => app.client_id === client).flatMap(workspacesOf);
  if (own.includes(workspace)) return workspace;
  const isThere = workspace === WORKSPACE || apps.flatMap(workspacesOf).includes(workspace);
  throw new Rejected(
    isThere ? sentinelErrors.forbidden("application", []) : sentinelError(404, "Workspace not found."),
  );
}

function checkSource(body: JsonObject): void {
  const { sourcesystem: source } = body;
  if (!isText(source) || source.trim() === "") {
    throw new Rejected(sentinelError(400, "sourcesystem is missing."));
  }
  if (source === RESTRICTED)
    throw new Rejected(sentinelError(400, `sourcesystem must not be ${RESTRICTED}.`));
}

/** Stores the valid objects; the response is empty, or lists the invalid ones by position. */
function upload(objects: JsonObject[], workspace: string, state: SimulatorState): Response {
  const faults = objects.map(stixFaults);
  for (const [index, object] of objects.entries()) {
    if (faults[index]?.length === 0) state.stixObjects.put(workspace, object);
  }
  const errors = faults.flatMap((messages, recordIndex) =>
    messages.length === 0 ? [] : [{ recordIndex, [state.settings.stixErrorKey]: messages }],
  );
  return errors.length === 0 ? { status: 200, text: "" } : { status: 200, json: { errors } };
}

export const handleUpload: PrincipalHandler = (call, state, principal) => {
  if (call.url.searchParams.get("api-version") !== API_VERSION) return noSuchResource();
  const workspace = workspaceOf(call, state, principal);
  const body = new JsonBody(call, sentinelErrors);
  checkSource(body.object);
  const objects = body.list("stixobjects", state.settings.maxStixBatch, isObject);
  return upload(objects, workspace, state);
};
