/** The table that the bench prints. */

/** One line of it. */
export interface Line {
  readonly what: string;
  readonly measured: string;
  /** Against the other side of the same run. */
  readonly ratio?: number;
  /** The aim. */
  readonly wanted?: string;
}

/** As Markdown, so that it can go into the documents as it is. */
export function asTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, measured, ratio, wanted = "" }) => [
    what,
    measured,
    ratio === undefined ? "" : ratio.toFixed(2),
    wanted,
  ]);
  const cells = [["Measure", "Figure: median (least–most)", "Ratio", "Wanted"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const [head = "", ...body] = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  return [head, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body].join("\n");
}
