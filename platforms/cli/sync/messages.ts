/** The messages about sync files and syncs. */
import { type Change, ConnectorError } from "../../../connector/platform_api.js";

/** Faults of a sync file, beyond those of its form. */
export const fileFaults = {
  notAnObject: (path: string): string => `${path} must contain one JSON object, the sync.`,
  leaseNeedsEvery:
    'every is missing: the policy lease gives each row a life of three intervals. Add it, such as "every":"1h".',
  checkpointWith: (policy: string): string =>
    policy === "lease"
      ? "checkpoint cannot be combined with the policy lease: rows that a source still holds would expire. Remove checkpoint."
      : "checkpoint cannot be combined with the policy mirror: what is new since a time never shows what is gone. Remove checkpoint, or use the policy upsert.",
  onlyForActions: (place: string, key: string): string =>
    `${place}.${key} is for actions, and this source is a file. Remove it.`,
  assetWithProfile:
    "target.asset names an asset, and the profile is one too. Remove target.asset, or name no profile.",
} as const;

/** Errors about a sync file. */
export const syncFileErrors = {
  invalid: (faults: readonly string[]) => invalidFile(faults.join(" ")),
  notATarget: (action: string) => invalidFile(`target.action ${action} is not an action that syncs.`),
  noDefaults: (action: string) =>
    invalidFile(
      `defaults cannot be used: no mapping of feeds is declared for ${action}, so its sources contain rows that stay as they are. Remove defaults.`,
    ),
  notACheckpoint: (path: string) =>
    invalidFile(
      `The checkpoint ${path} was not written by a sync. Name another file, or remove it to read every source in full.`,
    ),
  noList: (action: string) =>
    new ConnectorError(
      "InvalidInput",
      `The action ${action} does not return a list, so it cannot be a source.`,
    ),
} as const;

function invalidFile(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message, {
    hint: "Correct the sync file; nothing was read and nothing was sent.",
  });
}

/** Why the sources are not complete, as the end of a sentence that begins with the name of the source. */
export const sourceFaults = {
  empty: "is empty, and the other sources or the last run are not",
  skipped: (items: number): string => `has ${items} items, and all of them were skipped`,
  notWhole: (name: string, why: string): string => `${name} was not read to its end: ${why}`,
  cut: "the input limits the list.",
  rejected: (name: string, status: string): string =>
    `${name} could not be read: the service responded ${status}.`,
  failed: (code: string, message: string): string => `could not be read to its end (${code}: ${message})`,
} as const;

/** Errors about the sources. */
export const sourceErrors = {
  tooLong: (name: string, rows: number) =>
    new ConnectorError(
      "InvalidInput",
      `${name} has more than ${rows} rows, which no target can hold. Nothing was sent.`,
    ),
} as const;

/** Words of the changes after their counts. */
export const changeWords: Readonly<Record<Change, string>> = {
  create: "to create",
  update: "to update",
  changeAction: "to change action",
  delete: "to delete",
  keep: "to keep",
  foreign: "foreign",
  overCapacity: "over capacity",
  rejected: "rejected",
};

/** Words of the changes that were carried out. */
export const doneWords = {
  create: "created",
  update: "updated",
  changeAction: "with a changed action",
  delete: "deleted",
} as const;

/** Texts of a plan. */
export const planTexts = {
  noChanges: "No changes",
  held: (rows: number): string => `${rows} held back`,
} as const;

/** Texts of the page of a plan. */
export const planPageTexts = {
  heading: (name: string): string => `Plan: ${name}`,
  outcome: (isHeld: boolean): string =>
    isHeld ? "Nothing is deleted: a guard holds the deletes back." : "This is a plan. Nothing was sent.",
  tables: {
    create: "Rows to create",
    update: "Rows to update",
    changeAction: "Changed actions",
    delete: "Rows to delete",
    foreign: "Rows of others",
    overCapacity: "Rows over capacity",
    rejected: "Rejected rows",
  } as Partial<Record<Change, string>>,
} as const;

/** Errors about a saved plan. */
export const planErrors = {
  notAPlan: (path: string) =>
    invalidOption(
      `${path} is not a plan of a sync, or it was edited. Make a new one with plan --sync FILE --out ${path}.`,
    ),
  fileChanged: (path: string) => stalePlan(`The sync file ${path} was changed after the plan was made.`),
  otherProfile: (path: string, planned: string | undefined, given: string | undefined) =>
    stalePlan(
      `${path} is a plan for ${planned === undefined ? "no profile" : `the profile ${planned}`}, and ${given === undefined ? "no profile is named" : `the profile ${given} is named`}.`,
    ),
  oneOf: () => invalidOption("Name either a plan or a sync file (--sync)."),
} as const;

function stalePlan(message: string): ConnectorError {
  return new ConnectorError("StalePlan", message, {
    hint: "Make a new plan and look at it. Nothing was sent.",
  });
}

/** What to do about files that could not be written. */
export const lostFileHints = {
  plan: "Nothing was sent. Set a file that can be written.",
  progress: "Free some space, or set a file that can be written.",
} as const;

/** Lines about a round. */
export const roundTexts = {
  incomplete: (fault: string): string => `${fault} Nothing is deleted for this reason.`,
  renewed: (rows: number): string =>
    `${rows} rows of the last complete pull are renewed, because a source is not complete.`,
  applied: (counts: string, failed: number): string => `Applied: ${counts}; ${failed} failed.`,
  failedRow: (key: string, reason: string): string => `  failed ${key}: ${reason}`,
  moreFailed: (rows: number): string => `  and ${rows} more failed rows.`,
} as const;

/** Errors of `watch`. */
export const watchErrors = {
  tooLong: () => invalidOption("The interval must be from one second to 24 days."),
  needsInterval: () => invalidOption("There is no interval. Set --every, or every in the sync file."),
} as const;

function invalidOption(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message);
}

/** Lines of `watch`. */
export const watchTexts = {
  begin: (name: string, at: string): string => `Round of ${name} at ${at}.`,
  failed: "The round failed; the next one follows.",
  next: (at: string): string => `The next round begins at ${at}.`,
  stopped: "Stopped.",
} as const;
