/** A service that rejects a batch for its bad rows, and the isolation of those rows at it. */
import { expect } from "chai";
import { ConnectorError } from "../../../connector/index.js";
import type { CallResult } from "../../../connector/http/call_context.js";
import { bisectBatch } from "../../../connector/engine/batch/bisect.js";
import type { BisectBounds } from "../../../connector/engine/batch/bisect_limits.js";
import { response } from "../stub.js";

/** As the shipped actions declare them. */
export const bounds: BisectBounds = { maxCallsPerRow: 1, maxIdenticalErrors: 15, maxFailedCalls: 10 };

/** What an isolation came to. */
export interface Bisection {
  /** Rows that were accepted, or that failed with the call that held them. */
  readonly settled: ReadonlySet<number>;
  /** Rows that were stored, once for each time. */
  readonly stored: readonly number[];
  /** Code and message of the other rows. */
  readonly rejected: ReadonlyMap<number, string>;
  /** The rows of each call after the first one. */
  readonly calls: readonly (readonly number[])[];
  readonly wholeRequest: ConnectorError | undefined;
}

/** How the service behaves. */
export interface Behavior {
  /** Words for a call: its bad rows, then all its rows. A row is named as #3. */
  readonly say?: (bad: readonly number[], rows: readonly number[]) => string;
  readonly limits?: BisectBounds;
  /** Most rows that the service accepts in a call. */
  readonly maxRows?: number;
  /** What the n-th call after the first one comes to, whatever its rows. */
  readonly fails?: (n: number, rows: readonly number[]) => CallResult | undefined;
}

export const unnamed = () => "Request body is incorrect";
export const named = ([first]: readonly number[]) => `Row #${first} is bad`;

/** A call that failed after all its attempts. */
export const unavailable: CallResult = {
  kind: "failed",
  error: new ConnectorError("ServiceFailed", "503", { status: 503 }),
  response: response({}, 503),
};

/** Isolates bad rows of a batch. */
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
