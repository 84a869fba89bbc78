/** Messages to users about jobs and workers. */
import { ConnectorError } from "../../connector/platform_api.js";

/** Follows the stored messages of a job that wrote more. */
export const messagesCut = "\nnote Messages: This job wrote further messages, which were not stored.\n";

/** Lines of workers in their log. */
export const workerLines = {
  started: (worker: string) => `Worker ${worker} takes jobs.`,
  requeued: (jobs: number) => `Returned ${jobs} jobs that no worker runs to the queue.`,
  failed: (workflow: string, code: string) => `job of ${workflow}: ${code}`,
  notReturned: (workflow: string) => `job of ${workflow}: could not be returned to the queue`,
  ended: (id: string, code: string | undefined) =>
    `job ${id}: ${code === undefined ? "ended" : `ended with ${code}`}`,
} as const;

/** What commands print about jobs and the schema of the database. */
export const fleetNotes = {
  profile: (id: string, profile: string) => `note Profile: The job ${id} ran with the profile ${profile}.\n`,
  /** @param from - version before the command */
  schema: (from: number, to: number) => `The schema has version ${to} ${from === to ? "already" : "now"}.\n`,
} as const;

/** Errors about jobs. */
export const fleetErrors = {
  unknownJob: (id: string) => new ConnectorError("UnknownJob", `There is no job ${JSON.stringify(id)}.`),

  conflict: (id: string) =>
    new ConnectorError(
      "JobConflict",
      `The job ${JSON.stringify(id)} exists with another input, action, profile, format, priority or option.`,
    ),

  notFinished: (id: string, state: string) =>
    new ConnectorError(
      "JobNotFinished",
      `The job ${JSON.stringify(id)} is ${state}, so it has no result yet.`,
    ),

  wrongState: (id: string, state: string, work: "cancelled" | "retried") =>
    new ConnectorError(
      "JobStateInvalid",
      `The job ${JSON.stringify(id)} is ${state}, so it cannot be ${work}.`,
    ),

  killsWorker: (attempts: number) =>
    new ConnectorError(
      "JobKillsWorker",
      `${attempts} workers ended while they ran this job. It is not started again.`,
    ),

  foreignJournal: () => new ConnectorError("JournalUnwritable", "A worker has journals for its jobs only."),

  missingProfile: (name: string) =>
    new ConnectorError(
      "MissingProfile",
      `The configuration of the worker has no profile ${JSON.stringify(name)}.`,
    ),

  severalInputs: (inputs: number) =>
    new ConnectorError("InvalidInput", `The file contains ${inputs} inputs, and a job has exactly one.`, {
      hint: "Submit one job for each input. Nothing was queued.",
    }),

  unsentSync: (id: string) =>
    new ConnectorError("Cancelled", `The sync ${id} was cancelled before a worker began it.`),

  eitherActionOrSync: () =>
    new ConnectorError(
      "InvalidOption",
      "Name either an action with its --input, or a sync file with --sync.",
      {
        hint: "Nothing was queued.",
      },
    ),

  noMeaning: (option: string, isSync: boolean) =>
    new ConnectorError(
      "InvalidOption",
      `The option ${option} has no meaning for ${isSync ? "a sync" : "an action"}.`,
      { hint: "Remove the option. Nothing was queued." },
    ),

  secretInSync: (place: string) =>
    new ConnectorError(
      "InvalidOption",
      `${place} in the sync file can be a secret. A sync file is stored in the database, and secrets are not.`,
      {
        hint: "Put the secret into the asset of the source, a file that each worker reads. Nothing was queued.",
      },
    ),

  noId: () =>
    new ConnectorError("InvalidOption", "This command needs the id of a job.", {
      hint: "List the jobs with defender-indicators jobs list.",
    }),

  badTimes: (cron: string) =>
    new ConnectorError("InvalidOption", `--cron ${JSON.stringify(cron)} does not name times.`, {
      hint: 'Write minute, hour, day of the month, month and day of the week, such as "0 * * * *" for every hour. Nothing was queued.',
    }),

  badProfile: () =>
    new ConnectorError(
      "InvalidOption",
      "--profile must be the name of one profile: up to 64 letters, digits, dots, hyphens and underscores.",
      { hint: "Submit one job for each profile. Nothing was queued." },
    ),

  badId: (max = 200) =>
    new ConnectorError("InvalidOption", `--id must have 1 to ${max} visible characters of ASCII.`, {
      hint: "Choose another id. Nothing was queued.",
    }),
} as const;
