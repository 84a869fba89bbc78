// What a run leaves for a person: the rows that failed, a table, a summary on a terminal, and a list as rows.
import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { runProgram } from "../../../platforms/cli/program.js";
import { row, rows } from "../../support/rows.js";
import { badRow, command, input, stranger, useFolder, useSimulator } from "../shared/process.js";

const lines = (...some: unknown[]) => some.map((one) => `${JSON.stringify(one)}\n`).join("");
const linesOf = (path: string) =>
  readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const defanged = row(2, { indicatorValue: "bad[.]example" });

/** Returns the rows as an input, as NDJSON and as a table, with a name for each file. */
function inEachFormat(given: readonly JsonObject[]): [name: string, content: unknown][] {
  const records = given.map((_row, n) => `DomainName,host-${n}.example,Block,Row ${n},Inert.\n`);
  return [
    ["in.json", input(...given)],
    ["in.ndjson", lines(...given)],
    ["in.csv", `IndicatorType,IndicatorValue,Action,Title,Description\n${records.join("")}`],
  ];
}

describe("the files of a run", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const asset = (change: Record<string, unknown> = {}) => file("asset.json", simulator().asset(change));
  const run = (...options: string[]) => command(["run", "import_indicators", "--asset", asset(), ...options]);

  describe("--failed", () => {
    for (const [what, name, content] of [
      ["JSON", "in.json", input(row(1), defanged, badRow)],
      ["several inputs", "in.json", [input(row(1), defanged), input(badRow)]],
      ["NDJSON", "in.ndjson", lines(row(1), defanged, badRow)],
    ] as const) {
      it(`holds the failed rows of ${what} as they were, in each format`, async () => {
        const source = file(name, content);
        const [json, ndjson, csv] = [file("f.json", "old"), file("f.ndjson", "old"), file("f.csv", "old")];
        for (const path of [json, ndjson, csv])
          expect((await run("--input", source, "--failed", path)).code).to.equal(1);
        expect(JSON.parse(readFileSync(json, "utf8"))).to.deep.equal(input(defanged, badRow));
        expect(linesOf(ndjson)).to.deep.equal([defanged, badRow]);
        expect(readFileSync(csv, "utf8").split("\r\n").slice(1, -1)).to.deep.equal([
          "DomainName,bad[.]example,,Block,,Row 2,Inert.,,,,,",
          "IpAddress,192.0.2.0/24,,Block,,Row 0,Inert.,,,,,",
        ]);
      });
    }

    it("is written empty if all rows succeed, also normalized ones", async () => {
      for (const [name, content] of [
        ["in.json", input(defanged)],
        ["in.ndjson", lines(defanged)],
      ] as const) {
        const [json, ndjson] = [file("f.json", "old"), file("f.ndjson", "old")];
        for (const path of [json, ndjson])
          expect((await run("--input", file(name, content), "--normalize", "--failed", path)).code).to.equal(
            0,
          );
        expect(JSON.parse(readFileSync(json, "utf8"))).to.deep.equal(input());
        expect(readFileSync(ndjson, "utf8")).to.equal("");
      }
    });

    it("holds a line that is not a row as it was, so that it can be corrected", async () => {
      const failed = file("f.ndjson", "old");
      const source = file("in.ndjson", `${lines(row(1))}{"indicatorValue" 1}\n`);
      await run("--input", source, "--failed", failed);
      expect(readFileSync(failed, "utf8")).to.equal('{"indicatorValue" 1}\n');
      const { stderr } = await run("--input", source, "--failed", file("f.csv", ""));
      expect(stderr).to.include("note FailedFile: Lines that are not rows were left out: 1.\n");
    });

    it("holds every row that was not sent, with JSON, NDJSON and a feed", async () => {
      const many = rows(1200);
      const wrong = { client_id: stranger.client_id };
      for (const [name, content] of inEachFormat(many)) {
        const [failed, report] = [file("f.ndjson", "old"), file("r.html", "")];
        const args = ["--input", file(name, content), "--failed", failed, "--report", report];
        const ended = await command(["run", "import_indicators", "--asset", asset(wrong), ...args]);
        expect(ended.code, ended.stderr).to.equal(3);
        expect(linesOf(failed).map((one) => one.indicatorValue)).to.deep.equal(
          many.map((one) => one["indicatorValue"]),
        );
        expect(readFileSync(report, "utf8")).to.include('"notSent":1200');
      }
    });

    it("holds the rows of a feed without added fields, which the same command accepts again", async () => {
      const flags = ["--default", "action=Block", "--default", "expiresAfter.default=P30D"];
      const feed = file("list.txt", "# list\nevil.example\n\nhxxps://bad[.]example/x\n");
      const given = [
        { indicatorType: "DomainName", indicatorValue: "evil.example" },
        { indicatorType: "Url", indicatorValue: "https://bad.example/x" },
      ];
      for (const name of ["f.ndjson", "f.json", "f.csv"]) {
        const failed = file(name, "old");
        const wrong = ["--asset", file("wrong.json", simulator().asset({ client_id: stranger.client_id }))];
        await command(["run", "import_indicators", ...wrong, "--input", feed, ...flags, "--failed", failed]);
        if (name === "f.ndjson") expect(linesOf(failed)).to.deep.equal(given);
        const again = await run("--input", failed, ...flags);
        expect(again.code, again.stderr).to.equal(0);
        expect(simulator().indicators()).to.have.length(2);
        simulator().reset();
      }
    });

    it("returns the cells of a table byte for byte as CSV, and as values of a row otherwise", async () => {
      const header =
        "IndicatorType,IndicatorValue,ExpirationTime,Action,Severity,Title,Description,RecommendedActions,RbacGroups,Category,MitreTechniques,GenerateAlert";
      const records = [
        'DomainName," one.example ",2099-01-31,block,high," Title ","Lone\rCR","CR\r\nLF\n","a; b",Malware,"T1071;T1059",true',
        'Url,https://two.example/,2099-01-31T00:00:00.1234567Z,Block,,"\t=1+1","x, ""y""",,"[""a, b""]",,,FALSE',
      ];
      const text = `${[header, ...records].join("\r\n")}\r\n`;
      const wrong = ["--asset", file("wrong.json", simulator().asset({ client_id: stranger.client_id }))];
      const feed = file("in.csv", text);
      const [csv, ndjson] = [file("f.csv", "old"), file("f.ndjson", "old")];
      for (const failed of [csv, ndjson]) {
        const args = ["run", "import_indicators", ...wrong, "--input", feed, "--failed", failed];
        expect((await command(args)).code).to.equal(3);
      }
      expect(readFileSync(csv, "utf8")).to.equal(text);
      expect(linesOf(ndjson)[0]).to.deep.equal({
        indicatorType: "DomainName",
        indicatorValue: "one.example",
        action: "block",
        severity: "high",
        title: "Title",
        description: "Lone\rCR",
        recommendedActions: "CR\r\nLF",
        expirationTime: "2099-01-31T00:00:00.000Z",
        rbacGroupNames: ["a", "b"],
        category: "Malware",
        mitreTechniques: ["T1071", "T1059"],
        generateAlert: true,
      });
    });

    it("can be corrected and run again", async () => {
      const failed = file("f.csv", "");
      await run("--input", file("in.json", input(row(1), defanged)), "--failed", failed);
      const corrected = file("again.csv", readFileSync(failed, "utf8").replace("[.]", "."));
      const { code, stderr } = await run("--input", corrected);
      expect(code, stderr).to.equal(0);
      expect(simulator().indicators()).to.have.length(2);
    });

    it("holds every row if the asset is not accepted, with JSON, NDJSON and a feed", async () => {
      const many = rows(3);
      const bad = file("bad.json", { ...simulator().asset(), cloud: "elsewhere" });
      for (const [name, content] of inEachFormat(many)) {
        const [failed, report] = [file("f.ndjson", "old"), file("r.html", "old")];
        const args = ["--input", file(name, content), "--failed", failed, "--report", report];
        const ended = await command(["run", "import_indicators", "--asset", bad, ...args]);
        expect([ended.code, ended.stdout], ended.stderr).to.deep.equal([2, ""]);
        expect(ended.stderr).to.match(/^error InvalidAsset: /m);
        expect(linesOf(failed).map((one) => one.indicatorValue)).to.deep.equal(
          many.map((one) => one["indicatorValue"]),
        );
        expect(readFileSync(report, "utf8"))
          .to.include('"rows":3,"succeeded":0,"failed":0,"notSent":3')
          .and.include("InvalidAsset")
          .and.not.include("All rows succeeded");
        expect(simulator().requests()).to.deep.equal([]);
      }
    });

    it("is empty if the run ends before its rows are known, and the report has the reason", async () => {
      const source = file("in.json", input(row(1)));
      const feed = file("list.txt", "evil.example\n");
      for (const [what, code, args] of [
        ["a missing input", "InvalidInput", ["--input", "absent.json"]],
        ["broken JSON", "InvalidInput", ["--input", file("broken.json", '{"json_body":')]],
        ["a broken envelope", "InvalidInput", ["--input", file("odd.json", { json_bodi: {} })]],
        ["an unknown default", "InvalidOption", ["--input", feed, "--default", "akshun=Block"]],
        ["no action", "InvalidOption", ["--input", feed]],
        [
          "an unknown field",
          "InvalidOption",
          ["--input", feed, "--default", "action=Block", "--map", "1=nothing"],
        ],
        ["options of another action", "InvalidOption", ["--input", source, "--to", "csv"]],
        ["two journals", "InvalidOption", ["--input", source, "--journal", "a", "--journal-dir", "b"]],
        ["an output in no folder", "InvalidOption", ["--input", source, "--output", "/absent/out.json"]],
      ] as const) {
        const [failed, csv, report] = [file("f.json", "old"), file("f.csv", "old"), file("r.html", "old")];
        for (const path of [failed, csv]) {
          const ended = await run(...args, "--failed", path, "--report", report);
          expect([ended.code, ended.stdout], what).to.deep.equal([2, ""]);
          expect(ended.stderr.match(/^error /gm), ended.stderr).to.have.length(1);
        }
        expect(JSON.parse(readFileSync(failed, "utf8")), what).to.deep.equal(input());
        expect(readFileSync(csv, "utf8"), what).to.match(/^IndicatorType,[^\n]*\r\n$/);
        const page = readFileSync(report, "utf8");
        expect(page, what).to.include(code).and.to.include('"rows":0');
      }
      expect(simulator().requests()).to.deep.equal([]);
    });

    it("never replaces a file that another option names", async () => {
      const source = file("in.ndjson", lines(row(1)));
      for (const args of [
        ["--failed", source],
        ["--report", source, "--failed", file("f.json", "old")],
        ["--failed", file("asset.json", simulator().asset())],
      ]) {
        expect((await run("--input", source, ...args)).code).to.equal(2);
        expect(readFileSync(source, "utf8")).to.equal(lines(row(1)));
      }
      expect(readFileSync(file("f.json", "old"), "utf8")).to.equal("old");
      expect((await run("--input", source)).code).to.equal(0);
    });

    it("is rejected for an unknown format, in a dry run, and for inputs that differ", async () => {
      const source = file("in.json", input(row(1)));
      for (const args of [
        ["--failed", "f.txt"],
        ["--failed", "f.json", "--dry-run"],
      ])
        expect((await run("--input", source, ...args)).code).to.equal(2);
      const two = file("two.json", [input(row(1)), { ...input(row(2)), headers: { "x-a": "1" } }]);
      const { code, stderr } = await run("--input", two, "--failed", file("f.json", ""));
      expect(code).to.equal(2);
      expect(stderr).to.include("the inputs differ in more than their rows");
      expect(simulator().requests()).to.deep.equal([]);
    });
  });

  describe("--report", () => {
    for (const [code, what, change, options, reason] of [
      [0, "all rows succeed", {}, [], undefined],
      [1, "rows fail", {}, [], undefined],
      [3, "the login is rejected", { client_secret: "wrong-x" }, [], "InvalidCredentials"],
      [4, "the time is over", {}, ["--deadline-ms", "1"], "DeadlineExceeded"],
    ] as const) {
      it(`is written at exit code ${code}, if ${what}`, async () => {
        const content = code === 1 ? lines(row(1), defanged) : lines(row(1), row(2));
        for (const [name, text] of [
          ["in.ndjson", content],
          ["in.json", input(row(1), code === 1 ? defanged : row(2))],
        ] as const) {
          const [report, failed] = [file("r.html", "old"), file("f.ndjson", "old")];
          const args = ["--asset", file("a.json", simulator().asset(change)), "--input", file(name, text)];
          const files = ["--report", report, "--failed", failed];
          const ended = await command(["run", "import_indicators", ...args, ...files, ...options]);
          expect(ended.code, ended.stderr).to.equal(code);
          const page = readFileSync(report, "utf8");
          const [, json = ""] = /id="data">([^<]*)</.exec(page) ?? [];
          const { totals } = JSON.parse(json);
          const unsent = code > 1 ? 2 : 0;
          expect(totals).to.include({ rows: 2, failed: code === 1 ? 1 : 0, notSent: unsent });
          expect(linesOf(failed)).to.have.length(code === 0 ? 0 : code === 1 ? 1 : 2);
          if (reason !== undefined) expect(page).to.include(reason);
        }
      });
    }
  });

  describe("--output with the extension .csv", () => {
    for (const [what, name, content] of [
      ["JSON", "in.json", input(row(1), row(2, { indicatorValue: "=cmd|x", action: "@Block" }))],
      ["NDJSON", "in.ndjson", lines(row(1), row(2, { indicatorValue: "=cmd|x", action: "@Block" }))],
    ] as const) {
      it(`is a table of the results of ${what}, without formulas`, async () => {
        const output = file("out.csv", "old");
        const { code, stdout } = await run("--input", file(name, content), "--output", output);
        const [header, first, second, last] = readFileSync(output, "utf8").split("\r\n");
        expect(header).to.equal(
          "row,indicatorValue,indicatorType,action,id,indicator,isFailed,failureReason",
        );
        expect(first).to.match(/^1,host-1\.example,DomainName,Block,\d+,host-1\.example,FALSE,$/);
        expect(second).to.match(/^2,'=cmd\|x,DomainName,'@Block,,'=cmd\|x,TRUE,"?\w+: /);
        expect([code, stdout, last]).to.deep.equal([1, "", ""]);
      });
    }
  });

  it("shows where the failed rows of a feed are in their source", async () => {
    const feed = file("list.txt", "# list\nevil.example\n\nhxxps://bad[.]example/x\n");
    const [output, report] = [file("out.csv", ""), file("r.html", "")];
    const flags = ["--default", "action=BlockAndRemediate", "--preflight"];
    await run("--input", feed, ...flags, "--output", output, "--report", report);
    const [header, first, second] = readFileSync(output, "utf8").split("\r\n");
    expect(header).to.match(/^row,source,indicatorValue,/);
    expect(first).to.match(/^1,line 2,evil\.example,/);
    expect(second).to.match(/^2,line 4,https:/);
    expect(readFileSync(report, "utf8")).to.include(
      `"row":2,"source":{"file":${JSON.stringify(feed)},"line":4}`,
    );
  });

  describe("on a terminal", () => {
    async function shown(...args: string[]) {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      Object.assign(stdout, { isTTY: true });
      const io = { stdin: new PassThrough(), stdout, stderr, env: {} };
      const code = await runProgram(["run", "import_indicators", "--asset", asset(), ...args], io);
      return { code, text: String(stdout.read() ?? ""), events: String(stderr.read() ?? "") };
    }

    for (const [what, name, content] of [
      ["JSON", "in.json", input(...rows(30, { indicatorType: "Url" }), row(1))],
      ["NDJSON", "in.ndjson", lines(...rows(30, { indicatorType: "Url" }), row(1))],
    ] as const) {
      it(`prints a summary and the first failed rows of ${what}`, async () => {
        const { code, text } = await shown("--input", file(name, content));
        expect(text).to.match(/^By type\n {2}Url +30\n {2}DomainName +1\nBy action\n {2}Block +31\n/);
        expect(text).to.match(/\nBy reason of failure\n {2}\w+ +30\nFailed rows\n {2}Row +Value +Message\n/);
        expect(text).to.match(/\n {2}1 +host-0\.example +\w+: .*\n/);
        expect(text.match(/\n {2}\d+ +host-/g)).to.have.length(20);
        expect(text).to.match(/\n {2}and 10 more\. Set --failed FILE to get all of them\.\n$/);
        expect(code).to.equal(1);
      });
    }

    it("makes values printable, and prints JSON for an action without rows", async () => {
      const hostile = row(1, { indicatorValue: "bad\u001b[2J\u202e.example" });
      const { text } = await shown("--input", file("in.json", input(hostile)));
      expect(text)
        .to.include("bad\\u001b[2J\\u202e.example")
        .and.not.include("\u001b")
        .and.not.include("\u202e");
    });

    it("shows the line of each failed row of a feed", async () => {
      const feed = file("list.txt", "# list\nevil.example\n");
      const { text } = await shown("--input", feed, "--default", "action=BlockAndRemediate");
      expect(text).to.match(
        /\nFailed rows\n {2}Row +Source +Value +Message\n {2}1 +line 2 +evil\.example +\S/,
      );
    });

    it("leaves a file as it is without a terminal", async () => {
      const output = file("out.json", "");
      const { text } = await shown("--input", file("in.json", input(row(1))), "--output", output);
      expect(text).to.equal("");
      expect(JSON.parse(readFileSync(output, "utf8"))[0].json_body.value).to.have.length(1);
    });
  });

  describe("--to", () => {
    for (const [to, name] of [
      ["csv", "list.csv"],
      ["portal-csv", "list.csv"],
      ["ndjson", "list.ndjson"],
    ] as const) {
      it(`writes the whole list as ${to}, which another tenant can import`, async () => {
        const many = rows(1200, { rbacGroupNames: ["a", "b"], severity: "High" });
        expect((await run("--input", file("in.ndjson", lines(...many)))).code).to.equal(0);
        const output = file(name, "old");
        const listed = await command([
          "run",
          "get_indicators",
          "--asset",
          asset(),
          "--to",
          to,
          "--output",
          output,
        ]);
        expect([listed.code, listed.stdout], listed.stderr).to.deep.equal([0, ""]);
        expect(listed.stderr).to.include(`\n1200 rows were written to ${output}.\n`);
        simulator().reset();
        const { code, stderr } = await run("--input", output);
        expect(code, stderr).to.equal(0);
        const [first] = simulator().indicators();
        expect(first).to.include({ severity: "High", title: "Row 0" });
        expect(simulator().indicators()).to.have.length(1200);
      });
    }

    it("is rejected for an action that returns no list, and for a list of other things", async () => {
      expect((await run("--input", file("in.json", input(row(1))), "--to", "csv")).code).to.equal(2);
      const groups = await command(["run", "list_device_groups", "--asset", asset(), "--to", "portal-csv"]);
      expect(groups.code).to.equal(2);
      expect(groups.stderr).to.include("does not fit the template of the portal");
    });
  });
});
