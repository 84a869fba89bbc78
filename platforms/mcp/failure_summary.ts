/** Reports why rows failed, in few lines: equal reasons are merged and list their rows. */
import {
  type ActionDescription,
  type ActionOutput,
  getAt,
  type JsonObject,
  type Plan,
} from "../../connector/platform_api.js";
import { quoted } from "../../connector/contract/visible_text.js";
import { rowReason } from "../shared/row_failure.js";
import { headings } from "./messages.js";

/** Highest number of reported reasons, and of rows that are listed per reason. */
const maxReported = 5;

/** Returns the first reasons; empty for an action without rows, or if none failed. Rows count from 1. */
export function reasonLines({ results }: ActionDescription, output: ActionOutput | undefined): string[] {
  if (results === undefined || output === undefined) return [];
  const rows = (getAt(output.json_body, results.items) ?? []) as JsonObject[];
  return linesOf(headings.failed, rows.entries(), results);
}

/** Returns the same for rows that would be rejected. */
export function plannedLines({ results }: ActionDescription, { findings }: Plan): string[] {
  if (results === undefined) return [];
  const rejected = findings.flatMap((finding): [number, JsonObject][] =>
    finding.kind === "rejected" ? [[finding.row, finding.result]] : [],
  );
  return linesOf(headings.rejected, rejected, results);
}

function linesOf(
  first: string,
  rows: Iterable<[number, JsonObject]>,
  results: NonNullable<ActionDescription["results"]>,
): string[] {
  const byReason = new Map<string, number[]>();
  for (const [index, row] of rows) {
    const words = rowReason(row, results);
    if (words === undefined) continue;
    const reason = quoted(words);
    const failed = byReason.get(reason);
    if (failed === undefined) byReason.set(reason, [index + 1]);
    else failed.push(index + 1);
  }
  return byReason.size === 0 ? [] : [first, ...firstOf(byReason)];
}

function firstOf(byReason: ReadonlyMap<string, readonly number[]>): string[] {
  const lines = [...byReason].slice(0, maxReported).map(([reason, rows]) => `- ${rowsText(rows)}: ${reason}`);
  const more = byReason.size - lines.length;
  return more === 0 ? lines : [...lines, `- and ${more} more reasons`];
}

function rowsText(rows: readonly number[]): string {
  const named = rows.slice(0, maxReported).join(", ");
  const more = rows.length - maxReported;
  return `${rows.length === 1 ? "row" : "rows"} ${named}${more > 0 ? ` and ${more} more` : ""}`;
}
