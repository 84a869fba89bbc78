// Reads the resource from a scope and checks the scope.
import { AADSTS, EntraError } from "./entra_errors.js";
import { resourceOf } from "../core/resources.js";

const OPENID_SCOPES = new Set(["openid", "profile", "email", "offline_access"]);
const DEFAULT = "/.default";

const badScope = (scope: string) =>
  new EntraError(
    AADSTS.badScope,
    `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  );

/** Returns the audience for a v1 `resource`. */
export function resourceAudience(resource: string): string {
  const audience = resource.replace(/\/$/, "");
  if (resourceOf(audience)) return audience;
  const message = `The resource principal named ${audience} was not found in the tenant.`;
  throw new EntraError(AADSTS.unknownResource, message);
}

const split = (scope: string) => scope.split(" ").filter((name) => name !== "");

/** Returns the audience for the scope of a client_credentials request: one resource with `/.default`. */
export function scopeAudience(scope: string): string {
  const [first = "", ...rest] = split(scope);
  if (rest.length > 0)
    throw new EntraError(AADSTS.manyResources, `The scope '${scope}' names several resources.`);
  if (!first.endsWith(DEFAULT)) throw badScope(scope);
  return resourceAudience(first.slice(0, -DEFAULT.length));
}

/** Returns the audience for a user's scopes: permissions of one resource, plus those of OpenID Connect. */
export function delegatedAudience(scope: string): string {
  const scopes = split(scope).filter((name) => !OPENID_SCOPES.has(name));
  const resources = new Set(scopes.map((name) => name.slice(0, name.lastIndexOf("/"))));
  const [resource] = resources;
  if (!resource) throw badScope(scope);
  if (resources.size > 1)
    throw new EntraError(AADSTS.manyResources, `The scope '${scope}' names several resources.`);
  return resourceAudience(resource);
}

/** Returns whether the scope requests an ID token. */
export const isOpenId = (scope: string) => split(scope).includes("openid");

/** Returns whether the scope requests a refresh token. */
export const isOffline = (scope: string) => split(scope).includes("offline_access");
