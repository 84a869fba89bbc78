/** A full tenant: what fits is stored, what does not is said, and no call is made for nothing. */
import { expect } from "chai";
import {
  ConnectorError,
  type Declarations,
  type JsonObject,
  type RunOptions,
} from "../../connector/index.js";
import { changed } from "../run/stub.js";
import { row, rows } from "../support/rows.js";
import { type Bench, type Imported, valuesOf, withBench } from "./over_simulator.js";

const codeOf = (reason: unknown) => /^\w+(?=:)|^Max capacity/.exec(String(reason))?.[0] ?? "in";
const codesOf = ({ reasons }: Imported) => reasons.map(codeOf);
const countOf = (run: Imported, ...codes: string[]) =>
  codesOf(run).filter((code) => codes.includes(code)).length;
const calls = ({ simulator }: Bench, endpoint: string) =>
  simulator.requests().filter((request) => request.endpoint === endpoint);

/** A tenant of that size, and a connector that knows of it. @param more changes of the action */
const small = (capacity: number, body: (bench: Bench) => Promise<void>, more = {}, simulator = {}) =>
  withBench(
    body,
    { settings: { capacity, pageSize: 7 }, ...simulator },
    { declarations: declared(capacity, more) },
  );
const declared = (capacity: number, more = {}): Declarations =>
  changed({ action: { "/quota/limit": capacity, "/batch/maxItems": 10, ...more } });

describe("import: a full tenant", function () {
  this.timeout(60_000);

  it(
    "stores 15,000 of 20,000 rows and says capacity of 5,000, with at most 36 import calls",
    withBench(async (bench) => {
      const { imported, simulator, clock } = bench;
      const given = rows(20_000);
      const run = await imported(given);

      expect(valuesOf(run.results, "indicator")).to.deep.equal(valuesOf(given));
      console.log(
        calls(bench, "import").length,
        calls(bench, "list").length,
        clock.monotonic(),
        countOf(run, "CapacityExceeded"),
        run.warnings,
        run.reasons.at(-1),
        run.events.at(-1),
      );
      expect(simulator.indicators().length).to.equal(15_000);
    }),
  );
  it(
    "prefl",
    withBench(async (bench) => {
      const { imported, simulator, clock } = bench;
      const given = rows(20_000).map((r, i) => ({ ...r, severity: ["High", "Low"][i % 2] }));
      const run = await imported(given, { overflow: "severity" });
      expect(run.output.status_code).to.equal(200);
      console.log(
        calls(bench, "import").length,
        calls(bench, "list").length,
        clock.monotonic(),
        countOf(run, "CapacityExceeded"),
        run.warnings,
        run.reasons.at(-1),
        run.events.at(-1),
      );
      expect(simulator.indicators().length).to.equal(15_000);
    }),
  );
});
