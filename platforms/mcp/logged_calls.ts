/** Logs the calls of a client: their requests to services, and how each one ended. */
import { randomUUID } from "node:crypto";
import type { Log, Mask } from "../shared/log/log.js";
import { RunLog } from "../shared/log/run_log.js";
import { planLine, sumLine } from "../shared/summary_line.js";
import { profileArgument } from "./call_assets.js";
import type { Calls } from "./calls.js";
import { type Ending, planOf } from "./result_text.js";

/** Longest ID of a request that is logged, in characters: the client chooses it. */
const maxIdLength = 100;

/** The profiles of calls. */
export interface LoggedProfiles {
  /** Names to choose from. Other text that a client writes does not belong in a log. */
  readonly profiles: readonly string[];
  /** Returns the mask for the secrets of a profile. */
  readonly maskOf: (profile: string | undefined) => Mask;
}

/** Returns the same calls, with lines in the log. */
export function loggedCalls(
  calls: Pick<Calls, "run">,
  log: Log,
  { profiles, maskOf }: LoggedProfiles,
): Pick<Calls, "run"> {
  return {
    async run(name, given, options) {
      const requestId = String(options.requestId).slice(0, maxIdLength);
      const named = given[profileArgument];
      const profile =
        profiles.find((one) => one === named) ?? (profiles.length === 1 ? profiles[0] : undefined);
      const fields = { requestId, runId: randomUUID(), profile, action: name };
      const ofRun = log.child(fields).masking(maskOf(profile));
      const runLog = new RunLog(ofRun);
      const onEvent: typeof options.onEvent = (event) => {
        options.onEvent(event);
        runLog.take(event);
      };
      const ending = await calls.run(name, given, { ...options, onEvent });
      const code = ending.error?.code;
      const place = profiles.length > 1 && profile !== undefined ? ` for ${profile}` : "";
      ofRun.report(code === undefined ? "info" : "warn", `${name}${place}: ${endOf(ending)}`, { code });
      return ending;
    },
  };
}

function endOf(ending: Ending): string {
  const { error, summary } = ending;
  const plan = planOf(ending);
  const sum = summary === undefined ? [] : [sumLine(summary)];
  if (plan !== undefined) return planLine(plan);
  return [...(error === undefined ? [] : [`${error.code}.`]), ...sum].join(" ");
}
