// The routes of MISP: searches with the filters in the body.
import { type Call, header, type Response, type Route, type SimulatorState } from "../core/call.js";
import { sameSecret } from "../core/secret.js";
import type { Endpoint } from "../core/types.js";
import { mispError, mispThrottled, mispUnauthorized } from "./misp_errors.js";
import { filtersOf, searchAttributes, searchEvents } from "./misp_search.js";

/** Returns the key that the server accepts, in the header Authorization without the word Bearer. */
export const mispKey = (state: SimulatorState): string => state.app.client_secret;

function checked(handle: Route["handle"]): Route["handle"] {
  return (call, state) => {
    if (!sameSecret(header(call, "authorization") ?? "", mispKey(state))) return mispUnauthorized();
    const throttled = overLimit(call, state);
    if (throttled !== undefined) return throttled;
    const { returnFormat = "json" } = filtersOf(call);
    return returnFormat === "json" ? handle(call, state) : mispError(404, "Invalid returnFormat.");
  };
}

/** The limit of the role of the user. */
function overLimit(call: Call, { limiter, settings }: SimulatorState): Response | undefined {
  const rejection = limiter.check("misp", settings.limits.misp, call.record.at, false);
  if (rejection === undefined || !settings.enforceRateLimit) return undefined;
  call.record.throttled = true;
  return mispThrottled(rejection.calls, rejection.waitSeconds);
}

const route = (endpoint: Endpoint, path: string, handle: Route["handle"]): Route => ({
  service: "misp",
  endpoint,
  method: "POST",
  path: new RegExp(`^/${path}/restSearch$`),
  handle: checked(handle),
});

/** The routes of MISP. */
export const mispRoutes: readonly Route[] = [
  route("mispAttributes", "attributes", searchAttributes),
  route("mispEvents", "events", searchEvents),
];
