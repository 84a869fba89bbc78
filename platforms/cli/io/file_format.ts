/** The forms in which rows come and go, told by the ending of a file's name. */

/** json: envelopes. ndjson: one row per line. */
export type Form = "json" | "ndjson";

const endings: readonly [RegExp, Form][] = [
  [/\.(?:ndjson|jsonl)(?:\.gz)?$/i, "ndjson"],
  [/\.json(?:\.gz)?$/i, "json"],
];

/** undefined for any other ending. */
export function formOf(path: string): Form | undefined {
  return endings.find(([pattern]) => pattern.test(path))?.[1];
}

/** Whether the file is to be packed. */
export function isGzip(path: string): boolean {
  return /\.gz$/i.test(path);
}
