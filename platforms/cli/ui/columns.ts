/** Lays text out in columns that fit the terminal. */
import type { Output } from "../../shared/io.js";

const defaultWidth = 100;
const leastWidth = 60;
const gap = 2;

/** Characters that a line may have. */
export function widthOf(output: Output): number {
  return Math.max(leastWidth, Math.min(output.columns ?? defaultWidth, 120));
}

/** Two columns; the second one is wrapped beside the first. */
export function twoColumns(
  rows: readonly (readonly [string, string])[],
  width: number,
  indent = 0,
): string[] {
  const left = Math.max(0, ...rows.map(([name]) => name.length)) + gap;
  return rows.flatMap(([name, text]) =>
    wrap(text, width - left - indent).map((line, i) =>
      `${" ".repeat(indent)}${(i === 0 ? name : "").padEnd(left)}${line}`.trimEnd(),
    ),
  );
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd((widths[i] ?? 0) + gap))
      .join("")
      .trimEnd(),
  );
}

/** Lines of at most that length, broken at blanks; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The text cut to that length, with a sign that it was. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
