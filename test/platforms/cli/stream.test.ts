// `run` on one row per line: the real process, with files, pipes and gzip for input and output.
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { row, rows } from "../../support/rows.js";
import { command, type Given, input, launch, stranger, useFolder, useSimulator } from "../shared/process.js";

interface Result {
  indicator: string;
  isFailed: boolean;
  failureReason: string | null;
}

const lines = (...some: unknown[]) => some.map((one) => `${JSON.stringify(one)}\n`).join("");
const resultsIn = (text: string): Result[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const valuesIn = (text: string) => resultsIn(text).map(({ indicator }) => indicator);
const reasonsIn = (text: string) => resultsIn(text).map(({ failureReason }) => failureReason);

describe("run on a stream", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const asset = (change: Record<string, unknown> = {}) => file("asset.json", simulator().asset(change));
  const run = (options: string[], given: Given = {}) =>
    command(["run", "import_indicators", "--asset", asset(), ...options], given);
  const two = lines(row(1), row(2));
  const twoValues = ["host-1.example", "host-2.example"];

  describe("input and output", () => {
    it("reads a file and prints one result per line, and one message line", async () => {
      const { code, stdout, stderr } = await run(["--input", file("feed.ndjson", two)]);
      expect(valuesIn(stdout)).to.deep.equal(twoValues);
      expect(stderr).to.match(/^2 rows: 2 succeeded, 0 failed, 0 not sent; 1 call, \d+\.\d s\.\n$/);
      expect(code).to.equal(0);
    });

    it("keeps the order of many rows and of those that the connector rejects", async () => {
      const many = rows(1200).map((one, i) => (i % 100 === 7 ? { ...one, title: "" } : one));
      const { code, stdout, stderr } = await run(["--input", file("feed.jsonl", lines(...many))]);
      expect(valuesIn(stdout)).to.deep.equal(many.map((one) => one["indicatorValue"]));
      expect(resultsIn(stdout).filter(({ isFailed }) => isFailed)).to.have.length(12);
      expect(stderr).to.match(/^1200 rows: 1188 succeeded, 12 failed, 0 not sent; 3 calls, /m);
      expect(code).to.equal(1);
    });

    it("returns a result for an unreadable line at its position", async () => {
      const text = `${lines(row(1))}\n{"indicatorValue" 1}\n${lines(row(2))}`;
      const { code, stdout } = await run(["--input", file("feed.ndjson", text)]);
      expect(reasonsIn(stdout)).to.deep.equal([
        null,
        "InvalidRow: line 3 is not JSON: at column 19, a colon is missing; add it.",
        null,
      ]);
      expect(code).to.equal(1);
    });

    for (const [what, options] of [
      ["nothing", []],
      ["-", ["--input", "-"]],
    ] as const) {
      it(`reads a pipe, compressed or not, for --input ${what}`, async () => {
        for (const stdin of [two, gzipSync(two)]) {
          const { code, stdout } = await run(["--format", "ndjson", ...options], { stdin });
          expect([code, ...valuesIn(stdout)]).to.deep.equal([0, ...twoValues]);
        }
      });
    }

    it("writes to a file, compressed if its name says so, and leaves stdout empty", async () => {
      const feed = file("feed.ndjson.gz", gzipSync(two));
      const [plain, packed] = [file("out.ndjson", "old"), file("out.ndjson.gz", "old")];
      for (const path of [plain, packed]) {
        const { code, stdout } = await run(["--input", feed, "--output", path]);
        expect([code, stdout]).to.deep.equal([0, ""]);
      }
      expect(valuesIn(readFileSync(plain, "utf8"))).to.deep.equal(twoValues);
      expect(valuesIn(String(gunzipSync(readFileSync(packed))))).to.deep.equal(twoValues);
    });

    it("writes the array of one output if the extension of the output says so", async () => {
      const path = file("out.json", "old");
      const { code } = await run(["--input", file("feed.ndjson", two), "--output", path]);
      const [output, ...others] = JSON.parse(readFileSync(path, "utf8"));
      expect(output).to.include({ status_code: 200, reason: "OK" });
      expect(output.json_body.value.map((one: Result) => one.indicator)).to.deep.equal(twoValues);
      expect([code, others]).to.deep.equal([0, []]);
    });

    it("writes the rows of whole inputs as lines if the extension of the output says so", async () => {
      const path = file("out.ndjson", "old");
      const stdin = gzipSync(JSON.stringify([input(row(1)), input(row(2))]));
      const { code } = await run(["--output", path], { stdin });
      expect([code, ...valuesIn(readFileSync(path, "utf8"))]).to.deep.equal([0, ...twoValues]);
    });

    it("treats an empty file as no rows", async () => {
      const { code, stdout, stderr } = await run(["--input", file("feed.ndjson", "")]);
      expect(stderr).to.match(/^warning NoRows: .*\n0 rows; 0 calls, /);
      expect([code, stdout]).to.deep.equal([0, ""]);
    });
  });

  describe("failures", () => {
    it("exits 3 if the credentials are rejected, and every row says so", async () => {
      asset();
      const wrong = file("wrong.json", simulator().asset({ client_id: stranger.client_id }));
      const feed = file("feed.ndjson", two);
      const { code, stdout, stderr } = await run(["--input", feed, "--asset", wrong]);
      expect(reasonsIn(stdout).map((reason) => reason?.split(":")[0])).to.deep.equal(["NotSent", "NotSent"]);
      expect(stderr).to.match(/^error MissingPermission: /m);
      expect(code).to.equal(3);
    });

    it("exits 2 if the input breaks off, with results for the rows before the break", async () => {
      const packed = gzipSync(lines(...rows(2000).map((one, i) => ({ ...one, title: `${Math.sin(i)}` }))));
      const feed = file("feed.ndjson.gz", packed.subarray(0, packed.length / 2));
      const { code, stdout, stderr } = await run(["--input", feed]);
      const resultCount = resultsIn(stdout).length;
      expect(resultCount).to.be.within(500, 1500);
      expect(stderr).to.include(`feed.ndjson.gz broke off after line ${resultCount}: it ends too early (`);
      expect(code).to.equal(2);
    });

    it("exits 4 if the journal fails after rows were sent, and 2 if it fails before", async function () {
      if (process.platform === "win32") this.skip();
      const feed = file("feed.ndjson", lines(...rows(3000)));
      const journal = (kilobytes: number) =>
        run(["--input", feed, "--journal", `${feed}.${kilobytes}.journal`], {
          shell: `ulimit -f ${2 * kilobytes}; exec "$@"`,
        });
      const { code, stdout, stderr } = await journal(16);
      expect(stderr).to.match(
        /^warning JournalUnwritable: .* cannot be written \(EFBIG\)\. Name a journal /m,
      );
      expect(simulator().indicators().length).to.be.within(500, 3000);
      expect([code, resultsIn(stdout).length]).to.deep.equal([4, 3000]);
      simulator().reset();
      const none = await journal(0);
      expect(none.stderr).to.match(/^error JournalUnwritable: /m);
      expect([none.code, simulator().requests().length]).to.deep.equal([2, 0]);
    });

    it("exits 4 if its file is full", async function () {
      if (process.platform !== "linux") this.skip();
      const feed = file("feed.ndjson", lines(...rows(2000)));
      const { code, stdout, stderr } = await run(["--input", feed, "--output", "/dev/full"]);
      expect(stderr).to.match(
        /^error OutputWriteFailed: --output \/dev\/full can no longer be written \(ENOSPC\)\.\n {2}.*--journal/m,
      );
      expect([code, stdout]).to.deep.equal([4, ""]);
    });

    it("exits 4 if nobody reads its output", async () => {
      const feed = file("feed.ndjson", lines(...rows(2000)));
      const running = launch(["run", "import_indicators", "--asset", asset(), "--input", feed]);
      running.child.stdout.destroy();
      const { code, stderr } = await running.ended;
      expect(stderr).to.match(
        /^error OutputWriteFailed: Standard output can no longer be written \(EPIPE\)\.$/m,
      );
      expect(code).to.equal(4);
    });

    it("returns a result for every row of the file after Ctrl-C", async function () {
      if (process.platform === "win32") this.skip();
      const slow = simulator().asset({ rate_limits: { import: { calls: 1, per_seconds: 3600 } } });
      const running = launch([
        "run",
        "import_indicators",
        "--asset",
        file("slow.json", slow),
        "--input",
        file("feed.ndjson", lines(...rows(5000))),
      ]);
      await running.until("stderr", "Waiting 3600 s: rate limit import.\n");
      running.child.kill("SIGINT");
      const { code, stdout, stderr } = await running.ended;
      expect(valuesIn(stdout)).to.deep.equal(rows(5000).map((one) => one["indicatorValue"]));
      expect(stderr).to.match(/^5000 rows: 500 succeeded, 0 failed, 4500 not sent; 1 call, /m);
      expect(code).to.equal(4);
    });
  });

  describe("usage errors", () => {
    const twice = (what: string) =>
      new RegExp(
        `^error InvalidOption: ${what} needs an input that can be read twice\\. Name a file with --input\\.\\n`,
      );
    const wrong: [what: string, options: () => string[], message: RegExp][] = [
      [
        "an unknown format",
        () => ["--format", "xml"],
        /^error Usage: .*Allowed choices are auto, portal-csv, csv, stix, misp, text, json, ndjson\.\n/,
      ],
      ["a journal for a pipe", () => ["--format", "ndjson", "--journal", "j"], twice("A journal")],
      [
        "rows without --format",
        () => [],
        /^error InvalidInput: Standard input is not JSON: at line 2, column 1, .*\n {2}The input contains one JSON value per line: set --format ndjson\./,
      ],
      [
        "a file that is not there",
        () => ["--input", "none.ndjson"],
        /^error InvalidInput: none\.ndjson does not exist\.\n/,
      ],
      [
        "rows in broken UTF-16",
        () => ["--input", file("wide.ndjson", Buffer.from("\ufeff{", "utf16le").subarray(0, -1))],
        /^error InvalidInput: .*wide\.ndjson .*is not valid UTF-16 text; save it as UTF-8\.\n/m,
      ],
      [
        "an output that is the input",
        () => ["--input", file("same.ndjson", two), "--output", file("same.ndjson", two)],
        /^error InvalidOption: --input and --output name the same file, /,
      ],
      [
        "an output that is the input, as JSON",
        () => ["--input", file("whole.json", "[]"), "--output", file("whole.json", "[]")],
        /^error InvalidOption: --input and --output name the same file, /,
      ],
      [
        "a journal that is the input",
        () => ["--input", file("same.json", "[]"), "--journal", file("same.json", "[]")],
        /^error InvalidOption: --input and --journal name the same file, /,
      ],
      [
        "an output that cannot be written",
        () => ["--input", file("feed.ndjson", two), "--output", "none/out.ndjson"],
        /^error InvalidOption: --output none\/out\.ndjson cannot be written \(ENOENT\)\.\n/,
      ],
    ];
    for (const [what, options, message] of wrong) {
      it(`reports in one message what to do about ${what}, and exits 2`, async () => {
        const { code, stdout, stderr } = await run(options(), { stdin: two });
        expect(stderr).to.match(message);
        expect([code, stdout, simulator().requests().length]).to.deep.equal([2, "", 0]);
      });
    }
  });
});
