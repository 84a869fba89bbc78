/** The error codes of the shared database and of jobs, a part of the table of all codes. */
export const sharedErrorTable = {
  DatabaseUnreachable: {
    kind: "network",
    retryable: true,
    hint: "Check the address in DEFENDER_DATABASE_URL, the network, and whether PostgreSQL runs.",
  },
  DatabaseRejected: {
    kind: "auth",
    retryable: false,
    hint: "Correct user and password in DEFENDER_DATABASE_URL, or grant the user the tables of the fleet.",
  },
  DatabaseSchema: {
    kind: "config",
    retryable: false,
    hint: "Run defender-indicators migrate with the same database, then run the command again.",
  },
  DatabaseFailed: {
    kind: "service",
    retryable: true,
    hint: "Read the log of PostgreSQL for the cause, then run the command again.",
  },
  UnknownJob: { kind: "input", retryable: false, hint: "List the jobs with defender-indicators jobs list." },
  JobConflict: {
    kind: "input",
    retryable: false,
    hint: "Choose another id, or leave it out. Nothing was queued.",
  },
  JobNotFinished: {
    kind: "input",
    retryable: true,
    hint: "Look at the job with defender-indicators jobs show, and ask again when it has ended.",
  },
  JobStateInvalid: {
    kind: "input",
    retryable: false,
    hint: "Look at the job with defender-indicators jobs show. Nothing was changed.",
  },
  JobLost: {
    kind: "service",
    retryable: true,
    hint: "The other worker finishes the job. Nothing is to be done.",
  },
  JobKillsWorker: {
    kind: "service",
    retryable: false,
    hint: "Read the logs of the workers for the cause, correct the input, then retry the job.",
  },
  MissingProfile: {
    kind: "config",
    retryable: false,
    hint: "Add the profile to the configuration of the workers, then retry the job.",
  },
} as const;
