/** Rows of jobs, and the comparison of their results with what the service stored. */

/** A row of an import. */
export interface JobRow {
  readonly indicatorValue: string;
  readonly [field: string]: string;
}

interface Result {
  readonly indicator: string;
  readonly isFailed: boolean;
}

/** Of so many rows, one is not valid. */
export const badEvery = 10;

/** Returns rows with values that no other job has. */
export function jobRows(job: string, count: number): JobRow[] {
  return Array.from({ length: count }, (_, i) => ({
    indicatorValue: i % badEvery === badEvery - 1 ? `not a domain ${i}` : `${job}-${i}.bad.example`,
    indicatorType: "DomainName",
    action: "Block",
    title: "t",
    description: "d",
  }));
}

/** Returns the rows as lines. */
export function ndjson(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/**
 * Counts the rows without exactly one result in their order, those with another result than the row deserves, and
 * those that the service stored, or did not store, other than the result says.
 *
 * @param output - what `jobs result` printed
 * @param stored - values in the tenant of the job
 */
export function wrongRows(rows: readonly JobRow[], output: string, stored: ReadonlySet<string>): number {
  const lines = output.split("\n").filter((line) => line !== "");
  const results = lines.map((line) => JSON.parse(line) as Result);
  const wrong = rows.filter(({ indicatorValue }, i) => {
    const result = results[i];
    const isFailed = i % badEvery === badEvery - 1;
    const isRight = result?.indicator === indicatorValue && result.isFailed === isFailed;
    return !isRight || stored.has(indicatorValue) === isFailed;
  });
  return wrong.length + Math.max(0, results.length - rows.length);
}
