// Stands before every API handler: living token, rate limit, audience, permission, in the order of a gateway.
import { type Response, type Call, Rejected, type Route, type SimulatorState } from "../core/call.js";
import type { Principal } from "./token_issuer.js";
import type { ErrorFormat } from "../core/error_format.js";

/** What a token must carry for an API, and how the API words it where it does not. */
export interface Access {
  errorFormat: ErrorFormat;
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
function forbidden(
  holder: Principal,
  { errorFormat, audiences, roles, scopes }: Access,
): Response | undefined {
  if (!audiences.has(holder.audience)) return errorFormat.wrongAudience();
  if (holder.user !== null) {
    return hasAny(scopes, holder.scopes) ? undefined : errorFormat.forbidden("user", scopes);
  }
  return !roles || hasAny(roles, holder.roles) ? undefined : errorFormat.forbidden("application", roles);
}

/** A handler that runs for a holder whose token was checked; it may throw Refused. */
export type HolderHandler = (call: Call, state: SimulatorState, holder: Principal) => Response;

/** Puts the checks before a handler. */
export function guarded(access: Access, handle: HolderHandler): Route["handle"] {
  return (call, state) => {
    const { holder, rejection } = call;
    if (!holder) return access.errorFormat.unauthorized();
    if (rejection) {
      call.record.throttled = true;
      return access.errorFormat.throttled(rejection, holder.tenant, state);
    }
    return forbidden(holder, access) ?? answered(() => handle(call, state, holder));
  };
}

function answered(work: () => Response): Response {
  try {
    return work();
  } catch (error) {
    if (error instanceof Rejected) return error.response;
    throw error;
  }
}
