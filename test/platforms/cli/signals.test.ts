// Runs that are stopped, or lose their input or output, while calls are in flight: every row read has its
// result.
import { once } from "node:events";
import { constants, createGzip } from "node:zlib";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { closingAfterEach } from "../../support/open.js";
import { row, rows } from "../../support/rows.js";
import {
  expectResults,
  expectStored,
  resumeExactly,
  type Import,
  linesOf,
  mixedRows,
  openImport,
  resultsOf,
  type Whole,
  wholeRun,
} from "./crash.js";
import { badRow, launch } from "../shared/process.js";

const lines = (some: readonly JsonObject[]) => some.map((one) => `${JSON.stringify(one)}\n`).join("");
const reasonOf = ({ failureReason }: JsonObject) =>
  typeof failureReason === "string" ? failureReason : "in";
const resultsIn = (text: string) => resultsOf({ output: () => Buffer.from(text) });
const codesOf = (results: readonly JsonObject[]) => results.map((result) => reasonOf(result).split(":")[0]);
const isNotSent = (result: JsonObject) => reasonOf(result).startsWith("NotSent: ");

/** Returns gzip without its end, as after an interrupted transfer. */
async function brokenGzip(text: string): Promise<Buffer> {
  const gzip = createGzip();
  const pieces: Buffer[] = [];
  gzip.on("data", (piece: Buffer) => pieces.push(piece));
  gzip.write(text);
  await new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, resolve));
  return Buffer.concat(pieces);
}

describe("a run that is stopped in the middle", function () {
  before(function () {
    if (process.platform === "win32") this.skip();
  });

  const closing = closingAfterEach();
  const given = mixedRows(10);
  let whole: Whole;
  before(async () => {
    whole = await wholeRun(given, "ndjson");
  });
  const opened = async (some: readonly JsonObject[] = given): Promise<Import> =>
    closing(await openImport(some, "ndjson"));
  /** Two calls have a response, five are in flight. */
  const underWay = async () => {
    const stopped = await opened();
    stopped.gate.holdAfter(2);
    const running = stopped.run();
    await stopped.gate.arrived(7);
    running.child.kill("SIGINT");
    await running.until("stderr", "Stopping: ");
    return { stopped, running };
  };

  it("completes the calls in flight after Ctrl-C, reports NotSent for the rest, and can be resumed", async () => {
    const { stopped, running } = await underWay();
    stopped.gate.open();
    expect((await running.ended).code).to.equal(4);
    const results = resultsOf(stopped);
    expectResults(
      results.map((result, n) => (isNotSent(result) ? (whole.results[n] as JsonObject) : result)),
      whole.results,
    );
    expectStored(stopped);
    expect(stopped.gate.calls.length).to.equal(7);
    expect(results.filter(isNotSent).length).to.be.above(0);
    await resumeExactly(stopped, whole);
  });

  it("quits immediately after two presses of Ctrl-C, and can be resumed from its journal", async () => {
    const { stopped, running } = await underWay();
    running.child.kill("SIGINT");
    const { code, signal } = await running.ended;
    const recorded = linesOf(stopped.journal).filter((line) => !line.includes('"unsent":true'));
    expect([code, signal, recorded.length]).to.deep.equal([null, "SIGINT", 3]);
    stopped.gate.open();
    await resumeExactly(stopped, whole);
  });

  it("returns results for the rows read so far if Ctrl-C comes while it waits for a pipe", async () => {
    const { asset, gate } = await opened();
    const command = ["run", "import_indicators", "--format", "ndjson", "--asset", asset];
    const running = launch(command, { stdin: lines([badRow, row(1), row(2)]), isOpen: true });
    await running.until("stdout", "InvalidIndicator");
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect(codesOf(resultsIn(stdout))).to.deep.equal(["InvalidIndicator", "NotSent", "NotSent"]);
    expect(stderr).to.match(/^3 rows: 0 succeeded, 1 failed, 2 not sent; 0 calls, /m);
    expect([code, gate.calls.length]).to.deep.equal([4, 0]);
  });

  it("ends after its deadline although the pipe stays open", async () => {
    const { asset } = await opened();
    const command = ["run", "import_indicators", "--format", "ndjson", "--asset", asset];
    const late = [...command, "--deadline-ms", "300"];
    const { code, stdout, stderr } = await launch(late, { stdin: lines([badRow]), isOpen: true }).ended;
    expect([code, codesOf(resultsIn(stdout))]).to.deep.equal([4, ["InvalidIndicator"]]);
    expect(stderr).to.contain("error DeadlineExceeded: The time for the run is over.");
  });

  it("completes the calls in flight and names the line if its compressed input breaks off", async () => {
    const { asset, gate, simulator } = await opened();
    gate.holdAfter(0);
    const command = ["run", "import_indicators", "--format", "ndjson", "--asset", asset];
    const running = launch(command, { stdin: await brokenGzip(lines(rows(1200))), isOpen: true });
    await gate.arrived(2);
    running.child.stdin.end();
    await once(running.child.stdin, "finish");
    gate.open();
    const { code, stdout, stderr } = await running.ended;
    expect(codesOf(resultsIn(stdout))).to.deep.equal([
      ...Array(1000).fill("in"),
      ...Array(200).fill("NotSent"),
    ]);
    expect(stderr).to.match(
      /^error InvalidInput: Standard input broke off after line 1200: it ends too early \(.*\)\.\n {2}Every row up to/,
    );
    expect([code, gate.calls.length, simulator.indicators().length]).to.deep.equal([2, 2, 1000]);
  });

  it("reports in one message that its reader left (| head -1), and can be resumed", async () => {
    const { asset, gate, journal, input } = await opened();
    gate.holdAfter(1);
    const command = ["run", "import_indicators", "--input", input, "--asset", asset, "--journal", journal];
    const running = launch(command);
    await running.until("stdout", "\n");
    running.child.stdout.destroy();
    gate.open();
    const { code, stderr } = await running.ended;
    expect(stderr).to.match(
      /^(?:warning InvalidIndicator: .*\n)?error OutputWriteFailed: Standard output can no longer be written \(EPIPE\)\.\n {2}The run was ended\. .*\n\d+ rows: .*\n$/,
    );
    expect(code).to.equal(4);
    const again = await launch(command).ended;
    expectResults(resultsIn(again.stdout), whole.results);
    expect(again.code).to.equal(whole.code);
  });
});
