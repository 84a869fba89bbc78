/** Passes the events of a run to its client, to the log and to the metrics. */
import type { RunEvent } from "../../connector/platform_api.js";
import { RunLog } from "../shared/log/run_log.js";
import { type Access, logFieldsOf } from "./access.js";
import type { RunEventLog } from "./run_events.js";
import type { ServiceContext } from "./service_context.js";

/**
 * Returns the listener of a run.
 * @param access - the request of the run. Its profile is known at the first event
 */
export function observer(
  events: RunEventLog,
  access: Access,
  { connector, log, metrics, settings }: ServiceContext,
): (event: RunEvent) => void {
  let runLog: RunLog | undefined;
  const newRunLog = (profile: string): RunLog => {
    // The secrets of the run, also after a reload.
    const asset = settings.current.profiles.assetOf(profile) ?? {};
    return new RunLog(log.child(logFieldsOf(access)).masking((text) => connector.masked(text, asset)));
  };
  return (event) => {
    const { action = "", profile = "" } = access;
    runLog ??= newRunLog(profile);
    events.listener(event);
    runLog.take(event);
    metrics.take(event, { action, profile });
  };
}
