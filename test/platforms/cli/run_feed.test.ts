// `run` on feeds: the real process sends what a feed becomes, and reports what became of its items.
import { readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { until } from "../../support/open.js";
import { row } from "../../support/rows.js";
import { command, type Given, input, launch, useFolder, useSimulator } from "../shared/process.js";

const list = "# from a report\nhxxps://bad[.]example/x\nevil.example\nnot a value\n";
const bundle = {
  type: "bundle",
  id: "bundle--2e1c5c0a-6d6f-4f5e-9c0a-0d6b3a1f4c11",
  objects: [
    {
      type: "indicator",
      spec_version: "2.1",
      id: "indicator--5c1f2a56-0d3c-4f4f-8f0e-6a3a3b0c9d11",
      created: "2026-01-01T00:00:00.000Z",
      modified: "2026-01-01T00:00:00.000Z",
      name: "Command and control",
      pattern: "[domain-name:value = 'evil.example']",
      pattern_type: "stix",
      valid_from: "2026-01-01T00:00:00Z",
    },
  ],
};
const misp = {
  Event: {
    info: "Made up",
    uuid: "2a1c5c0a-6d6f-4f5e-9c0a-0d6b3a1f4c12",
    Attribute: [
      { uuid: "3a1c5c0a-6d6f-4f5e-9c0a-0d6b3a1f4c13", type: "domain", value: "evil.example", to_ids: true },
      { uuid: "4a1c5c0a-6d6f-4f5e-9c0a-0d6b3a1f4c14", type: "comment", value: "words", to_ids: false },
    ],
  },
};
const portal =
  "IndicatorType,IndicatorValue,ExpirationTime,Action,Severity,Title,Description,RecommendedActions,RbacGroups,Category,MitreTechniques,GenerateAlert\r\n" +
  "DomainName,evil.example,,Block,High,Title,Text,,,,,TRUE\r\n";
const block = ["--default", "action=Block"];

interface Result {
  indicator: string;
  isFailed: boolean;
  failureReason: string | null;
}

const resultsIn = (stdout: string): Result[] => {
  const outputs = JSON.parse(stdout);
  expect(outputs).to.have.length(1);
  return outputs[0].json_body.value;
};
const lines = (...some: unknown[]) => some.map((one) => `${JSON.stringify(one)}\n`).join("");

describe("run on a feed", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const asset = () => file("asset.json", simulator().asset());
  const run = (options: string[], given: Given = {}) =>
    command(["run", "import_indicators", "--asset", asset(), ...options], given);
  const values = () =>
    simulator()
      .indicators()
      .map(({ indicatorValue }) => indicatorValue);

  for (const [what, name, content, more] of [
    ["a STIX bundle with the extension .json", "report.json", bundle, block],
    ["a STIX bundle with another extension", "report.stix2", bundle, block],
    ["a MISP event", "event.json", misp, block],
    ["a list", "list.txt", "evil.example\n", block],
    ["a list without an extension", "list", "evil.example\n", block],
    ["the portal's CSV", "list.csv", portal, []],
    ["the portal's CSV in UTF-16", "wide.csv", Buffer.from(`\uFEFF${portal}`, "utf16le"), []],
    ["the portal's CSV in gzip", "list.csv.gz", gzipSync(portal), []],
    ["any CSV", "any.csv", "type;value\ndomain;evil.example\n", block],
  ] as const) {
    it(`imports ${what}`, async () => {
      const { code, stdout, stderr } = await run(["--input", file(name, content), ...more]);
      expect(code, stderr).to.equal(0);
      expect(resultsIn(stdout).map(({ indicator }) => indicator)).to.deep.equal(["evil.example"]);
      expect(values()).to.deep.equal(["evil.example"]);
      expect(stderr).to.match(/^note FormatRecognized: /);
      expect(stderr).to.match(/^1 row: 1 succeeded, 0 failed, 0 not sent; 1 call, /m);
    });
  }

  it("reads a feed from standard input", async () => {
    for (const stdin of [list, JSON.stringify(bundle), gzipSync(portal)]) {
      const { code, stderr } = await run([...block], { stdin });
      expect(code, stderr).to.equal(0);
      expect(values()).to.include("evil.example");
      simulator().reset();
    }
  });

  it("writes the items file of a run that ends before it begins: all items, or none if they are not known", async () => {
    const wrong = file("wrong.json", simulator().asset({ client_secret: "not-the-canary" }));
    const source = ["--input", file("list.txt", list), ...block];
    for (const [what, args, code, items] of [
      ["a missing asset", ["--asset", "missing.json", ...source], 2, 3],
      ["wrong credentials", ["--asset", wrong, ...source], 3, 3],
      ["a missing input", ["--asset", wrong, "--input", "missing.txt"], 2, 0],
    ] as const) {
      const path = file("items.ndjson", '{"status":"of an earlier run"}\n');
      const ended = await command(["run", "import_indicators", ...args, "--items", path]);
      const written = readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "");
      expect([ended.code, written.length], what).to.deep.equal([code, items]);
      expect(written.join()).to.not.include("of an earlier run");
    }
    expect(values()).to.deep.equal([]);
  });

  it("exits 2 without an action, names the option, and sends nothing", async () => {
    for (const [name, content] of [
      ["list.txt", list],
      ["report.json", bundle],
    ] as const) {
      const { code, stdout, stderr } = await run(["--input", file(name, content)]);
      expect(stderr).to.match(/^error InvalidOption: .*\n {2}.*--default action=/m);
      expect([code, stdout, simulator().indicators()]).to.deep.equal([2, "", []]);
    }
  });

  it("still reads inputs of JSON and NDJSON as before, whatever they contain", async () => {
    const words = { description: JSON.stringify(bundle) };
    expect((await run(["--input", file("input.json", input(row(1, words)))])).code).to.equal(0);
    expect((await run([], { stdin: JSON.stringify(input(row(2, words))) })).code).to.equal(0);
    expect((await run(["--input", file("rows.ndjson", lines(row(3, words)))])).code).to.equal(0);
    expect(values()).to.have.length(3);
    const odd = await run(["--input", file("rows.ndjson", lines(bundle))]);
    expect(odd.code).to.equal(2);
    expect(odd.stderr).to.include("is a STIX bundle, not NDJSON");
  });

  it("reads rows of JSON and NDJSON as a feed with the flags of a feed", async () => {
    const items = file("items.ndjson", "");
    for (const [name, content] of [
      ["input.json", input(row(1), row(2))],
      ["rows.ndjson", lines(row(3), row(4))],
    ] as const) {
      const { code, stdout, stderr } = await run(["--input", file(name, content), "--items", items]);
      expect(code, stderr).to.equal(0);
      expect(resultsIn(stdout)).to.have.length(2);
      expect(readFileSync(items, "utf8").trim().split("\n")).to.have.length(2);
    }
    expect(values()).to.have.length(4);
  });

  it("reads an array of rows as a feed if the user names JSON, and an input as before", async () => {
    for (const rows of [[row(1), row(2)], [row(3)]]) {
      const given = { stdin: JSON.stringify(rows) };
      const options = ["--input", file("rows.json", given.stdin)];
      const unnamed = await run(options);
      expect([unnamed.code, unnamed.stdout]).to.deep.equal([2, ""]);
      expect(unnamed.stderr)
        .to.include("rows.json is an array of rows, ")
        .and.to.include("Or set --format json");
      for (const { code, stdout, stderr } of [
        await run([...options, "--format", "json"]),
        await run(["--format", "json"], given),
      ]) {
        expect(code, stderr).to.equal(0);
        expect(resultsIn(stdout)).to.have.length(rows.length);
      }
    }
    expect(values()).to.have.length(3);
    const named = await run(["--format", "json"], { stdin: JSON.stringify([input(row(4)), input(row(5))]) });
    expect([named.code, JSON.parse(named.stdout).length]).to.deep.equal([0, 2]);
  });

  it("counts skipped items in the summary, the items file and the report, and exits 0", async () => {
    const [items, report] = [file("items.ndjson", ""), file("report.html", "")];
    const args = ["--input", file("list.txt", list), ...block, "--items", items, "--report", report];
    const { code, stderr } = await run(args);
    expect(stderr).to.include("\n3 items: 1 taken, 1 changed, 1 skipped; 2 rows.\n");
    expect(stderr).not.to.include("not read to its end");
    expect(stderr).to.match(/^ {2}skipped \w+ \(1\): line 4: "not a value"/m);
    const written = readFileSync(items, "utf8").trim().split("\n");
    expect(written.map((line) => JSON.parse(line).status)).to.deep.equal(["changed", "taken", "skipped"]);
    const { totals, skipped } = dataOf(report);
    expect(totals).to.deep.equal({
      items: 3,
      taken: 1,
      changed: 1,
      skipped: 1,
      rows: 2,
      succeeded: 2,
      failed: 0,
      notSent: 0,
    });
    expect(skipped).to.have.length(1);
    expect(code).to.equal(0);
  });

  it("names the flags that list skipped items, unless one of them is set", async () => {
    const list1 = file("list.txt", list);
    const [items, report] = [file("items.ndjson", ""), file("report.html", "")];
    const hint = (stderr: string) => /^ {2}Set (.*) to get all skipped items/m.exec(stderr)?.[1];
    const flags = ["--input", list1, ...block];
    expect(hint((await run(flags)).stderr)).to.equal("--items FILE or --report FILE");
    expect(hint((await run([...flags, "--dry-run"])).stderr)).to.equal("--items FILE");
    expect(hint((await run([...flags, "--items", items])).stderr)).to.equal(undefined);
    expect(hint((await run([...flags, "--report", report])).stderr)).to.equal(undefined);
    expect(hint((await run(["--input", file("one.txt", "evil.example\n"), ...block])).stderr)).to.equal(
      undefined,
    );
    expect(hint((await command(["convert", list1, ...block])).stderr)).to.equal("--items FILE");
    expect(hint((await command(["convert", list1, ...block, "--items", items])).stderr)).to.equal(undefined);
  });

  it("sends and reports the rows before a cut, and exits 2", async () => {
    const many = Array.from({ length: 3000 }, (_none, n) => `host-${n}-${Math.sin(n)}.example`).join("\n");
    const packed = gzipSync(many);
    const path = file("cut.txt.gz", packed.subarray(0, packed.length / 2));
    const report = file("report.html", "");
    const { code, stdout, stderr } = await run(["--input", path, ...block, "--report", report]);
    const results = resultsIn(stdout);
    expect(results.length).to.be.within(500, 2500);
    expect(results.filter(({ isFailed }) => isFailed)).to.deep.equal([]);
    expect(values()).to.have.length(results.length);
    expect(stderr).to.match(/^error InvalidInput: .*cut\.txt\.gz ends too early/m);
    expect(stderr).to.include("\nThe feed was not read to its end. Items after these are not counted.\n");
    expect(dataOf(report).totals.succeeded).to.equal(results.length);
    expect(readFileSync(report, "utf8"))
      .to.include("This run is incomplete. The feed was not read to its end.")
      .and.not.include("All rows succeeded");
    expect(code).to.equal(2);
  });

  it("sends and reports everything around a record without an action, and exits 2", async () => {
    const recordOf = (value: string, action: string) =>
      `IpAddress,${value},,${action},High,Title,Text,,,,,\r\n`;
    const feed = file(
      "part.csv",
      `${portal}${recordOf("198.51.100.1", "")}${recordOf("198.51.100.2", "Block")}`,
    );
    const { code, stdout, stderr } = await run(["--input", feed]);
    expect([resultsIn(stdout).length, values().length]).to.deep.equal([2, 2]);
    expect(stderr).to.match(/^error InvalidOption: 1 item does not contain action.*: line 3\.$/m);
    expect(stderr).not.to.include("not read to its end");
    expect(stderr)
      .to.include("The rows of all other items were used.")
      .and.to.include("--default action=Block");
    expect(stderr).to.include("skipped ActionMissing (1): line 3: ");
    expect(code).to.equal(2);
    const none = await run(["--input", file("none.csv", portal.replace(",Block,", ",,"))]);
    expect(none.stderr).to.include("Nothing was sent.").and.not.include("not read to its end");
    expect([none.code, none.stdout]).to.deep.equal([2, ""]);
  });

  it("plans a feed, with its findings, and sends nothing", async () => {
    const feed = file("list.csv", `${portal}IpAddress,300.1.1.1,,Block,High,Title,Text,,,,,\r\n`);
    const { code, stdout, stderr } = await run(["--input", feed, "--dry-run"]);
    const [plan] = JSON.parse(stdout);
    expect(plan).to.include({ rows: 1, sent: 1, calls: 1 });
    expect(plan.findings).to.be.an("array");
    expect(stderr).to.include("2 items: 1 taken, 0 changed, 1 skipped; 1 row.");
    expect([code, simulator().requests()]).to.deep.equal([0, []]);
  });

  it("resumes by a journal of the feed and its options, and reads it twice for a preflight", async () => {
    const feed = file("list.txt", list);
    const journal = file("feed.journal", "");
    rmSync(journal);
    const args = ["--input", feed, ...block, "--default", "expiresAfter.default=P30D", "--journal", journal];
    expect((await run([...args, "--preflight"])).code).to.equal(0);
    const again = await run(args);
    expect(again.stderr).to.include("2 of them with results of an earlier run (journal); 0 calls");
    expect(again.stderr).to.include("\n3 items: 1 taken, 1 changed, 1 skipped; 2 rows.\n");
    const other = await run([...args, "--default", "severity=High"]);
    expect(other.code).to.equal(2);
    expect(other.stderr).to.match(/^error JournalMismatch: /m);
  });

  it("writes each item once although a preflight reads the feed twice", async () => {
    const items = file("items.ndjson", "");
    const args = ["--input", file("list.txt", list), ...block, "--preflight", "--items", items];
    const { stderr } = await run(args);
    expect(readFileSync(items, "utf8").trim().split("\n")).to.have.length(3);
    expect(stderr.match(/FormatRecognized/g)).to.have.length(1);
    const pipe = await run([...block, "--preflight"], { stdin: list });
    expect(pipe.stderr).to.include("A preflight needs an input that can be read twice.");
  });

  it("keeps the rows that failed, without added fields, in the format of the extension", async () => {
    const feed = file(
      "list.csv",
      `${portal}DomainName,late.example,2020-01-01T00:00:00.0Z,Block,,Late,Text,,,,,\r\n`,
    );
    for (const name of ["failed.ndjson", "failed.json", "failed.csv"]) {
      const failed = file(name, "old");
      const { stderr } = await run(["--input", feed, "--failed", failed]);
      const again = await command(["convert", failed, "--to", "json"]);
      expect(JSON.parse(again.stdout).json_body.Indicators, stderr).to.have.length(0);
    }
  });

  it("rejects files that other options name, and flags of feeds for other actions", async () => {
    const feed = file("list.txt", list);
    for (const option of ["--output", "--items", "--failed", "--report"]) {
      const { code, stderr } = await run(["--input", feed, ...block, option, feed]);
      expect(code).to.equal(2);
      expect(stderr).to.include(`--input and ${option} name the same file`);
    }
    expect(readFileSync(feed, "utf8")).to.equal(list);
    const other = await command(["run", "batch_delete_indicators", "--input", feed, "--prose"]);
    expect(other.code).to.equal(2);
    expect(other.stderr).to.match(
      /^error InvalidOption: The action batch_delete_indicators does not accept feeds/,
    );
  });

  it("still names the format of a feed to an action that reads none", async () => {
    const { code, stderr } = await command([
      "run",
      "batch_delete_indicators",
      "--input",
      file("r.json", bundle),
    ]);
    expect(code).to.equal(2);
    expect(stderr).to.include("a STIX bundle");
    const table = await command(["run", "batch_delete_indicators", "--input", file("r.csv", portal)]);
    expect(table.stderr).to.include(
      "r.csv has the file name of a table, and this action does not read tables (CSV).",
    );
  });

  it("writes the report of a run that is stopped", async () => {
    const [report, items] = [file("report.html", ""), file("items.ndjson", "")];
    const files = ["--report", report, "--items", items];
    const many = Array.from({ length: 6000 }, (_none, n) => `host-${n}.example\n`).join("");
    const started = launch(
      ["run", "import_indicators", "--asset", asset(), "--format", "text", ...block, ...files],
      { stdin: many, isOpen: true },
    );
    await until(() => readFileSync(items, "utf8") !== "");
    started.child.kill("SIGINT");
    const { code, stdout } = await started.ended;
    expect(JSON.parse(stdout)).to.have.length(1);
    expect(dataOf(report).totals.items).to.be.within(1, 6000);
    expect(code).to.equal(4);
  });
});

/** Returns the data in the page of a report. */
function dataOf(path: string) {
  const [, json = ""] =
    /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(readFileSync(path, "utf8")) ?? [];
  return JSON.parse(json);
}
