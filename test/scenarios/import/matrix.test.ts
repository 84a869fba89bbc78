/**
 * Every fault × {first, middle, last call} × {once, that call each time, everything from then on}, compared with the
 * simulator's own count. Calls are sequential, so that each figure is exact; then concurrent, if the figures depend
 * on the order of arrival, and the test asserts what must always hold.
 */
import { expect } from "chai";
import { type Aim, batchRows, batches, importWith, type Outcome } from "./matrix_bench.js";
import { type Entry, entries } from "./matrix_faults.js";

/** once: one attempt. call: all attempts of that call. all: every attempt from then on. */
type Occurrence = "once" | "call" | "all";
/** Numbers of the first, a middle and the last call. */
const positions = [1, 3, batches] as const;

function aimOf(entry: Entry, occurrence: Occurrence, first: number): Aim {
  if (occurrence === "all") return { first };
  return { first, times: occurrence === "once" ? 1 : entry.attempts };
}

/** Outcome of one call according to the contract. */
interface Fate {
  readonly attempts: number;
  readonly stored: boolean;
  /** Codes of its rows in order; null for success. */
  readonly codes: readonly (string | null)[];
  readonly fails: boolean;
}

const sameCodes = (code: string | null, count = batchRows) => Array<string | null>(count).fill(code);
const well: Fate = { attempts: 1, stored: true, codes: sameCodes(null), fails: false };
const neverSent: Fate = { attempts: 0, stored: false, codes: sameCodes("NotSent"), fails: false };

function hitFate(entry: Entry, occurrence: Occurrence): Fate {
  const { attempts, processed, code, rows, status } = entry;
  if (attempts > 1 && occurrence === "once") return { ...well, attempts: 2 };
  const isReported = code === undefined ? [] : sameCodes(code, rows);
  const codes = [...isReported, ...sameCodes(null, batchRows - isReported.length)];
  const hasResult = processed && attempts === 1 && status === 200;
  return { attempts, stored: processed, codes, fails: !hasResult };
}

/** Returns the outcomes of all calls, in order. */
function fatesOf(entry: Entry, occurrence: Occurrence, first: number): Fate[] {
  const hit = hitFate(entry, occurrence);
  return Array.from({ length: batches }, (_none, i) => {
    if (i + 1 < first) return well;
    if (i + 1 === first) return hit;
    if (entry.ends && hit.fails) return neverSent;
    return occurrence === "all" ? hit : well;
  });
}

const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);

/** The status over all calls, or the thrown code if nothing responded. */
function endOf(entry: Entry, fates: readonly Fate[]): { status: number; thrown: string | undefined } {
  const failed = fates.some(({ fails }) => fails);
  const accepted = fates.some(({ fails, attempts }) => attempts > 0 && !fails);
  if (accepted) return { status: failed ? 207 : 200, thrown: undefined };
  return entry.status === undefined
    ? { status: 0, thrown: entry.code }
    : { status: entry.status, thrown: undefined };
}

function wanted(entry: Entry, occurrence: Occurrence, first: number) {
  const fates = fatesOf(entry, occurrence, first);
  const made = sum(fates.map(({ attempts }) => attempts));
  const hits = Math.min(made - first + 1, aimOf(entry, occurrence, first).times ?? made);
  const detoured = typeof entry.fault === "string" ? hits : 0;
  const codes = fates.flatMap((fate) => fate.codes);
  const succeeded = codes.filter((code) => code === null).length;
  return {
    codes,
    stored: fates.flatMap(({ stored }, i) => (stored ? valuesOfBatch(i) : [])),
    callsSeen: made - detoured,
    callsNotSeen: detoured,
    strayed: 0,
    repeats: made - fates.filter(({ attempts }) => attempts > 0).length,
    ...endOf(entry, fates),
    hasError: fates.every(({ attempts, fails }) => attempts === 0 || fails) && entry.status !== undefined,
    tokenRequests: entry.tokens ?? 1,
    throttled: 0,
    waited: true,
    summary: {
      rows: codes.length,
      succeeded,
      failed: codes.length - succeeded,
      notSent: codes.filter((code) => code === "NotSent").length,
      calls: made,
    },
  };
}

const valuesOfBatch = (index: number) =>
  Array.from({ length: batchRows }, (_none, i) => `host-${index * batchRows + i}.example`);

/** Returns the code of a row; null for a success. */
function codesOf({ results }: Outcome): (string | null)[] {
  return results.map(({ isFailed, failureReason }) =>
    isFailed === true ? (String(failureReason).split(":")[0] ?? "") : null,
  );
}

