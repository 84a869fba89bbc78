// What an operator reads on standard error of `run`: as JSON, every line is an object, and every cause has its code.
import { expect } from "chai";
import { jsonLines } from "../../support/json_lines.js";
import { importOf, row, rows } from "../../support/rows.js";
import { canary, command as run, useFolder, useSimulator } from "../shared/process.js";

describe("run: the log", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const imported = async (given: readonly unknown[], args: readonly string[], asset = {}) => {
    const path = file("asset.json", simulator().asset(asset));
    const input = JSON.stringify(importOf(given));
    return run(["run", "import_indicators", "--asset", path, ...args], { stdin: input });
  };
  const json = ["--log-format", "json"];
  const bad = row(1, { indicatorValue: "not a value", indicatorType: "IpAddress" });
  const throttle = () =>
    simulator().addFault({ kind: "status", status: 429, retryAfterSeconds: 1, times: 1, on: "import" });

  it("as JSON distinguishes a 429, a bad row and rejected credentials by code", async () => {
    throttle();
    const one = await imported([bad, ...rows(1)], json);
    const other = await imported(rows(1), json, { client_secret: `${canary}x` });
    const codes = ({ stderr }: { stderr: string }) =>
      jsonLines(stderr)
        .filter(({ level }) => level !== "info")
        .map(({ level, code }) => [level, code]);
    expect(codes(one)).to.deep.equal([
      ["warn", "Throttled"],
      ["warn", "InvalidIndicator"],
    ]);
    expect(codes(other)).to.deep.equal([
      ["warn", "InvalidCredentials"],
      ["warn", "NotSent"],
      ["error", "InvalidCredentials"],
    ]);
    expect([one.code, other.code]).to.deep.equal([1, 3]);
    for (const { stderr } of [one, other]) {
      expect(stderr).not.to.include(canary);
      const ids = new Set(jsonLines(stderr).map(({ runId }) => runId));
      expect([
        ids.size,
        jsonLines(stderr).every(({ action }) => action === "import_indicators"),
      ]).to.deep.equal([1, true]);
    }
    const summary = jsonLines(one.stderr).at(-1);
    expect(summary).to.include({ rows: 2, succeeded: 1, failed: 1, notSent: 0, calls: 2 });
  });

  it("as text has a line for each code of rows, before the summary", async () => {
    const { stderr } = await imported([bad, bad, ...rows(1)], []);
    const lines = stderr.trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("warning "))).to.deep.equal([
      "warning InvalidIndicator: 2 rows have the result InvalidIndicator.",
    ]);
    expect(lines.at(-1)).to.match(/^3 rows: 1 succeeded, 2 failed, 0 not sent; /);
    const good = await imported(rows(1), []);
    expect(good.stderr).to.not.contain("warning");
  });

  it("as JSON contains usage errors and errors before the run", async () => {
    for (const args of [
      ["run", "import_indicators", "--log-format=json", "--bogus"],
      ["run", "import_indicators", "--bogus", ...json],
      ["run", "no_such_action", ...json],
      ["describe", "import_indicators", ...json],
    ]) {
      const { code, stderr } = await run(args);
      expect([code, jsonLines(stderr).map(({ level }) => level)]).to.deep.equal([2, ["error"]]);
    }
  });

  it("as JSON has the code of each note about a feed", async () => {
    const path = file("asset.json", simulator().asset());
    const feed = ["--format", "csv", "--default", "action=Block", ...json];
    const { stderr } = await run(["run", "import_indicators", "--asset", path, ...feed], {
      stdin: "value,other\nevil.example,x\n",
    });
    const notes = jsonLines(stderr).filter(({ msg }) => String(msg).startsWith("note "));
    expect(notes.map(({ code }) => code)).to.include.members(["ColumnsRecognized", "ColumnsIgnored"]);
    for (const { msg, code, level } of notes) {
      expect(level).to.equal("info");
      expect(msg).to.match(new RegExp(`^note ${String(code)}: `));
    }
  });

  it("contains each call with --verbose, without secrets", async () => {
    throttle();
    const { stderr } = await imported(rows(1), ["--verbose"]);
    expect(stderr).to.match(
      /^POST http:\S+\/token: 200, \d+ ms\nPOST http:\S+\/import: 429 Throttled, \d+ ms\nWaiting 1 s: as the service asks\.\nPOST http:\S+\/import: 200, attempt 2, \d+ ms\n1 row: /,
    );
    expect(stderr).not.to.include(canary);
  });

  it("contains errors only with --log-level error", async () => {
    expect((await imported([bad, ...rows(1)], ["--log-level", "error"])).stderr).to.equal("");
    const { stderr } = await imported(rows(1), ["--log-level", "error"], { client_secret: `${canary}x` });
    expect(stderr).to.match(/^error InvalidCredentials: .+\n {2}.+\n$/);
  });
});
