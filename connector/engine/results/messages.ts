/** Messages to users about results that the service returns. Messages about one row begin after its code. */
import { saidBy } from "../../contract/visible_text.js";

/** Longest part of a text of the service that is quoted, in characters. */
const maxLength = 2000;

/** Why a row that was accepted has no result of its own. */
export const unpairedMessages = {
  missing:
    "the service accepted the call but returned no result that certainly belongs to this row; send it again.",
  contradicting:
    "the service returned several results for this row, and they contradict each other; look the row up in the service.",
  shared:
    "the call held several rows with this value, and the results do not show which is this row's; look the row up in the service.",
} as const;

/** Why a result that the service returned was not used. */
export const unusedReasons = {
  noRow: "naming no row",
  contradicting: "contradicting another result of the same row",
  shared: "fitting several rows",
  repeated: "repeating another result",
} as const;

/** Messages about results. */
export const resultMessages = {
  /** @param reason - reason in the result */
  contradictsItself: (reason: string) =>
    `the service reports success and a reason for a failure; look the row up in the service. ${saidBy("the service", reason, maxLength)}`,

  /** @param finding - what is wrong with the form */
  unknownForm: (finding: string) => `the service returned a result of unknown form; ${finding}`,

  /** @param said - what {@link said} returns for the body */
  unknownResponse: (said: string) => `the call was accepted, but the response has an unknown form; ${said}`,

  someFailed: (status: number) =>
    `the service reports that some rows failed (${status}), but not which; look the row up.`,

  otherOrder:
    "the service returned the results in another order, and none certainly belongs to this row; look the row up.",

  otherCount: (results: number, rows: number) =>
    `the service returned ${results} results for ${rows} rows, and none certainly belongs to this row; look the row up.`,

  /** @param said - what {@link said} returns for the errors */
  strayError: (said: string) => `the service reported an error without naming a row; ${said}`,

  /** @param words - text of the service; may be empty */
  said: (words: string) =>
    words === "" ? "the service returned no reason." : saidBy("the service", words, maxLength),

  /** @param counts - how many results there are for each of {@link unusedReasons} */
  unused(counts: ReadonlyMap<string, number>): string {
    const parts = [...counts].map(([why, count]) => `${count} ${why}`);
    return `The service returned results that were not used: ${parts.join(", ")}.`;
  },
} as const;
