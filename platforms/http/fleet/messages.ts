/** The messages about jobs that workers run. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { Problem } from "../http_errors.js";
import { runErrors } from "../messages.js";

/** Errors about queued jobs. */
export const queueErrors = {
  unknownJob: () => runErrors.unknownJob("GET /jobs lists the jobs."),
  unfinishedJob: (id: string, state: string) =>
    new Problem(
      "NotFinished",
      `The job ${id} is ${state}.`,
      "Request the job until its status is succeeded, failed or cancelled, then its result.",
    ),
  unsentJob: () =>
    new ConnectorError("Cancelled", "The job was cancelled before a worker took it. Nothing was sent."),
} as const;
