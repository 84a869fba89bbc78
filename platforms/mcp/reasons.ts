/** Says why rows failed, in few lines: equal reasons stand once, with their rows. */
import {
  type ActionDescription,
  type ActionOutput,
  at,
  type JsonObject,
  type Plan,
} from "../../connector/index.js";
import { rowFailure } from "../shared/row_failure.js";

/** Most reasons that are told, and most rows that are named with one. */
const mostTold = 5;

/** Longest reason, in characters: it may hold the service's words. */
const longestReason = 500;

/** The first reasons; nothing for an action without rows, or where none failed. Rows count from 1. */
export function reasonLines({ results }: ActionDescription, output: ActionOutput | undefined): string[] {
  if (results === undefined || output === undefined) return [];
  const rows = (at(output.json_body, results.items) ?? []) as JsonObject[];
  return linesOf("Failed", rows.entries(), results);
}

/** The same for rows that would be rejected. */
export function plannedLines({ results }: ActionDescription, { findings }: Plan): string[] {
  if (results === undefined) return [];
  const refused = findings.flatMap((finding): [number, JsonObject][] =>
    finding.kind === "refused" ? [[finding.row, finding.result]] : [],
  );
  return linesOf("Would be rejected", refused, results);
}

function linesOf(
  what: string,
  rows: Iterable<[number, JsonObject]>,
  results: NonNullable<ActionDescription["results"]>,
): string[] {
  const byReason = new Map<string, number[]>();
  for (const [index, row] of rows) {
    const words = rowFailure(row, results);
    if (words === undefined) continue;
    const reason = shortened(words);
    const failed = byReason.get(reason);
    if (failed === undefined) byReason.set(reason, [index + 1]);
    else failed.push(index + 1);
  }
  return byReason.size === 0 ? [] : [`${what}, with rows counted from 1:`, ...firstOf(byReason)];
}

function firstOf(byReason: ReadonlyMap<string, readonly number[]>): string[] {
  const lines = [...byReason].slice(0, mostTold).map(([reason, rows]) => `- ${rowsText(rows)}: ${reason}`);
  const more = byReason.size - lines.length;
  return more === 0 ? lines : [...lines, `- and ${more} more reasons`];
}

function shortened(text: string): string {
  return text.length <= longestReason ? text : `${text.slice(0, longestReason)}…`;
}

function rowsText(rows: readonly number[]): string {
  const named = rows.slice(0, mostTold).join(", ");
  const more = rows.length - mostTold;
  return `${rows.length === 1 ? "row" : "rows"} ${named}${more > 0 ? ` and ${more} more` : ""}`;
}
