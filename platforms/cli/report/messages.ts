/** The texts of a report. */
import type { RunEnd, Totals } from "./report_types.js";

/** What to do if the report could not be written. */
export const lostReportHint =
  "The run itself is not affected. Free some space, or set a file that can be written.";

/** Texts of the charts. */
export const chartTexts = {
  none: "None.",
  more: (words: number, rows: number): string =>
    `${count(words, "further value")} with ${count(rows, "row")}.`,
  window: (calls: number, fromSeconds: number): string =>
    `${count(calls, "call")} in the window that begins ${count(fromSeconds, "second")} after the first call`,
  timeline(shown: { name: string; limit: number; seconds: number; highest: number; size: number }): string {
    const { name, limit, seconds, highest, size } = shown;
    const window = seconds === 60 ? "minute" : count(seconds, "second");
    const bars = size === 1 ? "" : ` Each bar is the highest of ${size} windows.`;
    const limits = `The rate limit ${name} allows ${count(limit, "call")} per ${window}, shown as a line.`;
    return `${limits} The highest number was ${highest}.${bars}`;
  },
} as const;

/** Titles of the tables, by their key in the data. */
export const tableTitles = {
  failed: "Failed rows",
  changed: "Changed items",
  skipped: "Skipped items",
} as const;

/** Names of the totals, in the order in which they are shown. */
export const totalNames = {
  items: "items",
  taken: "taken",
  changed: "changed",
  skipped: "skipped",
  rows: "rows",
  succeeded: "succeeded",
  failed: "failed",
  notSent: "not sent",
} as const satisfies Record<keyof Totals, string>;

/** Texts of the page. */
export const pageTexts = {
  noScript:
    "The tables need JavaScript. The data of the tables is in this file, in the element with the id data.",
  omitted: (entries: number): string =>
    `${count(entries, "more entry", "more entries")} of this kind: too many to list them here. The counts include them.`,
  errorCodes: (codes: readonly string[]): string => `Codes of failed calls: ${codes.join(", ")}.`,
  defanged:
    "Addresses are written so that they cannot be opened, for example hxxp://bad[.]example. Invisible characters are written as escapes, for example \\u202e.",
} as const;

/** How a run ended: everything went in, some things did not, or the run did not reach its end. */
export interface Outcome {
  readonly level: "good" | "part" | "bad";
  readonly text: string;
}

/** Returns how the run ended, for the top of the page. */
export function outcomeOf(end: RunEnd | undefined, { items, skipped, rows, succeeded }: Totals): Outcome {
  const isWhole = end?.isWhole !== false;
  const isComplete = end !== undefined && end.exitCode <= 1 && isWhole;
  const rest = rows - succeeded;
  const sentences = [
    isComplete ? "This run is complete." : "This run is incomplete.",
    isWhole ? "" : "The feed was not read to its end.",
    skipped === 0 ? "" : `${portion(skipped, items, "item")} skipped.`,
    rest === 0 ? "" : `${rest.toLocaleString("en")} of ${count(rows, "row")} did not succeed.`,
    rows > 0 && rest === 0 && skipped === 0 && isComplete ? "All rows succeeded." : "",
  ];
  const level = isComplete && end.exitCode === 0 ? (skipped + rest > 0 ? "part" : "good") : "bad";
  return { level, text: sentences.filter((sentence) => sentence !== "").join(" ") };
}

function portion(some: number, all: number, noun: string): string {
  return `${some.toLocaleString("en")} of ${count(all, noun)} ${some === 1 ? "was" : "were"}`;
}

function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${value.toLocaleString("en")} ${value === 1 ? noun : plural}`;
}
