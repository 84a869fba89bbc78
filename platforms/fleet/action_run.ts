/** Runs the action of a job as the command `run` would. */
import type { ClaimedRow, Declarations, JobOptions } from "../../connector/platform_api.js";
import { flagsOfOptions } from "../cli/option_flags.js";
import { runCommand } from "../cli/run/run.js";
import type { JobPorts } from "../cli/run/run_setup.js";
import type { Io } from "../shared/io.js";

/** Returns the exit code. @param path - file of the input */
export function runAction(
  job: ClaimedRow,
  path: string,
  declarations: Declarations,
  io: Io,
  ports: JobPorts,
): Promise<number> {
  const { action, format, options: given } = job;
  const hasJournal = given["dry_run"] !== true && declarations.actions.get(action)?.batch !== undefined;
  const options = {
    input: path,
    ...(format === null ? {} : { format }),
    ...(hasJournal ? { journal: job.workflow } : {}),
    ...flagsOfOptions({ ...given, ...timeLeft(job) }),
  };
  return runCommand(action, options as Parameters<typeof runCommand>[1], io, ports);
}

/** The deadline of a job counts from its first start, also if another worker continues the job. */
function timeLeft({ options, since_start_ms }: ClaimedRow): JobOptions {
  const { deadline_ms } = options;
  if (deadline_ms === undefined) return {};
  return { deadline_ms: Math.max(1, Math.floor(Number(deadline_ms) - Number(since_start_ms))) };
}
