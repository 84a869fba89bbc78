// Shared by the tests of killed runs: one import with its files and its service, and the checks after it is
// resumed.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { type Simulator, startSimulator } from "../../../simulator/index.js";
import { type Gate, startGate } from "../../support/gate.js";
import { row, rows } from "../../support/rows.js";
import { canary, input, launch, type Launched, writer } from "../shared/process.js";

/** Rows per call and most concurrent calls, as the action declares. */
export const rowsOfCall = 500;
const maxConcurrency = 30;

/** Formats of input and output. */
export type Form = "json" | "ndjson" | "ndjson.gz";

/** Returns rows for that many calls: valid ones, rejected ones, duplicates, and rows with a new title. */
export function mixedRows(calls: number): JsonObject[] {
  return rows(calls * rowsOfCall - rowsOfCall / 2).map((one, n) => {
    if (n % 400 === 7) return { ...one, title: "" };
    if (n % 1000 === 999) return row(n - 990);
    return n === 1600 ? row(11, { title: "later" }) : one;
  });
}

/** Adds two rows that make the service reject their whole call. */
export function poisonedRows(calls: number): JsonObject[] {
  const hash = (n: number) => ({ indicatorType: "FileMd5", indicatorValue: `${n}`.padStart(32, "0") });
  const poisoned = new Set([700, 1300]);
  return mixedRows(calls).map((one, n) => (poisoned.has(n) ? { ...one, ...hash(n) } : one));
}

/** One import, its command, and everything that it leaves behind. */
export interface Import {
  readonly rows: readonly JsonObject[];
  readonly simulator: Simulator;
  /** Between the command and the service; the login does not pass through it. */
  readonly gate: Gate;
  readonly journal: string;
  readonly asset: string;
  readonly input: string;
  /** Starts the command, which is the same each time. */
  run(env?: Record<string, string>): Launched;
  /** Replaces the rows in the file that the command reads. */
  feed(given: readonly JsonObject[]): void;
  output(): Buffer;
  close(): Promise<void>;
}

