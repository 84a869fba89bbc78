// Stands before every API handler: living token, rate limit, audience, permission, in the order of a gateway.
import type { Answer, Call, Route, World } from "./call.js";
import { apiError, tooManyRequests, unauthorized } from "./errors.js";
import type { Holder } from "./tokens.js";

/** What a token must carry for an API. */
export interface Access {
  /** Resources, without a trailing slash. */
  audiences: ReadonlySet<string>;
  /** Application permissions, any of which will do. */
  roles: readonly string[];
  /** Delegated permissions, any of which will do. */
  scopes: readonly string[];
}

// Captured texts.
const FORBIDDEN = "Access to the resource is forbidden";
const missing = (kind: string, wanted: readonly string[]) =>
  `The ${kind} does not have any of the required ${kind} permissions (${wanted.join(", ")}) to access the resource.`;

const hasAny = (wanted: readonly string[], had: readonly string[]) =>
  wanted.some((name) => had.includes(name));

/** Why a holder may not use an API, or undefined. */
function forbidden(holder: Holder, access: Access): string | undefined {
  if (!access.audiences.has(holder.audience)) return FORBIDDEN;
  if (holder.user !== null) {
    return hasAny(access.scopes, holder.scopes) ? undefined : missing("user", access.scopes);
  }
  return hasAny(access.roles, holder.roles) ? undefined : missing("application", access.roles);
}

/** A handler that runs for a holder whose token was checked. */
export type HolderHandler = (call: Call, world: World, holder: Holder) => Answer;

/** Puts the checks before a handler. */
export function guarded(access: Access, handle: HolderHandler): Route["handle"] {
  return (call, world) => {
    const { holder, refusal } = call;
    if (!holder) return unauthorized();
    if (refusal) {
      call.record.throttled = true;
      return tooManyRequests(refusal, holder.tenant, world.settings, world.now());
    }
    const reason = forbidden(holder, access);
    return reason === undefined ? handle(call, world, holder) : apiError(403, "Forbidden", reason);
  };
}
