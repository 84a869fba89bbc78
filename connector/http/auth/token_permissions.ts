/** Compares the permissions of a token with those that an action needs, before the first call. */
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { JsonObject } from "../../contract/types.js";
import { permissionErrors } from "./messages.js";

/** Permissions of an action. One of them is enough. */
export interface NeededPermissions {
  readonly application: readonly string[];
  readonly delegated: readonly string[];
  /** Role that is granted at the service. Tokens do not contain it. */
  readonly role?: string;
}

/** Titles of permissions on the consent page, by name. */
export type Catalogue = Manifest["permissions"];

/** Returns the claims of a token, or undefined if the token is opaque. */
export function claims(token: string): JsonObject | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(parts[1] as string, "base64url").toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the permissions in a token: `roles` of an application, `scp` of a user. */
export function granted(tokenClaims: JsonObject): string[] {
  const roles = Array.isArray(tokenClaims["roles"]) ? tokenClaims["roles"] : [];
  const scopes = typeof tokenClaims["scp"] === "string" ? tokenClaims["scp"].split(" ") : [];
  return [...roles, ...scopes].filter((name): name is string => typeof name === "string" && name !== "");
}

/** Returns the permissions of an application, or undefined for an opaque token or the token of a user. */
export function ofApplication(token: string): string[] | undefined {
  const tokenClaims = claims(token);
  return tokenClaims === undefined || isDelegated(tokenClaims) ? undefined : granted(tokenClaims);
}

/** Returns the user or the application that a token was issued for, or undefined for an opaque token. */
export function holderOf(token: string): string | undefined {
  const tokenClaims = claims(token);
  if (tokenClaims === undefined) return undefined;
  const names = isDelegated(tokenClaims) ? ["upn", "unique_name", "preferred_username"] : ["appid", "azp"];
  const found = names.map((name) => tokenClaims[name]);
  return found.find((name): name is string => typeof name === "string" && name !== "");
}

/** Returns whether the token belongs to a user. */
function isDelegated(tokenClaims: JsonObject): boolean {
  return typeof tokenClaims["scp"] === "string";
}

/**
 * Checks the permissions of a token, since Entra ID issues tokens even if no role is granted. An opaque token passes:
 * only the service can read it.
 * @throws MissingPermission if the token has none of the needed permissions
 */
export function checkPermissions(token: string, needed: NeededPermissions, catalogue: Catalogue): void {
  const tokenClaims = claims(token);
  if (tokenClaims === undefined || needed.role !== undefined) return;
  const held = granted(tokenClaims);
  const delegated = isDelegated(tokenClaims);
  const enough = delegated ? needed.delegated : needed.application;
  if (enough.some((name) => held.includes(name))) return;
  if (enough.length === 0)
    throw delegated
      ? permissionErrors.wrongPrincipal("a user", "an application")
      : permissionErrors.wrongPrincipal("an application", "a user");
  const titles = enough.map((name) => inFull(name, catalogue));
  throw permissionErrors.missing(held, enough, delegated, titles);
}

function inFull(name: string, catalogue: Catalogue): string {
  const entry = catalogue[name];
  return entry === undefined ? name : `${name} ("${entry.title}" of ${entry.resource})`;
}
