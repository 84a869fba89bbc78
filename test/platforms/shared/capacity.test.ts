// `run` on a tenant that is full, or would be: the real process.
import { expect } from "chai";
import { row, rows } from "../../support/rows.js";
import { command, type Given, input, useFolder, useSimulator } from "./process.js";

interface Result {
  failureReason: string | null;
}

const lines = (...some: unknown[]) => some.map((one) => `${JSON.stringify(one)}\n`).join("");
const codesIn = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as Result).failureReason?.split(":")[0] ?? "in");
const tooMany = rows(15_002).map((one, n) => ({ ...one, severity: n < 2 ? "Low" : "High" }));

describe("run with insufficient capacity", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const run = (options: string[], given: Given = {}) =>
    command(
      ["run", "import_indicators", "--asset", file("asset.json", simulator().asset()), ...options],
      given,
    );

  it("exits 1 if the tenant is full: new rows and standard error say so", async () => {
    simulator().configure({ capacity: 500 });
    const { code, stdout, stderr } = await run(["--input", file("feed.ndjson", lines(...rows(6000)))]);
    const codes = codesIn(stdout);
    expect([codes.length, codes.filter((one) => one === "in").length]).to.deep.equal([6000, 500]);
    expect(codes.at(-1)).to.equal("CapacityExceeded");
    expect(stderr).to.match(/^warning CapacityExceeded: The service is full: 500 of 500 are taken\./m);
    expect(code).to.equal(1);
  });

  it("leaves out the last rows in the order of --overflow, and reads the file twice", async () => {
    const feed = file("feed.ndjson", lines(...tooMany));
    const { code, stdout, stderr } = await run(["--input", feed, "--overflow", "severity"]);
    const codes = codesIn(stdout);
    expect(codes.slice(0, 3)).to.deep.equal(["CapacityExceeded", "CapacityExceeded", "in"]);
    expect(codes.filter((one) => one === "in").length).to.equal(15_000);
    expect(stderr).to.match(/0 of 15000 are taken; 15002 of the rows are new, and 2 of them do not fit\./);
    expect(code).to.equal(1);
  });

  it("counts the rows of a list of inputs with --preflight too", async () => {
    const stdin = JSON.stringify(input(...tooMany));
    const { code, stdout } = await run(["--preflight"], { stdin });
    const [output] = JSON.parse(stdout) as { json_body: { value: Result[] } }[];
    const reasons = output?.json_body.value.map(({ failureReason }) => failureReason) ?? [];
    expect(reasons.findIndex((reason) => reason !== null)).to.equal(15_000);
    expect(reasons.at(-1)).to.match(/^CapacityExceeded: 0 of 15000 are taken/);
    expect(code).to.equal(1);
  });

  it("exits 4 with --overflow fail for the input that does not fit, and imports the one that fits", async () => {
    const stdin = JSON.stringify([input(...rows(15_001)), input(...rows(10))]);
    const { code, stdout, stderr } = await run(["--overflow", "fail"], { stdin });
    const outputs = JSON.parse(stdout) as { json_body: { value: Result[] } }[];
    const reasons = outputs.map(({ json_body }) => json_body.value.map(({ failureReason }) => failureReason));
    expect(reasons[0]?.[0]).to.match(/^CapacityExceeded: /);
    expect(reasons[1]).to.deep.equal(Array.from({ length: 10 }, () => null));
    expect(stderr).to.match(/^error CapacityExceeded: input 1: 0 of 15000 are taken;/m);
    expect(stderr).not.to.contain("ancelled");
    expect(code).to.equal(4);
  });

  it("exits 4 with --overflow fail: nothing is sent, and every row has its line", async () => {
    const feed = file("feed.ndjson", lines(...tooMany));
    const { code, stdout, stderr } = await run(["--input", feed, "--overflow", "fail"]);
    expect(new Set(codesIn(stdout))).to.deep.equal(new Set(["CapacityExceeded"]));
    expect(codesIn(stdout).length).to.equal(tooMany.length);
    expect(stderr).to.match(
      /^error CapacityExceeded: 0 of 15000 are taken; .* Nothing was sent\.\n {2}Free capacity/m,
    );
    expect(stderr).to.include(
      `${tooMany.length} rows: 0 succeeded, 0 failed, ${tooMany.length} not sent; 1 call,`,
    );
    expect(
      simulator()
        .requests()
        .map(({ endpoint }) => endpoint),
    ).to.deep.equal(["list"]);
    expect(code).to.equal(4);
  });

  for (const options of [["--preflight"], ["--overflow", "severity"]]) {
    it(`exits 2 if ${options.join(" ")} cannot read a pipe of rows twice`, async () => {
      const { code, stdout, stderr } = await run(["--format", "ndjson", ...options], {
        stdin: lines(row(1)),
      });
      expect(stderr).to.match(/^error InvalidOption: A preflight needs an input that can be read twice/);
      expect([code, stdout, simulator().requests().length]).to.deep.equal([2, "", 0]);
    });
  }

  it("exits 2 for an unknown value", async () => {
    const feed = file("feed.ndjson", lines(row(1)));
    const { code, stderr } = await run(["--input", feed, "--overflow", "last"]);
    expect(stderr).to.match(/overflow is not one of first, fail, severity, expiry\./);
    expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
  });
});
