/** The table that the benchmark prints. */

/** One line of the table. */
export interface Line {
  readonly what: string;
  readonly measured: string;
  /** Ratio to the other side of the same run. */
  readonly ratio?: number;
  /** The target. */
  readonly wanted?: string;
}

/** Returns the table as Markdown for the documentation. */
export function asTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, measured, ratio, wanted = "" }) => [
    what,
    measured,
    ratio === undefined ? "" : ratio.toFixed(2),
    wanted,
  ]);
  const cells = [["Measure", "Result: median (min–max)", "Ratio", "Target"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const [head = "", ...body] = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  return [head, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body].join("\n");
}
