// Writing results as they arrive: one per line, or as the array of one output, to files with and without
// errors.
import { existsSync, readFileSync } from "node:fs";
import { PassThrough, Writable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { type ActionOutput, ConnectorError, type JsonObject } from "../../../connector/index.js";
import { deliver } from "../../../platforms/cli/io/write_output.js";
import { assertDistinct } from "../../../platforms/cli/io/path_conflicts.js";
import { Report } from "../../../platforms/cli/ui/report.js";
import { type RowWriter, rowWriter } from "../../../platforms/cli/io/row_writer.js";
import { Delivery } from "../../../platforms/cli/run/delivery.js";
import { RowsInFlight } from "../../../platforms/cli/run/result_pages.js";
import { runRows } from "../../../platforms/cli/run/run_rows.js";
import { fileSink, type Sink, streamSink } from "../../../platforms/cli/io/sink.js";
import { temporaryFiles } from "../../support/files.js";
import { rejection } from "../../support/open.js";

const head = { status_code: 207, response_headers: { date: "now" }, reason: "Multi-Status" };
const pages = [[{ id: 1 }, { id: "a\nb" }], [], [{ id: 3 }]];

function memorySink(): Sink & { text: string; hasEnded: boolean } {
  return {
    text: "",
    hasEnded: false,
    async write(text) {
      this.text += text;
    },
    async end() {
      this.hasEnded = true;
    },
  };
}

async function writeAll(writer: RowWriter, given: JsonObject[][], output: ActionOutput): Promise<void> {
  for (const page of given) await writer.write(page);
  await writer.end(output);
}

describe("writing results", () => {
  const files = temporaryFiles();

  it("writes one result per line", async () => {
    const sink = memorySink();
    await writeAll(rowWriter("ndjson", "/value", sink), pages, { ...head, json_body: { value: [] } });
    expect([sink.text, sink.hasEnded]).to.deep.equal(['{"id":1}\n{"id":"a\\nb"}\n{"id":3}\n', true]);
  });

  const outputs: [string, string, ActionOutput, JsonObject[][], unknown][] = [
    ["rows", "/value", { ...head, json_body: { value: [] } }, pages, { value: pages.flat() }],
    ["no rows", "/value", { ...head, json_body: { value: [] } }, [], { value: [] }],
    [
      "fields before and after them",
      "/value",
      { ...head, json_body: { error: { code: "x" }, value: [], more: 1 } },
      pages,
      { value: pages.flat(), error: { code: "x" }, more: 1 },
    ],
    ["a body that is not known", "/value", { ...head }, pages, { value: pages.flat() }],
    [
      "a place further down",
      "/a/b~1c",
      { ...head, json_body: { a: { "b/c": [], d: 2 }, e: 3 } },
      pages,
      { a: { "b/c": pages.flat(), d: 2 }, e: 3 },
    ],
  ];
  for (const [what, place, output, given, body] of outputs) {
    it(`writes the results as the array of one output, with ${what}`, async () => {
      const sink = memorySink();
      await writeAll(rowWriter("json", place, sink), given, output);
      expect(JSON.parse(sink.text)).to.deep.equal([{ ...head, json_body: body }]);
      expect([sink.text.endsWith("]\n"), sink.hasEnded]).to.deep.equal([true, true]);
    });
  }

  describe("to a file", () => {
    for (const name of ["out.ndjson", "out.ndjson.gz"]) {
      it(`${name}: opens the file with the first result, keeps the order, and waits while it is full`, async () => {
        const path = files.path(name);
        const sink = fileSink(path);
        expect(existsSync(path)).to.equal(false);
        let expected = "";
        for (let i = 0; i < 50; i += 1) {
          const text = `${i}${"x".repeat(20_000)}\n`;
          await sink.write(text);
          expected += text;
        }
        await sink.end();
        const bytes = readFileSync(path);
        expect(String(name.endsWith(".gz") ? gunzipSync(bytes) : bytes)).to.equal(expected);
      });
    }

    it("leaves an empty file if there are no results", async () => {
      const path = files.write("out.ndjson", "old");
      await fileSink(path).end();
      expect(readFileSync(path, "utf8")).to.equal("");
    });

    it("reports the first error from every later call", async function () {
      if (!existsSync("/dev/full")) this.skip();
      for (const path of ["/dev/full", files.path("none/out.ndjson.gz")]) {
        const sink = fileSink(path);
        const writing = async () => {
          for (;;) await sink.write("x".repeat(100_000));
        };
        const { code } = await rejection<NodeJS.ErrnoException>(writing());
        expect(code).to.equal(path === "/dev/full" ? "ENOSPC" : "ENOENT");
        expect((await rejection<NodeJS.ErrnoException>(sink.write("x"))).code).to.equal(code);
        expect((await rejection<NodeJS.ErrnoException>(sink.end())).code).to.equal(code);
      }
    });
  });

  it("waits until standard output has accepted the text, and leaves it open", async () => {
    const taken: (() => void)[] = [];
    const stdout = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    const sink = streamSink(stdout);
    const first = sink.write("a").then(() => "written");
    expect(await Promise.race([first, Promise.resolve("waiting")])).to.equal("waiting");
    taken[0]?.();
    expect(await first).to.equal("written");
    await sink.end();
    expect(stdout.writableEnded).to.equal(false);
  });

  describe("of whole outputs", () => {
    const whole = [
      { ...head, json_body: { value: [{ id: 1 }, { id: 2 }] } },
      { ...head, json_body: { error: {} } },
      { ...head, json_body: { value: [{ id: 3 }] } },
    ];
    const io = () => ({
      stdin: new PassThrough(),
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      env: {},
    });

    it("writes the rows of all outputs as lines if the extension says so", async () => {
      const path = files.path("out.jsonl");
      await deliver(whole, { path, place: "/value" }, io());
      expect(readFileSync(path, "utf8")).to.equal('{"id":1}\n{"id":2}\n{"id":3}\n');
    });

    it("compresses the rows if the extension says so", async () => {
      const path = files.path("out.json.gz");
      await deliver(whole, { path, place: "/value" }, io());
      expect(JSON.parse(String(gunzipSync(readFileSync(path))))).to.deep.equal(whole);
    });

    it("writes the rows to standard output if the file can no longer be written", async () => {
      const given = io();
      const lost = deliver(whole, { path: files.path("none/out.ndjson.gz"), place: "/value" }, given);
      expect(await rejection<ConnectorError>(lost)).to.include({ code: "OutputWriteFailed" });
      expect(String(given.stdout.read())).to.equal('{"id":1}\n{"id":2}\n{"id":3}\n');
    });
  });

  it("rejects two options for the same file, whatever its path", async () => {
    const path = files.write("a.ndjson", "");
    const other = files.path("./x/../a.ndjson");
    const error = await rejection<ConnectorError>(assertDistinct({ "--input": path, "--output": other }));
    expect(error).to.include({ code: "InvalidOption" });
    expect(error.message).to.include("--input and --output name the same file");
    const fresh = files.path("b");
    await rejection(assertDistinct({ "--output": fresh, "--journal": fresh }));
    await assertDistinct({ "--input": path, "--output": fresh, "--journal": undefined });
  });
});

describe("a run on a stream of rows", () => {
  const summary = {
    type: "summary",
    rows: 3,
    succeeded: 3,
    failed: 0,
    notSent: 0,
    calls: 1,
    seconds: 0.1,
  } as const;
  const source = (async function* () {})();

  /** Runs a connector that yields those pages and ends that way. */
  async function ran(
    end: ActionOutput | ConnectorError,
    given: { pages?: JsonObject[][]; sink?: Sink } = {},
  ) {
    const stderr = new PassThrough();
    const sink = given.sink ?? memorySink();
    const lost = new AbortController();
    const asked: boolean[] = [];
    const connector = {
      async *streamPages(_name: string, _rows: unknown, { onEvent }: { onEvent?: (event: never) => void }) {
        for (const page of given.pages ?? pages) {
          asked.push(lost.signal.aborted);
          yield page;
        }
        onEvent?.({ ...summary, errorCodes: [] } as never);
        if (end instanceof ConnectorError) throw end;
        return end;
      },
    };
    const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, env: {} };
    const writer = rowWriter("json", "/value", sink);
    const receiver = {
      write: ({ results }: { results: readonly JsonObject[] }) => writer.write(results),
      end: (output: ActionOutput) => writer.end(output),
      explain: () => new ConnectorError("OutputWriteFailed", "It is full."),
    };
    const ends = { stop: () => {}, lost: () => lost.abort() };
    const delivery = new Delivery([receiver], new RowsInFlight(), ends);
    const run = { connector, name: "any", report: new Report(io, 1, undefined), delivery };
    const { exitCode: code } = await runRows(source, { asset: {} }, run);
    return { code, sink, events: String(stderr.read()), asked };
  }

  it("writes pages and the end of the output, and sums the results", async () => {
    const { code, sink, events } = await ran({ ...head, json_body: { value: [] } });
    expect(JSON.parse((sink as ReturnType<typeof memorySink>).text)[0].json_body.value).to.deep.equal(
      pages.flat(),
    );
    expect(events).to.equal("3 rows: 3 succeeded, 0 failed, 0 not sent; 1 call, 0.1 s.\n");
    expect(code).to.equal(0);
  });

  it("completes the output if an error ends the run, with the known results or the error", async () => {
    const known = new ConnectorError("Unreachable", "Away.", {
      output: { ...head, json_body: { error: 1 } },
    });
    const first = await ran(known);
    expect(JSON.parse((first.sink as ReturnType<typeof memorySink>).text)).to.deep.equal([
      { ...head, json_body: { value: pages.flat(), error: 1 } },
    ]);
    const second = await ran(new ConnectorError("InvalidInput", "feed broke off after line 3."));
    const [output] = JSON.parse((second.sink as ReturnType<typeof memorySink>).text);
    expect(output.status_code).to.equal(0);
    expect(output.json_body).to.deep.equal({
      value: pages.flat(),
      error: { code: "InvalidInput", message: "feed broke off after line 3." },
    });
    expect(second.events).to.match(/^error InvalidInput: feed broke off after line 3\.\n {2}.*\n3 rows: /);
    const third = await ran(new ConnectorError("JournalUnwritable", "The disk is full."));
    expect([first.code, second.code, third.code]).to.deep.equal([4, 2, 4]);
  });

  it("writes nothing if nothing is known", async () => {
    const { code, sink } = await ran(new ConnectorError("InvalidAsset", "x is missing."), { pages: [] });
    expect([code, (sink as ReturnType<typeof memorySink>).text]).to.deep.equal([2, ""]);
    expect((sink as ReturnType<typeof memorySink>).hasEnded).to.equal(false);
  });

  it("ends the run if the output is lost, drains the remaining results, and reports only the loss", async () => {
    let writes = 0;
    const full: Sink = {
      write() {
        writes += 1;
        return Promise.reject(new Error("full"));
      },
      end: () => Promise.resolve(),
    };
    const end = new ConnectorError("Cancelled", "It was cancelled.");
    const { code, events, asked } = await ran(end, { sink: full });
    expect(asked).to.deep.equal([false, true, true]);
    expect(events).to.match(/^error OutputWriteFailed: It is full\.\n.*\n3 rows: .*\n$/);
    expect([code, writes]).to.deep.equal([4, 1]);
  });
});
