// The adapters' small parts, without a process: exit codes, faults in JSON, layout, the bar on a terminal.
import { PassThrough } from "node:stream";
import { expect } from "chai";
import fc from "fast-check";
import {
  type ActionOutput,
  ConnectorError,
  type ErrorCode,
  errorTable,
  type RunOptions,
} from "../../../connector/index.js";
import { openBar } from "../../../platforms/cli/ui/progress_bar.js";
import { findSource } from "../../../platforms/cli/io/find_source.js";
import { readInputs } from "../../../platforms/cli/io/input_source.js";
import { shorten, table, twoColumns, wrap } from "../../../platforms/cli/ui/columns.js";
import { logOf } from "../../../platforms/shared/log/log_of.js";
import { Report } from "../../../platforms/cli/ui/report.js";
import { Series } from "../../../platforms/cli/run/run_inputs.js";
import { addUp, sumLine } from "../../../platforms/shared/summary_line.js";
import { exitCodeOfError, exitCodeOfRun, worst } from "../../../platforms/shared/exit_code.js";
import { asConnectorError } from "../../../platforms/shared/failure.js";
import { jsonFault, placeOf } from "../../../connector/contract/json_fault.js";
import { acceptAll, asset, jumpingClock, type Service, stub } from "../../engine/stub.js";
import { rejection } from "../../support/open.js";
import { importOf, row } from "../../support/rows.js";

const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
const written = (stream: PassThrough): string => String(stream.read() ?? "");
const io = (stderr: PassThrough) => ({
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr,
  env: {},
});

