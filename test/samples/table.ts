/** Prints the results as a table. */
import type { FolderResult } from "./check_folder.js";

/** Writes a line to standard output. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

const counted = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts].toSorted((one, other) => other[1] - one[1]).map(([reason, count]) => `${count} ${reason}`);

/** Returns one line per folder, followed by the reasons for values without a row. */
export function table(results: readonly FolderResult[]): string {
  const head = ["folder", "files", "not feeds", "items", "rows", "values", "taken or changed", "%"];
  const lines = results.map((each) => [
    ...[each.folder, each.files, each.notFeeds, each.items, each.rows, each.counted, each.taken].map(String),
    each.counted === 0 ? "-" : ((100 * each.taken) / each.counted).toFixed(2),
  ]);
  const widths = head.map((title, index) =>
    Math.max(...[head, ...lines].map((line) => line[index]?.length ?? 0), title.length),
  );
  const formatted = [head, ...lines].map((line) =>
    line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "),
  );
  return [...formatted, "", ...results.flatMap(reasons)].join("\n");
}

function reasons({ folder, reasons: without, uncounted }: FolderResult): string[] {
  return [
    ...(without.size === 0 ? [] : [`${folder}, values without a row: ${counted(without).join("; ")}`]),
    ...(uncounted.size === 0 ? [] : [`${folder}, not counted as values: ${counted(uncounted).join("; ")}`]),
  ];
}