function seen(entry: Entry, outcome: Outcome, first: number) {
  const { error, output, requests, stored, detoured, strayed, tokenRequests } = outcome;
  const summary = summaryOf(outcome);
  const reached = new Set(stored.map(({ indicatorValue }) => indicatorValue)).size;
  expect(reached, "no row is stored twice").to.equal(stored.length);
  return {
    codes: codesOf(outcome),
    stored: stored.map(({ indicatorValue }) => indicatorValue),
    callsSeen: requests.length,
    callsNotSeen: detoured,
    strayed,
    repeats: requests.length + detoured - callsBegun(outcome),
    status: output.status_code,
    thrown: error?.code,
    hasError: Object.hasOwn(output.json_body as object, "error"),
    tokenRequests,
    throttled: requests.filter(({ throttled }) => throttled).length,
    waited: hasWaited(entry, outcome, first),
    summary,
  };
}

/** Calls with rows that do not say that they were never sent. */
function callsBegun(outcome: Outcome): number {
  return codesOf(outcome).filter((code, i) => i % batchRows === 0 && code !== "NotSent").length;
}

function summaryOf({ events }: Outcome) {
  const last = events.at(-1);
  if (last?.type !== "summary") throw new Error("the last event is the summary");
  const { rows, succeeded, failed, notSent, calls } = last;
  return { rows, succeeded, failed, notSent, calls };
}

/**
 * Returns whether the retry came at an allowed time; true if there is none, or if the simulator did not receive the
 * attempt.
 */
function hasWaited({ fault, waitMs }: Entry, { requests }: Outcome, first: number): boolean {
  const [hit, next] = [requests[first - 1], requests[first]];
  if (waitMs === undefined || typeof fault === "string" || hit === undefined || next === undefined)
    return true;
  const waited = Math.round(next.at - hit.at);
  return waited >= waitMs[0] && waited <= waitMs[1];
}

/** Checks that the results are in row order, and that rows reported as imported are stored with the reported id. */
function expectHonest({ given, results, stored }: Outcome): void {
  expect(results.length).to.equal(given.length);
  const ids = new Map(stored.map(({ indicatorValue, id }) => [indicatorValue, id]));
  for (const [i, { id, indicator, isFailed }] of results.entries()) {
    expect(String(indicator).toLowerCase()).to.equal(given[i]?.["indicatorValue"]);
    if (isFailed !== true) expect(id).to.equal(ids.get(String(indicator).toLowerCase()));
    else expect(id).to.equal(null);
  }
}

/** Codes of rows that may be stored although they did not succeed. */
const doubtful = new Set(["OutcomeUnknown", "MissingResult"]);

/** Checks that a stored row succeeded, or has an unknown outcome. */
function expectNoSecretStore(outcome: Outcome): void {
  const isIn = new Set(outcome.stored.map(({ indicatorValue }) => indicatorValue));
  for (const [i, code] of codesOf(outcome).entries()) {
    if (code !== null && !doubtful.has(code))
      expect(isIn.has(`host-${i}.example`), `row ${i} is in and says ${code}`).to.equal(false);
  }
}

interface Cell {
  readonly occurrence: Occurrence;
  readonly first: number;
  readonly outcome: Outcome;
}

/** The imports of one fault; each has a separate clock, so they need not wait for each other. */
function cellsOf(entry: Entry, tried: readonly Occurrence[], concurrency: number): Promise<Cell[]> {
  const imports = tried.flatMap((occurrence) =>
    positions.map(async (first) => {
      const outcome = await importWith(entry, aimOf(entry, occurrence, first), concurrency);
      return { occurrence, first, outcome };
    }),
  );
  return Promise.all(imports);
}

describe("import: matrix of faults, one call after the other", () => {
  for (const entry of entries) {
    it(`handles ${entry.name}: once, each time, from then on`, async () => {
      for (const { occurrence, first, outcome } of await cellsOf(entry, ["once", "call", "all"], 1)) {
        expectHonest(outcome);
        const cell = { occurrence, first };
        expect({ ...cell, ...seen(entry, outcome, first) }).to.deep.equal({
          ...cell,
          ...wanted(entry, occurrence, first),
        });
      }
    });
  }
});

describe("import: matrix of faults, three calls at once", () => {
  for (const entry of entries) {
    it(`handles ${entry.name}: once, from then on`, async () => {
      for (const { occurrence, first, outcome } of await cellsOf(entry, ["once", "all"], 3)) {
        const { requests, detoured, strayed, stored } = outcome;
        const attempts = requests.length + detoured;
        const cell = `${occurrence}, call ${first}`;
        expectHonest(outcome);
        expectNoSecretStore(outcome);
        const hit = hitFate(entry, occurrence);
        const events = [null, ...hit.codes, ...(entry.ends ? ["NotSent"] : [])];
        expect(events, cell).to.include.members(codesOf(outcome));
        expect(summaryOf(outcome).calls, cell).to.equal(attempts);
        expect(requests.filter(({ throttled }) => throttled).length + strayed, cell).to.equal(0);
        if (occurrence === "once" && !hit.fails) expect(attempts, cell).to.equal(batches + hit.attempts - 1);
        if (hit.codes.every((code) => code === null))
          expect(stored.length, cell).to.equal(batches * batchRows);
      }
    });
  }
});
