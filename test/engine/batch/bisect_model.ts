/** A service that rejects a batch because of its bad rows, and the bisection of such a batch. */
import { expect } from "chai";
import { ConnectorError } from "../../../connector/index.js";
import type { CallResult } from "../../../connector/http/call_context.js";
import { bisectBatch } from "../../../connector/engine/batch/bisect.js";
import type { BisectBounds } from "../../../connector/engine/batch/bisect_limits.js";
import { response } from "../stub.js";

/** The limits that the shipped actions declare. */
export const bounds: BisectBounds = { maxCallsPerRow: 1, maxIdenticalErrors: 15, maxFailedCalls: 10 };

/** Result of a bisection. */
export interface Bisection {
  /** Positions of the rows that were accepted, or that failed with their whole request. */
  readonly settled: ReadonlySet<number>;
  /** Positions of stored rows, once per time that the row was stored. */
  readonly stored: readonly number[];
  /** Code and message of the other rows. */
  readonly rejected: ReadonlyMap<number, string>;
  /** Rows of each request after the first one. */
  readonly calls: readonly (readonly number[])[];
  readonly wholeRequest: ConnectorError | undefined;
}

/** Behavior of the service. */
export interface Behavior {
  /** Makes an error message from the bad rows and all rows of a request. A row is named as #3. */
  readonly say?: (bad: readonly number[], rows: readonly number[]) => string;
  readonly limits?: BisectBounds;
  /** Maximum number of rows that the service accepts in a request. */
  readonly maxRows?: number;
  /** Returns the outcome of the n-th request after the first one, whatever its rows. */
  readonly fails?: (n: number, rows: readonly number[]) => CallResult | undefined;
}

export const unnamed = () => "Request body is incorrect";
export const named = ([first]: readonly number[]) => `Row #${first} is bad`;

/** A request that failed after all attempts. */
export const unavailable: CallResult = {
  kind: "failed",
  error: new ConnectorError("ServiceFailed", "503", { status: 503 }),
  response: response({}, 503),
};

/** Bisects a batch with these bad rows. */
export async function isolated(
  count: number,
  badRows: Iterable<number>,
  { say = unnamed, limits = bounds, maxRows = count, fails = () => undefined }: Behavior = {},
): Promise<Bisection> {
  const bad = new Set(badRows);
  const settled = new Set<number>();
  const stored: number[] = [];
  const rejected = new Map<number, string>();
  const calls: number[][] = [];
  const judge = (rows: readonly number[]): CallResult => {
    const found = rows.filter((row) => bad.has(row));
    if (found.length === 0 && rows.length <= maxRows) {
      stored.push(...rows);
      return { kind: "succeeded", response: response({}) };
    }
    const error = new ConnectorError("Rejected", say(found, rows), { status: 400 });
    return { kind: "rejected", response: response({}, 400), error };
  };
  const once = (row: number) => {
    if (settled.has(row) || rejected.has(row)) throw new Error(`Row ${row} has a second result.`);
    return row;
  };
  const all = Array.from({ length: count }, (_none, row) => row);
  const first = judge(all) as Extract<CallResult, { kind: "rejected" }>;
  const { wholeRequest } = await bisectBatch(count, first, limits, {
    async send(rows) {
      calls.push([...rows]);
      return fails(calls.length, rows) ?? judge(rows);
    },
    settle: (rows) => rows.forEach((row) => settled.add(once(row))),
    reject: (rows, { code, message }) =>
      rows.forEach((row) => rejected.set(once(row), `${code}: ${message}`)),
    namedIn: (message, rows) => {
      const names = new Set([...message.matchAll(/#(\d+)/g)].map(([, name]) => Number(name)));
      return names.size === 0 ? [] : rows.filter((row) => names.has(row));
    },
  });
  expect(settled.size + rejected.size, "each row has a result").to.equal(count);
  return { settled, stored, rejected, calls, wholeRequest };
}

/** Picks some rows of a batch; the same ones for the same seed. */
export function chosen(rows: number, count: number, seed: number): Set<number> {
  let state = seed * 2_654_435_761;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const found = new Set<number>();
  while (found.size < count) found.add(Math.floor(next() * rows));
  return found;
}
