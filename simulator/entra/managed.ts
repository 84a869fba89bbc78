// Managed identity: the metadata service of a virtual machine and the local endpoint of App Service.
import { type Response, type Call, header, type Route, type SimulatorState } from "../core/call.js";
import { EntraError, entraHeaders } from "./entra_errors.js";
import { resourceAudience } from "./scopes.js";
import type { IssuedToken } from "./token_issuer.js";
import type { App } from "../core/types.js";

const rejected = (error: string, description: string): Response => ({
  status: 400,
  headers: entraHeaders,
  json: { error, error_description: description },
});

function identityOf(call: Call, state: SimulatorState): App | undefined {
  const id = call.url.searchParams.get("client_id");
  return id === null ? state.app : state.apps.find((app) => app.client_id === id);
}

function audienceOf(call: Call): string | undefined {
  try {
    return resourceAudience(call.url.searchParams.get("resource") ?? "");
  } catch (error) {
    if (error instanceof EntraError) return undefined;
    throw error;
  }
}

/** Issues a token, or returns an error in the format of the metadata service. */
function issue(call: Call, state: SimulatorState, body: (issued: IssuedToken) => object): Response {
  const { searchParams: params } = call.url;
  const absent = ["api-version", "resource"].find((name) => !params.get(name));
  if (absent !== undefined) return rejected("invalid_request", `Required parameter '${absent}' is missing.`);
  const app = identityOf(call, state);
  if (!app) return rejected("invalid_request", "Identity not found");
  const audience = audienceOf(call);
  if (audience === undefined)
    return rejected("invalid_resource", "AADSTS500011: The resource principal was not found.");
  Object.assign(call.record, { tenant: app.tenant_id, client: app.client_id });
  const { tokenLifetimeSeconds: life, opaqueTokens } = state.settings;
  const json = body(state.tokens.issue({ app, audience }, life, opaqueTokens));
  return { status: 200, headers: entraHeaders, json };
}

// Every number is a string here.
function handleMachine(call: Call, state: SimulatorState): Response {
  // The header proves that the request was not caused by a forged redirect.
  if (header(call, "metadata") !== "true") {
    return rejected("invalid_request", "Required metadata header not specified");
  }
  return issue(call, state, ({ token, principal, startsAt }) => ({
    access_token: token,
    refresh_token: "",
    expires_in: String(state.settings.tokenLifetimeSeconds),
    expires_on: String(principal.expiresAt),
    not_before: String(startsAt),
    resource: call.url.searchParams.get("resource"),
    token_type: "Bearer",
  }));
}

// There is no expires_in: clients must read expires_on.
function handleAppService(call: Call, state: SimulatorState): Response {
  if (!header(call, "x-identity-header")) return rejected("invalid_request", "X-IDENTITY-HEADER is missing");
  return issue(call, state, ({ token, principal }) => ({
    access_token: token,
    expires_on: String(principal.expiresAt),
    resource: call.url.searchParams.get("resource"),
    token_type: "Bearer",
    client_id: principal.client,
  }));
}

const route = (path: RegExp, handle: Route["handle"]): Route => ({
  service: "login",
  endpoint: "managedIdentity",
  method: "GET",
  path,
  handle,
});

/** The routes of managed identity. */
export const managedRoutes: readonly Route[] = [
  route(/^\/metadata\/identity\/oauth2\/token$/, handleMachine),
  route(/^\/msi\/token$/, handleAppService),
];
