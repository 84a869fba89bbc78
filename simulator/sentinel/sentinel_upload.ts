// POST /workspaces/{id}/threat-intelligence-stix-objects:upload: takes STIX objects and names those that are wrong.
import type { HolderHandler } from "../entra/bearer.js";
import { isObject, isText, type JsonObject, JsonBody } from "../core/body.js";
import { type Response, type Call, Rejected, type SimulatorState } from "../core/call.js";
import { noSuchResource, sentinelError, sentinelVoice } from "./sentinel_errors.js";
import { stixFaults } from "./stix_rules.js";
import { WORKSPACE } from "./stix_store.js";
import type { Principal } from "../entra/token_issuer.js";
import type { App } from "../core/types.js";

const API_VERSION = "2024-02-01-preview";
// "The value Microsoft Sentinel is restricted" (upload API).
const RESTRICTED = "Microsoft Sentinel";

const workspacesOf = ({ workspaces }: App) => workspaces ?? [WORKSPACE];

/** The workspace of the path, on which the app must be Microsoft Sentinel Contributor. */
function workspaceOf(call: Call, state: SimulatorState, { tenant, client }: Principal): string {
  const workspace = call.url.pathname.split("/")[2] ?? "";
  const apps = state.apps.filter((app) => app.tenant_id === tenant);
  const own = apps.filter((app) => app.client_id === client).flatMap(workspacesOf);
  if (own.includes(workspace)) return workspace;
  const isThere = workspace === WORKSPACE || apps.flatMap(workspacesOf).includes(workspace);
  throw new Rejected(
    isThere ? sentinelVoice.forbidden("application", []) : sentinelError(404, "Workspace not found."),
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

/** Takes the good objects; the answer is empty, or names the others by their position. */
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

/** Takes a batch of STIX objects. */
export const handleUpload: HolderHandler = (call, state, holder) => {
  if (call.url.searchParams.get("api-version") !== API_VERSION) return noSuchResource();
  const workspace = workspaceOf(call, state, holder);
  const body = new JsonBody(call, sentinelVoice);
  checkSource(body.object);
  const objects = body.list("stixobjects", state.settings.maxStixBatch, isObject);
  return upload(objects, workspace, state);
};
