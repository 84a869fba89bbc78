/** Lays text out in columns that fit the terminal. */
import type { Output } from "../../shared/io.js";

const defaultWidth = 100;
const leastWidth = 60;
const gap = 2;

/** Returns the number of characters per line. */
export function widthOf(output: Output): number {
  return Math.max(leastWidth, Math.min(output.columns ?? defaultWidth, 120));
}

/** Returns two columns; the second one is wrapped at its own margin. */
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

/** Returns columns as wide as their widest cell; the last column is not padded. */
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

/** Returns lines of at most that length, broken at blanks. A longer word gets its own line. */
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

/** Returns the text cut to that length, with an ellipsis if it was cut. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
