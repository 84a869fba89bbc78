// Microsoft Entra ID: token endpoints of versions 2 and 1, and their discovery documents.
import { type Response, type Call, header, type Route, type SimulatorState } from "../core/call.js";
import { discovery } from "./discovery.js";
import { AADSTS, EntraError, entraError, entraHeaders } from "./entra_errors.js";
import { isVersion1, tokenSpec, required, type TokenCall } from "./grants.js";
import { isOffline, isOpenId } from "./scopes.js";
import type { TokenSpec } from "./token_issuer.js";
import type { App } from "../core/types.js";

function appsOf(tenant: string, apps: readonly App[]): App[] {
  const inTenant = apps.filter((app) => app.tenant_id === tenant);
  if (inTenant.length > 0) return inTenant;
  const message = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
  throw new EntraError(AADSTS.tenantNotFound, message);
}

function findApp(tenant: string, form: URLSearchParams, apps: readonly App[]): App {
  // The tenant is checked before the body: if both are wrong, Entra reports the tenant.
  const inTenant = appsOf(tenant, apps);
  const client = required(form, "client_id").toLowerCase();
  const app = inTenant.find((candidate) => candidate.client_id.toLowerCase() === client);
  if (app) return app;
  const message = `Application with identifier '${client}' was not found in the directory '${tenant}'.`;
  throw new EntraError(AADSTS.appNotFound, message);
}

/** Returns the fields that a sign-in library reads about the user, if the request asked for them. */
function userParts(request: TokenCall, spec: TokenSpec): object {
  const scope = request.form.get("scope") ?? "";
  const { app, user } = spec;
  if (user === undefined) return {};
  const claims = { aud: app.client_id, tid: app.tenant_id, oid: user, sub: user, preferred_username: user };
  const info = Buffer.from(JSON.stringify({ uid: user, utid: app.tenant_id })).toString("base64url");
  return {
    ...(isOpenId(scope) ? { id_token: request.state.tokens.sign(claims), client_info: info } : {}),
    ...(isOffline(scope) ? { refresh_token: request.state.tokens.issueRefreshToken(spec) } : {}),
    scope,
  };
}

function tokenResponse(request: TokenCall): Response {
  const { call, state } = request;
  const spec = tokenSpec(request);
  const { tokenLifetimeSeconds: life, opaqueTokens } = state.settings;
  const { token, principal, startsAt } = state.tokens.issue(spec, life, opaqueTokens);
  const times = { expires_in: life, ext_expires_in: life };
  const version1 = {
    // Version 1 writes its numbers as strings.
    expires_in: String(life),
    ext_expires_in: String(life),
    expires_on: String(principal.expiresAt),
    not_before: String(startsAt),
    resource: spec.audience,
  };
  const figures = isVersion1(call) ? version1 : times;
  const json = { token_type: "Bearer", ...figures, access_token: token, ...userParts(request, spec) };
  return { status: 200, headers: entraHeaders, json };
}

const tenantOf = (call: Call) => decodeURIComponent(call.url.pathname.split("/")[1] ?? "");

function formOf(call: Call): URLSearchParams {
  const isForm = header(call, "content-type")?.startsWith("application/x-www-form-urlencoded");
  return new URLSearchParams(isForm ? call.body?.toString("utf8") : "");
}

/** Returns the response of `work`, or the Entra error that `work` throws. */
function catchEntraError(state: SimulatorState, work: () => Response): Response {
  try {
    return work();
  } catch (error) {
    if (error instanceof EntraError) return entraError(error.kind, error.message, state.now());
    throw error;
  }
}

function handleToken(call: Call, state: SimulatorState): Response {
  return catchEntraError(state, () => {
    const form = formOf(call);
    const app = findApp(tenantOf(call), form, state.apps);
    // Only known names are recorded: a client may have sent a secret in the wrong field.
    Object.assign(call.record, { tenant: app.tenant_id, client: app.client_id });
    return tokenResponse({ call, state, form, app });
  });
}

function handleDiscovery(call: Call, state: SimulatorState): Response {
  return catchEntraError(state, () => {
    appsOf(tenantOf(call), state.apps);
    return {
      status: 200,
      headers: { "Content-Type": "application/json; charset=utf-8" },
      json: discovery(call, tenantOf(call)),
    };
  });
}

/** The routes of Entra ID. */
export const entraRoutes: readonly Route[] = [
  {
    service: "login",
    endpoint: "token",
    method: "POST",
    path: /^\/[^/]+\/oauth2\/(?:v2\.0\/)?token$/,
    handle: handleToken,
  },
  {
    service: "login",
    endpoint: "discovery",
    method: "GET",
    path: /^\/[^/]+\/(?:v2\.0\/)?\.well-known\/openid-configuration$/,
    handle: handleDiscovery,
  },
];
