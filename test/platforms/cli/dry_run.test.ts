// `run --dry-run`: the plan on stdout, the calls in --output, and nothing at the service.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Plan, PlannedCall } from "../../../connector/index.js";
import { row, rows } from "../../support/rows.js";
import { badRow, command, type Given, input, launch, useFolder, useSimulator } from "../shared/process.js";

const lines = (...some: unknown[]) => some.map((one) => `${JSON.stringify(one)}\n`).join("");
const read = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const bodyRows = ({ body }: PlannedCall) => (body as { Indicators: unknown[] }).Indicators;

describe("run --dry-run", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const run = (options: string[], given: Given = {}) =>
    command(["run", "import_indicators", "--dry-run", ...options], given);
  const nothingWasAsked = () => {
    expect([simulator().requests(), simulator().tokenRequests()]).to.deep.equal([[], 0]);
  };

  it("prints the plan and one message, and needs no asset", async () => {
    const stdin = JSON.stringify(input(row(1), badRow, row(1), row(2)));
    const { code, stdout, stderr } = await run([], { stdin });
    const [{ findings, ...sum }, ...others] = JSON.parse(stdout) as [Plan];
    expect(sum).to.deep.equal({ rows: 4, sent: 2, rejected: 1, duplicates: 1, calls: 1, seconds: 0 });
    expect(findings.map(({ row: at, kind }) => [at, kind])).to.deep.equal([
      [1, "rejected"],
      [2, "duplicate"],
    ]);
    expect(JSON.stringify(findings[0])).to.include("InvalidIndicator: indicatorValue");
    expect(stderr).to.equal(
      "4 rows: 2 to be sent, 1 duplicate, 1 rejected; 1 call, at least 0 s. Nothing was sent.\n" +
        "Findings in the JSON count rows from 0; these messages count them from 1.\n",
    );
    expect([code, others]).to.deep.equal([1, []]);
  });

  it("makes no call with an asset, uses its rate limits, and estimates all inputs together", async () => {
    const rate_limits = { import: { calls: 1, per_seconds: 7 } };
    const asset = file("asset.json", simulator().asset({ rate_limits }));
    const stdin = JSON.stringify([input(row(1)), input(...rows(501))]);
    const { code, stdout, stderr } = await run(["--asset", asset], { stdin });
    expect((JSON.parse(stdout) as Plan[]).map(({ calls, seconds }) => [calls, seconds])).to.deep.equal([
      [1, 0],
      [2, 14],
    ]);
    expect(stderr).to.equal(
      "502 rows: 502 to be sent, 0 duplicates, 0 rejected; 3 calls, at least 14 s. Nothing was sent.\n",
    );
    expect(code).to.equal(0);
    nothingWasAsked();
  });

  it("reads the asset from the environment variables", async () => {
    const env = { DEFENDER_REGION: "eu", DEFENDER_TENANT_ID: "t", DEFENDER_CLIENT_ID: "c" };
    const output = file("calls.ndjson", "old");
    const stdin = JSON.stringify(input(row(1)));
    await run(["--output", output], { stdin, env: { ...env, DEFENDER_CLIENT_SECRET: "s" } });
    const [call] = read(readFileSync(output, "utf8"));
    expect(new URL(call.url).host).to.equal("eu.api.security.microsoft.com");
  });

  it("writes the calls of all inputs to the file, in the format of its extension", async () => {
    const stdin = JSON.stringify([input(...rows(600)), input(row(900), badRow)]);
    const given = [rows(600).slice(0, 500), rows(600).slice(500), [row(900)]];
    const [whole, byLine, packed] = ["calls.json", "calls.ndjson", "calls.json.gz"].map((name) =>
      file(name, "old"),
    ) as [string, string, string];
    for (const path of [whole, byLine, packed]) {
      const { code, stderr } = await run(["--output", path], { stdin });
      expect([code, stderr.match(/\n/g)?.length]).to.deep.equal([1, 2]);
    }
    const calls = JSON.parse(readFileSync(whole, "utf8")) as PlannedCall[];
    expect(calls.map(bodyRows)).to.deep.equal(given);
    expect(calls.map((call) => call.rows.length)).to.deep.equal([500, 100, 1]);
    expect(calls[0]).to.include({
      method: "POST",
      url: "https://api.security.microsoft.com/api/indicators/import",
    });
    expect(read(readFileSync(byLine, "utf8"))).to.deep.equal(calls);
    expect(JSON.parse(String(gunzipSync(readFileSync(packed))))).to.deep.equal(calls);
  });

  it("writes an empty list if nothing would be sent", async () => {
    const path = file("calls.json", "old");
    const { code } = await run(["--output", path], { stdin: JSON.stringify(input(badRow)) });
    expect([code, readFileSync(path, "utf8")]).to.deep.equal([1, "[]\n"]);
  });

  it("plans a call without rows", async () => {
    const path = file("calls.ndjson", "old");
    const stdin = JSON.stringify({ parameters: { $top: 3 } });
    const { code, stderr } = await command(["run", "get_indicators", "--dry-run", "--output", path], {
      stdin,
    });
    expect(read(readFileSync(path, "utf8")).map(({ method, url }) => [method, url])).to.deep.equal([
      ["GET", "https://api.security.microsoft.com/api/indicators?$top=3"],
    ]);
    expect([code, stderr]).to.deep.equal([0, "1 call, at least 0 s. Nothing was sent.\n"]);
  });

  describe("on a stream", () => {
    const text = `${lines(row(0, { indicatorValue: "host-0.example " }), row(1))}{no\n${lines(
      row(1),
      row(1, { action: "Allowed" }),
    )}`;

    it("prints findings one per line as they are found, and the plan last", async () => {
      const path = file("calls.ndjson", "old");
      const feed = file("feed.ndjson.gz", gzipSync(text));
      const { code, stdout, stderr } = await run(["--input", feed, "--normalize", "--output", path]);
      const [normalized, rejected, same, conflict, sum, ...others] = read(stdout);
      expect([normalized.row, normalized.code]).to.deep.equal([0, "Normalized"]);
      expect(rejected.result.failureReason).to.match(/^InvalidRow: line 3 is not JSON: /);
      expect(same).to.deep.equal({ row: 3, kind: "duplicate", sameAs: 1 });
      expect([conflict.row, conflict.code]).to.deep.equal([4, "ConflictingRows"]);
      expect(sum).to.deep.equal({ rows: 5, sent: 3, rejected: 1, duplicates: 1, calls: 2, seconds: 0 });
      expect(read(readFileSync(path, "utf8")).flatMap(bodyRows)).to.deep.equal([
        row(0),
        row(1),
        row(1, { action: "Allowed" }),
      ]);
      expect(stderr).to.match(/^warning Normalized: row 1: .*\nwarning ConflictingRows: row 5: .*\n5 rows: /);
      expect([code, others]).to.deep.equal([1, []]);
    });

    it("reads a pipe", async () => {
      const { code, stdout } = await run(["--format", "ndjson"], { stdin: lines(...rows(501)) });
      expect(read(stdout)).to.deep.equal([
        { rows: 501, sent: 501, rejected: 0, duplicates: 0, calls: 2, seconds: 0 },
      ]);
      expect(code).to.equal(0);
    });

    it("exits 2 if the input breaks off, and writes the calls so far completely", async () => {
      const packed = gzipSync(lines(...rows(2000).map((one, i) => ({ ...one, title: `${Math.sin(i)}` }))));
      const feed = file("feed.ndjson.gz", packed.subarray(0, packed.length / 2));
      const path = file("calls.json", "old");
      const { code, stdout, stderr } = await run(["--input", feed, "--output", path]);
      expect(stderr).to.match(/feed\.ndjson\.gz broke off after line \d+: it ends too early/);
      const calls = JSON.parse(readFileSync(path, "utf8")) as PlannedCall[];
      expect(calls.length).to.be.within(1, 3);
      expect(calls.every((call) => bodyRows(call).length === 500)).to.equal(true);
      expect([code, stdout]).to.deep.equal([2, ""]);
    });

    it("exits 4 with one message if its output is lost", async function () {
      if (process.platform !== "linux") this.skip();
      const feed = file("feed.ndjson", lines(...rows(2000, { action: "none" }), ...rows(2000)));
      const full = await run(["--input", feed, "--output", "/dev/full"]);
      const message = "--output /dev/full can no longer be written (ENOSPC).";
      expect(full.stderr).to.match(/^error OutputWriteFailed: .*\n {2}Nothing was sent\. .*\n$/);
      expect([full.code, full.stderr.includes(message)]).to.deep.equal([4, true]);
      const running = launch(["run", "import_indicators", "--dry-run", "--input", feed]);
      running.child.stdout.destroy();
      const { code, stderr } = await running.ended;
      expect(stderr).to.match(
        /^error OutputWriteFailed: Standard output can no longer be written \(EPIPE\)\.\n/,
      );
      expect([code, stderr.match(/\n/g)?.length]).to.deep.equal([4, 2]);
    });
  });

  describe("usage errors", () => {
    const good = JSON.stringify(input(row(1)));
    const wrong: [what: string, options: () => string[], stdin: string, message: RegExp][] = [
      [
        "a journal",
        () => ["--journal", "j"],
        good,
        /^error Usage: Option '--dry-run' cannot be used with option '--journal <file>'\.\n/,
      ],
      [
        "kept journals",
        () => ["--journal-dir", "j", "--keep-journals"],
        good,
        /^error Usage: Option '--dry-run' cannot be used with option '--journal-dir <folder>'\.\n/,
      ],
      [
        "kept journals without a folder",
        () => ["--keep-journals"],
        good,
        /^error Usage: Option '--dry-run' cannot be used with option '--keep-journals'\.\n/,
      ],
      [
        "a later input that is broken",
        () => [],
        JSON.stringify([input(row(1)), {}]),
        /^error InvalidInput: Input 2: json_body is missing/,
      ],
      ["an asset that is not valid", () => ["--asset", file("a.json", [])], good, /^error InvalidAsset: /],
      [
        "an output that is the input",
        () => ["--input", file("same.ndjson", ""), "--output", file("same.ndjson", "")],
        "",
        /^error InvalidOption: --input and --output name the same file, /,
      ],
      [
        "an output that cannot be written",
        () => ["--output", "none/calls.json"],
        good,
        /^error InvalidOption: --output none\/calls\.json cannot be written \(ENOENT\)\.\n/,
      ],
    ];
    for (const [what, options, stdin, message] of wrong) {
      it(`reports in one message what is wrong with ${what}, and exits 2`, async () => {
        const { code, stdout, stderr } = await run(options(), { stdin });
        expect(stderr).to.match(message);
        expect([code, stdout, stderr.trimEnd().split("\n").length]).to.deep.equal([2, "", 2]);
        expect(existsSync("j")).to.equal(false);
      });
    }
  });
});
