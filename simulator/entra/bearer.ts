// Stands before every API handler: living token, rate limit, audience, permission, in the order of a gateway.
import { type Answer, type Call, Refused, type Route, type World } from "../core/call.js";
import type { Holder } from "./token_issuer.js";
import type { Voice } from "../core/error_format.js";

/** What a token must carry for an API, and how the API words it where it does not. */
export interface Access {
  voice: Voice;
  /** Resources, without a trailing slash. */
  audiences: ReadonlySet<string>;
  /** Application permissions, any of which will do; undefined: no token carries one for this API. */
  roles: readonly string[] | undefined;
  /** Delegated permissions, any of which will do. */
  scopes: readonly string[];
}

const hasAny = (wanted: readonly string[], had: readonly string[]) =>
  wanted.some((name) => had.includes(name));

/** The answer to a holder who may not use an API, or undefined. */
function forbidden(holder: Holder, { voice, audiences, roles, scopes }: Access): Answer | undefined {
  if (!audiences.has(holder.audience)) return voice.wrongAudience();
  if (holder.user !== null) {
    return hasAny(scopes, holder.scopes) ? undefined : voice.forbidden("user", scopes);
  }
  return !roles || hasAny(roles, holder.roles) ? undefined : voice.forbidden("application", roles);
}

/** A handler that runs for a holder whose token was checked; it may throw Refused. */
export type HolderHandler = (call: Call, world: World, holder: Holder) => Answer;

/** Puts the checks before a handler. */
export function guarded(access: Access, handle: HolderHandler): Route["handle"] {
  return (call, world) => {
    const { holder, refusal } = call;
    if (!holder) return access.voice.unauthorized();
    if (refusal) {
      call.record.throttled = true;
      return access.voice.throttled(refusal, holder.tenant, world);
    }
    return forbidden(holder, access) ?? answered(() => handle(call, world, holder));
  };
}

function answered(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}
