/** The summary of a job, in Markdown. Values of rows and of services are shown as text only. */
import { printable } from "../shared/printable.js";
import { outputMessages } from "./messages.js";

/** A failed row. */
export interface FailedRow {
  /** Position in the input, from 1. */
  readonly row: number;
  readonly reason: string;
}

/** The end of a run. */
export interface RunEnd {
  readonly title: string;
  /** How the run ended, in one sentence. */
  readonly outcome: string;
  readonly failed: readonly FailedRow[];
  readonly warnings: readonly string[];
}

/** Highest number of rows in the summary. */
const maxRows = 50;

/** Longest cell, in characters. */
const maxCellLength = 300;

/** Returns the summary. */
export function jobSummary({ title, outcome, failed, warnings }: RunEnd): string {
  const rest = failed.length - maxRows;
  const rows = failed.slice(0, maxRows).map(({ row, reason }) => `| ${row} | ${cell(reason)} |`);
  return [
    `### ${cell(title)}`,
    "",
    cell(outcome),
    ...(rows.length === 0 ? [] : ["", "| row | reason |", "|---|---|", ...rows]),
    ...(rest > 0 ? ["", outputMessages.moreFailed(rest)] : []),
    ...(warnings.length === 0 ? [] : ["", ...warnings.map((warning) => `- ${cell(warning)}`)]),
    "",
  ].join("\n");
}

/** Every character that has a meaning in Markdown or HTML becomes an entity, so that no link or image is made. */
function cell(text: string): string {
  const line = printable(text);
  const shown = line.length > maxCellLength ? `${line.slice(0, maxCellLength)}…` : line;
  return shown.replace(/[^\p{L}\p{N} …]/gu, (character) => `&#${character.codePointAt(0)};`);
}
