/** Messages to users about journals. */
import { ConnectorError } from "../../contract/errors.js";

const mismatch = (message: string) => new ConnectorError("JournalMismatch", message);
const unwritable = (message: string) => new ConnectorError("JournalUnwritable", message);

/** Errors about the options that name a journal. */
export const journalOptionErrors = {
  twoPlaces: () =>
    new ConnectorError("InvalidOption", "journal and journalDir exclude each other; set one of them."),
  keepWithoutFolder: () =>
    new ConnectorError("InvalidOption", "keepJournals has an effect only together with journalDir."),
} as const;

/** Errors about a journal. */
export const journalErrors = {
  /** @param code - code of the system's error */
  noFolder(folder: string, code: string) {
    if (code === "EEXIST") return unwritable(`${folder} is a file, and not a folder for journals.`);
    if (code === "ENOTDIR")
      return unwritable(`${folder} is not a folder for journals, because a part of its path is a file.`);
    return unwritable(`The folder ${folder} cannot be created (${code}).`);
  },

  /** @param reason - code or message of the system's error */
  unwritable: (path: string, reason: string) =>
    unwritable(`The journal ${path} cannot be written (${reason}).`),

  lockNotAFile: (path: string) => unwritable(`The lock ${path} is not a regular file. Remove it.`),

  /** @param path - of the lock */
  inUse: (path: string, pid: number) =>
    new ConnectorError("JournalInUse", `The journal is in use by process ${pid}, as ${path} says.`),

  /**
   * @param path - of the lock
   * @param seconds - after which the lock of a dead process expires
   */
  inUseElsewhere: (path: string, pid: number, host: string, seconds: number) =>
    new ConnectorError(
      "JournalInUse",
      `The journal is in use by process ${pid} on ${host}, in another container or on another machine, as ${path} says. If that process is gone, the lock expires ${seconds} seconds after its last renewal.`,
    ),

  otherInput: () => mismatch("The journal belongs to another input, or the input was changed."),

  /** @param part - what differs: the action, or a part of the target */
  otherPart: (part: string, found: string, own: string) =>
    mismatch(`The journal belongs to another ${part} (${found}, not ${own}).`),

  notAJournal: () => mismatch("The file is not a journal of this connector; it was not changed."),

  /** @param from - position of the line in the file, in bytes */
  damagedAt: (from: number) =>
    new ConnectorError(
      "JournalDamaged",
      `The journal is damaged at byte ${from}: the line there is not as it was written.`,
    ),
} as const;

/** Warnings about a journal. */
export const journalWarnings = {
  notDeleted: (why: string) =>
    `The finished journal could not be deleted. Delete it, or the next run of the same input sends nothing. ${why}`,
  notClosed: (why: string) => `The journal could not be closed. ${why}`,
  /** @param isForeign - whether the file belongs to another user */
  writableByOthers(path: string, isForeign: boolean): string {
    const why = isForeign ? "belongs to another user" : "can be written by other users";
    return `The journal ${path} ${why}, who can change which rows are sent; use a journal in a folder of your own.`;
  },
} as const;

/** Why a file cannot be a journal. */
export const notARegularFile = "not a regular file";

/** The message for a row that must not be sent twice. */
export const lostResponse =
  "an earlier run sent this row and ended before the response; look it up before you send it again.";
