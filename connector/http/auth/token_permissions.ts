/** Compares what a token allows with what an action needs, before the first call. */
import { ConnectorError } from "../../contract/errors.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { JsonObject } from "../../contract/types.js";

/** Permissions of which one is enough. */
export interface NeededPermissions {
  readonly application: readonly string[];
  readonly delegated: readonly string[];
  /** Granted at the service and not in the token: only the service can tell. */
  readonly role?: string;
}

/** Where permissions are found on the consent page, by name. */
export type Catalogue = Manifest["permissions"];

/** What a token says about itself; undefined where it is opaque. */
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

/** The permissions that a token carries: `roles` of an application, `scp` of a user. */
export function granted(tokenClaims: JsonObject): string[] {
  const roles = Array.isArray(tokenClaims["roles"]) ? tokenClaims["roles"] : [];
  const scopes = typeof tokenClaims["scp"] === "string" ? tokenClaims["scp"].split(" ") : [];
  return [...roles, ...scopes].filter((name): name is string => typeof name === "string" && name !== "");
}

/** Permissions of an application; undefined for a token of a user, and for an opaque one. */
export function ofApplication(token: string): string[] | undefined {
  const tokenClaims = claims(token);
  return tokenClaims === undefined || isDelegated(tokenClaims) ? undefined : granted(tokenClaims);
}

/** Whether the token is a user's. */
function isDelegated(tokenClaims: JsonObject): boolean {
  return typeof tokenClaims["scp"] === "string";
}

/**
 * Throws MissingPermission where the token carries none of the needed permissions. An opaque token passes: only
 * the service can read it. Entra ID issues a token even where no role is granted, so this is worth a look.
 */
export function checkPermissions(token: string, needed: NeededPermissions, catalogue: Catalogue): void {
  const tokenClaims = claims(token);
  if (tokenClaims === undefined || needed.role !== undefined) return;
  const held = granted(tokenClaims);
  const delegated = isDelegated(tokenClaims);
  const enough = delegated ? needed.delegated : needed.application;
  if (enough.some((name) => held.includes(name))) return;
  if (enough.length === 0) throw noneWillDo(delegated);
  throw new ConnectorError(
    "MissingPermission",
    `The token carries ${held.length === 0 ? "no permission" : held.join(", ")}; one of ${enough.join(", ")} (${delegated ? "delegated" : "application"}) is needed.`,
    {
      hint: `Grant ${enough.map((name) => inFull(name, catalogue)).join(" or ")} with admin consent, and run again.`,
    },
  );
}

function noneWillDo(delegated: boolean): ConnectorError {
  const [held, wanted] = delegated ? ["a user", "an application"] : ["an application", "a user"];
  return new ConnectorError("MissingPermission", `The service lets ${wanted} do this, and not ${held}.`, {
    hint: `Use an asset that signs in as ${wanted}.`,
  });
}

function inFull(name: string, catalogue: Catalogue): string {
  const entry = catalogue[name];
  return entry === undefined ? name : `${name} ("${entry.title}" of ${entry.resource})`;
}
