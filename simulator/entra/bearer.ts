// Checks that run before every API handler, in the order of a gateway: token, rate limit, audience, permission.
import { type Response, type Call, Rejected, type Route, type SimulatorState } from "../core/call.js";
import type { Principal } from "./token_issuer.js";
import type { ErrorFormat } from "../core/error_format.js";

/** What a token must carry for an API, and the error format of the API. */
export interface Access {
  errorFormat: ErrorFormat;
  /** Resources, without a trailing slash. */
  audiences: ReadonlySet<string>;
  /** The token needs one of these application permissions; undefined: the API does not check the token for any. */
  roles: readonly string[] | undefined;
  /** The token of a user needs one of these delegated permissions. */
  scopes: readonly string[];
}

const hasAny = (wanted: readonly string[], had: readonly string[]) =>
  wanted.some((name) => had.includes(name));

/** Returns the response to a principal who may not use an API, or undefined. */
function forbidden(
  principal: Principal,
  { errorFormat, audiences, roles, scopes }: Access,
): Response | undefined {
  if (!audiences.has(principal.audience)) return errorFormat.wrongAudience();
  if (principal.user !== null) {
    return hasAny(scopes, principal.scopes) ? undefined : errorFormat.forbidden("user", scopes);
  }
  return !roles || hasAny(roles, principal.roles) ? undefined : errorFormat.forbidden("application", roles);
}

/** A handler that runs after the token is checked; it may throw `Rejected`. */
export type PrincipalHandler = (call: Call, state: SimulatorState, principal: Principal) => Response;

/** Returns a handler that runs the checks first. */
export function guarded(access: Access, handle: PrincipalHandler): Route["handle"] {
  return (call, state) => {
    const { principal, rejection } = call;
    if (!principal) return access.errorFormat.unauthorized();
    if (rejection) {
      call.record.throttled = true;
      return access.errorFormat.throttled(rejection, principal.tenant, state);
    }
    return forbidden(principal, access) ?? catchRejection(() => handle(call, state, principal));
  };
}

function catchRejection(work: () => Response): Response {
  try {
    return work();
  } catch (error) {
    if (error instanceof Rejected) return error.response;
    throw error;
  }
}
