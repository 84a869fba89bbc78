/** The formats of rows, recognized by the file name extension. */

/** json: envelopes. ndjson: one row per line. */
export type Form = "json" | "ndjson";

const endings: readonly [RegExp, Form][] = [
  [/\.(?:ndjson|jsonl)(?:\.gz)?$/i, "ndjson"],
  [/\.json(?:\.gz)?$/i, "json"],
];

/** Returns undefined for any other extension. */
export function formOf(path: string): Form | undefined {
  return endings.find(([pattern]) => pattern.test(path))?.[1];
}

/** Returns whether the file is compressed. */
export function isGzip(path: string): boolean {
  return /\.gz$/i.test(path);
}

/** Returns whether the extension is that of CSV, the one kind of table that is written. */
export function isTable(path: string): boolean {
  return /\.csv(?:\.gz)?$/i.test(path);
}
