// Authenticates a token request and returns what it asks for: one function per OAuth grant.
import { checkAssertion } from "./assertion.js";
import type { Call, SimulatorState } from "../core/call.js";
import { AADSTS, EntraError } from "./entra_errors.js";
import { delegatedAudience, resourceAudience, scopeAudience } from "./scopes.js";
import { sameSecret } from "../core/secret.js";
import type { TokenSpec } from "./token_issuer.js";
import type { App } from "../core/types.js";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A parsed token request. */
export interface TokenCall {
  call: Call;
  state: SimulatorState;
  form: URLSearchParams;
  app: App;
}

/** Returns a required parameter; throws `EntraError` if it is missing. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  const message = `The request body must contain the following parameter: '${name}'.`;
  throw new EntraError(AADSTS.missingParameter, message);
}

function checkCredential({ call, state, form, app }: TokenCall): void {
  const assertion = form.get("client_assertion");
  if (assertion !== null && form.get("client_assertion_type") === ASSERTION_TYPE) {
    return checkAssertion(assertion, app, call.url.pathname, state.now());
  }
  const secret = form.get("client_secret");
  if (!secret) {
    const message =
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    throw new EntraError(AADSTS.noCredential, message);
  }
  if (sameSecret(secret, app.client_secret)) return;
  const message = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.client_id}'.`;
  throw new EntraError(AADSTS.badSecret, message);
}

/** Version 1 uses `resource` instead of `scope` and writes numbers as strings. */
export const isVersion1 = (call: Call) => !call.url.pathname.includes("/v2.0/");

function audienceOf({ call, form }: TokenCall, isDelegated: boolean): string {
  if (isVersion1(call)) return resourceAudience(required(form, "resource"));
  const scope = required(form, "scope");
  return isDelegated ? delegatedAudience(scope) : scopeAudience(scope);
}

function userSpec(request: TokenCall): TokenSpec {
  const { form, app } = request;
  const [username, password] = [required(form, "username"), required(form, "password")];
  const isKnown = app.users?.some(
    (user) => user.username === username && sameSecret(user.password, password),
  );
  if (!isKnown) {
    throw new EntraError(
      AADSTS.badPassword,
      "Error validating credentials due to invalid username or password.",
    );
  }
  return { app, audience: audienceOf(request, true), user: username };
}

function refreshSpec({ state, form, app }: TokenCall): TokenSpec {
  const spec = state.tokens.specOfRefreshToken(required(form, "refresh_token"));
  if (spec?.app === app) return spec;
  throw new EntraError(AADSTS.badRefreshToken, "The provided refresh token is not valid.");
}

// The app of a user may be a public client (no secret), so a credential is checked only if one is sent.
const hasCredential = ({ form }: TokenCall) => form.has("client_secret") || form.has("client_assertion");

/** Returns the token that a request asks for; throws `EntraError`. */
export function tokenSpec(request: TokenCall): TokenSpec {
  const grant = required(request.form, "grant_type");
  if (grant === "client_credentials" || hasCredential(request)) checkCredential(request);
  if (grant === "client_credentials") return { app: request.app, audience: audienceOf(request, false) };
  if (grant === "password") return userSpec(request);
  if (grant === "refresh_token") return refreshSpec(request);
  throw new EntraError(AADSTS.badGrantType, `The app requested an unsupported grant type '${grant}'.`);
}