/** The service rejects a call with an MD5 hash in it without a reason, and accepts calls at any rate. */
export async function openImport(given: readonly JsonObject[], form: Form): Promise<Import> {
  const folder = mkdtempSync(join(tmpdir(), "crash-"));
  const settings = {
    enforceRateLimit: false,
    acceptMd5: false,
    semanticFaults: "whole",
    unnamedErrors: true,
  } as const;
  const simulator = await startSimulator({ apps: [writer], settings });
  const gate = await startGate(simulator.url);
  const path = (name: string): string => join(folder, name);
  const feed = (some: readonly JsonObject[]): void => writeFileSync(path(`in.${form}`), written(some, form));
  feed(given);
  const rateLimits = { import: { calls: 10_000, per_seconds: 1 } };
  const asset = simulator.asset({ url: gate.url, rate_limits: rateLimits });
  writeFileSync(path("asset.json"), JSON.stringify(asset), { mode: 0o600 });
  const files = { input: `in.${form}`, output: `out.${form}`, asset: "asset.json", journal: "journal" };
  const options = Object.entries(files).flatMap(([option, name]) => [`--${option}`, path(name)]);
  return {
    rows: given,
    simulator,
    gate,
    journal: path("journal"),
    asset: path("asset.json"),
    input: path(`in.${form}`),
    feed,
    run: (env = {}) => launch(["run", "import_indicators", ...options], { env }),
    output: () => readFileSync(path(`out.${form}`)),
    async close() {
      await gate.close();
      await simulator.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function written(given: readonly JsonObject[], form: Form): string | Buffer {
  if (form === "json") return JSON.stringify(input(...given));
  const lines = given.map((one) => `${JSON.stringify(one)}\n`).join("");
  return form === "ndjson" ? lines : gzipSync(lines);
}

/** Returns the results in an output of any format; IDs follow the order in which rows reached the service. */
export function resultsOf({ output }: Pick<Import, "output">): JsonObject[] {
  const bytes = output();
  const text = String(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
  const results = text.startsWith("[")
    ? JSON.parse(text)[0].json_body.value
    : text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line));
  return results.map(({ id: _id, ...result }: JsonObject) => result);
}

/** The result of a run that is not killed. */
export interface Whole {
  readonly code: number | null;
  readonly results: readonly JsonObject[];
  /** Rows that reached the service. */
  readonly sent: number;
}

/** Runs the rows without a kill. */
export async function wholeRun(given: readonly JsonObject[], form: Form): Promise<Whole> {
  const peaceful = await openImport(given, form);
  const { code } = await peaceful.run().ended;
  const whole = { code, results: resultsOf(peaceful), sent: sentRows(peaceful) };
  expect(whole.results.map(({ indicator }) => indicator)).to.deep.equal(
    given.map((one) => one["indicatorValue"]),
  );
  expectStored(peaceful);
  await peaceful.close();
  return whole;
}

/**
 * Returns variables that kill the process at that write of the file.
 * @param where - after the write was synced, or in the middle of it
 */
export function killAt(path: string, write: number, where: "after" | "within"): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${new URL("../../support/kill_at_write.js", import.meta.url).href}`,
    KILL_FILE: path,
    KILL_AT_WRITE: `${write}`,
    ...(where === "within" ? { KILL_TORN: "yes" } : {}),
  };
}

/**
 * Runs the command of an interrupted import again.
 * @param whole - result of a run that is not killed
 */
export async function resumeRun(cut: Import, whole: Whole): Promise<void> {
  await cut.gate.left();
  const { code, signal, stderr } = await cut.run().ended;
  expect([code, signal], stderr).to.deep.equal([whole.code, null]);
  expectResults(resultsOf(cut), whole.results);
  expectStored(cut);
  expectSafe(cut);
}

/**
 * Does the same, and checks at the service that only calls in flight were sent twice. For calls that are not
 * rejected.
 */
export async function resumeExactly(cut: Import, whole: Whole): Promise<void> {
  await cut.gate.left();
  const kept = linesOf(cut.journal).reduce((sum, line) => sum + rowsIn(line), 0);
  const sent = sentRows(cut);
  expect(sent - kept, "rows in flight").to.be.within(0, maxConcurrency * rowsOfCall);
  await resumeRun(cut, whole);
  expect(sentRows(cut) - sent, "rows sent again").to.equal(whole.sent - kept);
}

/** Checks that the command of a finished import returns the same output again, without a call. */
export async function expectFinished(finished: Import, { code }: Whole): Promise<void> {
  const [output, asked] = [finished.output(), askedOf(finished)];
  const ended = await finished.run().ended;
  expect(ended.stderr).to.match(/; 0 calls, /);
  expect([ended.code, finished.output().equals(output)]).to.deep.equal([code, true]);
  expect(askedOf(finished)).to.deep.equal(asked);
}

/** Returns the number of calls and token requests. */
export function askedOf({ gate, simulator }: Import): readonly [calls: number, tokens: number] {
  return [gate.calls.length, simulator.tokenRequests()];
}

/** Returns the complete lines of a journal, its head first. */
export function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}

/** Returns the number of rows in a line that were in a call; duplicates have their own lines. */
function rowsIn(line: string): number {
  const { rows: ranges = "", unsent } = JSON.parse(line) as { rows?: string; unsent?: true };
  if (ranges === "" || unsent === true) return 0;
  return ranges.split(",").reduce((sum, range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return sum + last - first + 1;
  }, 0);
}

/** Counted at the service. */
function sentRows({ simulator }: Import): number {
  return simulator.requests().reduce((sum, { rows: some }) => sum + (some ?? 0), 0);
}

export function expectResults(found: readonly JsonObject[], expected: readonly JsonObject[]): void {
  const differs = found.findIndex((result, n) => !isDeepStrictEqual(result, expected[n]));
  expect(found[differs], `row ${differs}`).to.deep.equal(expected[differs]);
  expect(found.length).to.equal(expected.length);
}

/** Checks that the service holds exactly the successful rows, each with its last values. */
export function expectStored(given: Import): void {
  const results = resultsOf(given);
  const events = new Map<unknown, unknown>();
  for (const [n, one] of given.rows.entries()) {
    if (results[n]?.["isFailed"] === false) events.set(one["indicatorValue"], one["title"]);
  }
  const stored = new Map(given.simulator.indicators().map((one) => [one.indicatorValue, one.title]));
  expect([...events].find(([value, title]) => stored.get(String(value)) !== title)).to.equal(undefined);
  expect(stored.size).to.equal(events.size);
}

/** Checks that only its owner can read the journal, and that it contains neither secret nor token. */
function expectSafe({ journal, gate }: Import): void {
  if (process.platform !== "win32") expect(statSync(journal).mode & 0o777).to.equal(0o600);
  const text = readFileSync(journal, "utf8");
  const tokens = new Set(
    gate.calls.map(({ headers }) => headers.authorization?.replace("Bearer ", "") ?? ""),
  );
  for (const secret of [canary, encodeURIComponent(canary), ...tokens]) {
    expect(secret).to.not.equal("");
    expect(text.includes(secret), "a secret is in the journal").to.equal(false);
  }
  expect(text.toLowerCase()).to.not.match(/bearer|authorization/);
}
