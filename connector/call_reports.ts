/** Reports the calls of a run as events. */
import type { Action } from "./contract/action.js";
import type { CountedRateLimit } from "./contract/types.js";
import type { RunContext } from "./engine/run_context.js";
import type { OnAttemptEnd } from "./http/attempt_end.js";
import type { CallReports } from "./http/call_context.js";

/** Shorter waits are not announced, in milliseconds. */
const minAnnouncedWaitMs = 1000;

/** A service that fails slowly must not get more calls. */
const firstErrorStatus = 400;

/** Name of the login in events, next to the names of services. */
const login = "login";

/** Returns what is called while a call of the action is made. */
export function callReports(
  { service }: Pick<Action, "service">,
  rateLimits: readonly CountedRateLimit[],
  { stats, emit }: Pick<RunContext, "stats" | "emit">,
): CallReports {
  return {
    onWait: (reason, waitMs) => {
      if (waitMs >= minAnnouncedWaitMs) emit({ type: "wait", reason, waitMs });
    },
    onWaited: (rateLimit, waitMs) => emit({ type: "waited", rateLimit, waitMs }),
    onAttempt: () => {
      stats.calls += 1;
      emit({ type: "call", rateLimits });
    },
    onEnd: (end) => {
      if (end.status !== undefined && end.status < firstErrorStatus) stats.responded(end.durationMs);
      emit({ type: "response", service, ...end });
    },
  };
}

/** Returns what is called at the end of each token request that a run starts. */
export function loginEnds(emit: RunContext["emit"]): OnAttemptEnd {
  return (end) => emit({ type: "response", service: login, ...end });
}