describe("parts of the adapters", () => {
  describe("exit codes", () => {
    const ofRun: [string, number, ErrorCode[], number][] = [
      ["all rows are in", 0, [], 0],
      ["the connector rejected rows", 3, [], 1],
      ["the service rejected rows", 3, ["Rejected", "BadRowNotIsolated"], 1],
      ["an action without rows was rejected", 0, ["Rejected"], 1],
      ["the service broke down", 3, ["Rejected", "ServiceFailed"], 4],
      ["a response was lost", 1, ["OutcomeUnknown"], 4],
      ["the rate limit was exceeded until the end", 1, ["Throttled"], 4],
      ["it was cancelled", 1, ["Cancelled"], 4],
      ["the time was over", 1, ["DeadlineExceeded"], 4],
      ["the token was rejected", 1, ["TokenRejected"], 3],
      ["a permission is missing, and it was cancelled", 1, ["Cancelled", "Forbidden"], 3],
    ];
    for (const [what, failed, errorCodes, code] of ofRun) {
      it(`${code} for ${what}`, () => expect(exitCodeOfRun({ failed, errorCodes, calls: 1 })).to.equal(code));
    }

    it("treats a full journal as a usage error only before the first call", () => {
      const full = new ConnectorError("JournalUnwritable", "The disk is full.");
      expect([exitCodeOfError(full), exitCodeOfError(full, 1)]).to.deep.equal([2, 4]);
      const { code } = full;
      const codes = [0, 1].map((calls) => exitCodeOfRun({ failed: 1, errorCodes: [code], calls }));
      expect(codes).to.deep.equal([2, 4]);
    });

    it("maps every code of the table to 2, 3 or 4 if it ends a command", () => {
      const codes = (Object.keys(errorTable) as ErrorCode[]).map((code) =>
        exitCodeOfError(new ConnectorError(code, "x")),
      );
      expect(new Set(codes)).to.deep.equal(new Set([2, 3, 4]));
    });

    it("returns the most severe of several codes", () => {
      expect([worst([]), worst([0, 1]), worst([1, 4, 0]), worst([4, 3, 1])]).to.deep.equal([0, 1, 4, 3]);
    });

    it("reports an unexpected error as an InternalError of one line", () => {
      const error = asConnectorError(new TypeError("x is not a function\n    at somewhere"));
      expect(error).to.include({ code: "InternalError" });
      expect(error.message).to.equal("Unexpected error: TypeError: x is not a function");
      expect(exitCodeOfError(asConnectorError(null))).to.equal(4);
    });
  });

  describe("faults in JSON", () => {
    it("finds a fault exactly if JSON.parse does", () => {
      const pieces = fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"a"',
        '"\\u00e9\\n"',
        '"\\x"',
        "1",
        "-0.5e+3",
        "01",
        "true",
        "nul",
        " ",
        "\n",
        "\t",
        "\u007f",
        '"\u0085"',
        '"\ud800"',
      );
      const texts = fc.oneof(
        fc.json(),
        fc.string(),
        fc.array(pieces, { maxLength: 8 }).map((some) => some.join("")),
      );
      fc.assert(
        fc.property(texts, (text) => {
          expect(jsonFault(text) === undefined).to.equal(isJson(text));
        }),
        { numRuns: 3000 },
      );
    });

    it("counts lines and columns from 1", () => {
      expect(placeOf("ab\nc", 3)).to.deep.equal({ line: 2, column: 1 });
      expect(placeOf("ab", 1)).to.deep.equal({ line: 1, column: 2 });
    });
  });

  describe("layout", () => {
    it("wraps at blanks and keeps long words whole", () => {
      expect(wrap("one two three", 7)).to.deep.equal(["one two", "three"]);
      expect(wrap("a longer-than-that b", 5)).to.deep.equal(["a", "longer-than-that", "b"]);
    });

    it("aligns the second column", () => {
      expect(
        twoColumns(
          [
            ["a", "one two"],
            ["long", "x"],
          ],
          9,
        ),
      ).to.deep.equal(["a     one", "      two", "long  x"]);
    });

    it("makes columns as wide as their widest cell", () => {
      expect(
        table([
          ["a", "b"],
          ["long", "c"],
        ]),
      ).to.deep.equal(["a     b", "long  c"]);
    });

    it("shortens only texts that are too long", () => {
      expect([shorten("abcd", 4), shorten("abcde", 4)]).to.deep.equal(["abcd", "abc…"]);
    });
  });

  describe("inputs", () => {
    it("does not wait for a terminal without --input -", async () => {
      const stdin = Object.assign(new PassThrough(), { isTTY: true });
      const missing = new ConnectorError("InvalidInput", "x", { hint: "Write it so." });
      const given = { ...io(new PassThrough()), stdin };
      const error = await rejection<ConnectorError>(findSource({}, given, missing));
      expect(error).to.include({ code: "InvalidOption", message: "There is no input." });
      expect(error.hint).to.match(/ to type it\. Write it so\.$/);
    });

    it("does not wait if the action needs no input", async () => {
      const stdin = Object.assign(new PassThrough(), { isTTY: true });
      const given = { ...io(new PassThrough()), stdin };
      expect(await readInputs(await findSource({}, given), given)).to.deep.equal({});
    });

    it("reads from a terminal if --input - is set", async () => {
      const stdin = Object.assign(new PassThrough(), { isTTY: true });
      stdin.end("{}");
      const given = { ...io(new PassThrough()), stdin };
      expect(await readInputs(await findSource({ input: "-" }, given), given)).to.deep.equal({});
    });
  });

  describe("a series of inputs", () => {
    const output = { status_code: 200, response_headers: {}, reason: "OK", json_body: {} };
    const counts = { rows: 0, succeeded: 0, failed: 0, notSent: 0 };
    /** Returns runs that end as listed, each after a second. */
    const seriesOf = (...ends: (ActionOutput | ConnectorError)[]) => {
      const stderr = new PassThrough();
      const seen: RunOptions[] = [];
      let now = 0;
      const run = (_name: string, given: unknown, options: RunOptions): Promise<ActionOutput> => {
        seen.push(options);
        now += 1000;
        options.onEvent?.({ ...counts, type: "summary", calls: 1, seconds: 1, errorCodes: [] });
        const end = ends[given as number] as ActionOutput | ConnectorError;
        return end instanceof ConnectorError ? Promise.reject(end) : Promise.resolve(end);
      };
      const series = new Series(
        { run },
        "import_indicators",
        new Report(io(stderr), ends.length, undefined),
        () => now,
      );
      return { series, seen, stderr, inputs: ends.map((_end, i) => i) };
    };

    it("keeps the place of an input without a response, and continues if the next one can succeed", async () => {
      const lost = new ConnectorError("OutcomeUnknown", "The response was lost.");
      const { series, seen, inputs } = seriesOf(output, lost, output);
      await series.run(inputs, { asset: {} });
      expect(series.outputs.map(({ status_code }) => status_code)).to.deep.equal([200, 0, 200]);
      expect(series.outputs[1]?.json_body).to.deep.equal({
        error: { code: "OutcomeUnknown", message: "The response was lost." },
      });
      expect([series.hasOutput, series.exitCode, seen[2]?.signal?.aborted]).to.deep.equal([true, 4, false]);
    });

    it("does not treat a journal that fills up during the run as a usage error", async () => {
      const { series, inputs } = seriesOf(new ConnectorError("JournalUnwritable", "The disk is full."));
      await series.run(inputs, { asset: {} });
      expect(series.exitCode).to.equal(4);
    });

    for (const code of ["CapacityExceeded", "JournalMismatch", "JournalUnwritable", "InvalidInput"] as const)
      it(`continues after ${code}, which concerns one input`, async () => {
        const { series, seen, stderr, inputs } = seriesOf(
          new ConnectorError(code, "One.", { output }),
          output,
          new ConnectorError(code, "Two."),
        );
        await series.run(inputs, { asset: {} });
        expect(seen.map(({ signal }) => signal?.aborted)).to.deep.equal([false, false, false]);
        expect(series.outputs.map(({ status_code }) => status_code)).to.deep.equal([200, 200, 0]);
        expect(written(stderr).match(/^error .*$/gm)).to.deep.equal([
          `error ${code}: input 1: One.`,
          `error ${code}: input 3: Two.`,
        ]);
      });

    it("reports a wrong option once, because it is the same for all inputs", async () => {
      const wrong = new ConnectorError("InvalidOption", "overflow is none.");
      const { series, stderr, inputs } = seriesOf(wrong, wrong);
      await series.run(inputs, { asset: {} });
      expect(written(stderr).match(/^error .*$/gm)).to.deep.equal(["error InvalidOption: overflow is none."]);
      expect(series.exitCode).to.equal(2);
    });

    it("ends remaining inputs with the error that ended the run, and reports it once", async () => {
      const cause = new ConnectorError("Unreachable", "Nobody is there.", { output });
      const { series, stderr, seen, inputs } = seriesOf(cause, cause, cause);
      await series.run(inputs, { asset: {} });
      const reasons = seen.slice(1).map(({ signal }) => signal?.reason as ConnectorError);
      expect(reasons).to.deep.equal([cause, cause]);
      expect(written(stderr).match(/^(error|warning) \w+/gm)).to.deep.equal(["error Unreachable"]);
      expect([series.exitCode, series.hasOutput]).to.deep.equal([4, true]);
    });

    it("has nothing to print if nothing is known", async () => {
      const wrong = new ConnectorError("InvalidAsset", "x is missing.");
      const { series, seen, stderr, inputs } = seriesOf(wrong, wrong);
      await series.run(inputs, { asset: {} });
      expect([series.hasOutput, series.exitCode, seen[1]?.signal?.aborted]).to.deep.equal([false, 2, true]);
      expect(written(stderr).match(/^error InvalidAsset/gm)).to.have.length(1);
    });

    it("applies the deadline to all inputs together", async () => {
      const { series, seen, inputs } = seriesOf(output, output, output);
      await series.run(inputs, { asset: {}, deadline_ms: 1500 });
      expect(seen.map(({ deadline_ms }) => deadline_ms).slice(0, 2)).to.deep.equal([1500, 500]);
      expect(seen.map(({ signal }) => signal?.aborted)).to.deep.equal([false, false, true]);
      expect(seen[2]?.signal?.reason).to.include({ code: "DeadlineExceeded" });
    });

    it("sends nothing after the deadline", async () => {
      const clock = jumpingClock();
      const slow: Service = async (call) => {
        await clock.sleep(600);
        return acceptAll(call);
      };
      const { connector, calls } = await stub({ service: slow, clock });
      const report = new Report(io(new PassThrough()), 4, undefined);
      const series = new Series(connector, "import_indicators", report, () => clock.monotonic());
      const inputs = [0, 1, 2, 3].map((n) => importOf([row(n)]));
      await series.run(inputs, { asset, deadline_ms: 1001 });
      expect([calls.length, series.exitCode]).to.deep.equal([2, 4]);
      const reasons = series.outputs.map(({ json_body }) => JSON.stringify(json_body));
      expect(reasons[2]).to.contain("NotSent: the run ended before this row was sent. The time for the run");
      expect(reasons[3]).to.contain("NotSent: ");
    });
  });

  describe("the report", () => {
    const summary = {
      type: "summary",
      rows: 3,
      succeeded: 1,
      failed: 2,
      notSent: 1,
      calls: 1,
      seconds: 0.26,
      errorCodes: [],
    } as const;

    it("prints counts that add up to the total", () => {
      expect(sumLine(summary)).to.equal("3 rows: 1 succeeded, 1 failed, 1 not sent; 1 call, 0.3 s.");
      expect(sumLine(addUp([summary, summary]))).to.equal(
        "6 rows: 2 succeeded, 2 failed, 2 not sent; 2 calls, 0.5 s.",
      );
      expect(sumLine({ ...summary, rows: 0 })).to.equal("1 call, 0.3 s.");
      expect(sumLine(addUp([{ ...summary, resumed: 2 }, summary]))).to.equal(
        "6 rows: 2 succeeded, 2 failed, 2 not sent; 2 of them with results of an earlier run (journal); 2 calls, 0.5 s.",
      );
    });

    it("reports a wait once for all calls that wait for the same thing, under any name", () => {
      const stderr = new PassThrough();
      const emit = new Report(io(stderr), 1, undefined).listener(0, () => {});
      for (const reason of ["rate limit import", "rate limit import", "as the service asks"])
        emit({ type: "wait", reason, waitMs: 41_500 });
      expect(written(stderr)).to.equal("Waiting 42 s: rate limit import.\n");
      emit({ type: "wait", reason: "as the service asks", waitMs: 90_000 });
      expect(written(stderr)).to.equal("Waiting 90 s: as the service asks.\n");
    });

    it("keeps the service's text from controlling the terminal", () => {
      const stderr = new PassThrough();
      logOf(io(stderr)).write("error", "a\u001b[2Jb\r\nc", { code: "Rejected", hint: "d" });
      expect(written(stderr)).to.equal("error Rejected: a\\u001b[2Jb c\n  d\n");
    });

    it("shows a bar on a terminal, removes it for lines, and at the end", async () => {
      const stderr = terminal();
      const report = new Report(io(stderr), 1, await openBar(stderr));
      const emit = report.listener(0, () => {});
      emit({ type: "progress", done: 500, total: 1000 });
      expect(written(stderr)).to.include("500 of 1000 rows");
      report.line("a line");
      expect(written(stderr).endsWith("\u001b[2Ka line\n")).to.equal(true);
      emit({ type: "progress", done: 900, total: 1000 });
      expect(written(stderr)).to.include("900 of 1000 rows");
      report.close();
      emit({ type: "progress", done: 950 });
      expect(written(stderr).endsWith("\u001b[2K")).to.equal(true);
    });

    it("has no bar if stderr is not a terminal", async () => {
      expect(await openBar(new PassThrough())).to.equal(undefined);
    });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
