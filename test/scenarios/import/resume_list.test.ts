/** The option resume with the value list: rows that the service contains already are not sent. */
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { row, rows } from "../../support/rows.js";
import { type Bench, type Imported, withBench } from "./over_simulator.js";

/** Returns the values of the rows of the import calls after the first `before` calls. */
function importsAfter({ simulator }: Bench, before: number): number {
  return simulator
    .requests()
    .slice(before)
    .filter(({ endpoint }) => endpoint === "import").length;
}

/** Imports the first rows, then the second ones with the option. Returns the second run. */
async function twice(bench: Bench, first: readonly JsonObject[], second: readonly JsonObject[]) {
  await bench.imported(first);
  const before = bench.simulator.requests().length;
  const run = await bench.imported(second, { resume: "list" });
  return { run, imports: importsAfter(bench, before) };
}

const summaryOf = ({ events }: Imported) => events.find(({ type }) => type === "summary");

describe("import: with the rows that exist listed first", () => {
  it(
    "sends nothing if every row is there, and returns the id of each",
    withBench(async (bench) => {
      const { run, imports } = await twice(bench, rows(3), rows(3));
      expect(imports).to.equal(0);
      const ids = bench.simulator.indicators().map(({ id }) => id);
      expect(run.output.status_code).to.equal(200);
      expect(run.results).to.deep.equal(
        rows(3).map(({ indicatorValue }, n) => ({
          id: ids[n],
          indicator: indicatorValue,
          isFailed: false,
          failureReason: null,
        })),
      );
      expect(summaryOf(run)).to.include({ rows: 3, succeeded: 3, unchanged: 3 });
    }),
  );

  const different: readonly (readonly [string, JsonObject])[] = [
    ["another title", { title: "Other" }],
    ["another severity", { severity: "High" }],
    ["an expiration time", { expirationTime: new Date(Date.now() + 86_400_000).toISOString() }],
    ["another action", { action: "Audit", generateAlert: true }],
    ["groups", { rbacGroupNames: ["GroupOne"] }],
  ];
  for (const [what, change] of different)
    it(
      `sends a row with ${what}`,
      withBench(async (bench) => {
        const { run, imports } = await twice(bench, rows(2), [row(0), row(1, change)]);
        expect(imports).to.equal(1);
        expect(run.reasons).to.deep.equal([null, null]);
        expect(summaryOf(run)).to.include({ unchanged: 1 });
        const last = bench.simulator.indicators().filter((one) => one.indicatorValue === "host-1.example");
        expect(last.at(-1)?.action).to.equal(change["action"] ?? "Block");
      }),
    );

  it(
    "sends a row again that equals what was there before the run changed it",
    withBench(async (bench) => {
      const other = row(1, { title: "Other" });
      const { imports } = await twice(bench, [row(1)], [other, row(1)]);
      expect(imports).to.be.at.least(1);
      expect(bench.simulator.indicators().map(({ title }) => title)).to.deep.equal(["Row 1"]);
    }),
  );

  it(
    "sends nothing if the list fails, and says why",
    withBench(async (bench) => {
      await bench.imported(rows(2));
      bench.simulator.addFault({ kind: "status", status: 403, on: "list", times: 100 });
      const before = bench.simulator.requests().length;
      const run = await bench.imported(rows(3), { resume: "list" });
      expect(importsAfter(bench, before)).to.equal(0);
      expect(run.reasons.map(String)).to.satisfy((reasons: string[]) =>
        reasons.every((reason) => /^NotSent: .*could not be listed before the first row/.test(reason)),
      );
    }),
  );
});
