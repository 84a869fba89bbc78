import { expect } from "chai";
import { type ConnectorError, createConnector, type JsonObject } from "../../connector/index.js";
import { httpTransport } from "../../connector/http/axios_transport.js";
import { OutputRedactor } from "../../connector/engine/output_redactor.js";
import { Redactor } from "../../connector/http/redactor.js";
import { MemoryJournal } from "../support/memory_journal.js";
import { closingAfterEach } from "../support/open.js";
import { importOf, row, rows } from "../support/rows.js";
import { startServer } from "../support/server.js";
import { asset, own, ran, response, runOn, taken } from "./stub.js";

const nested = (levels: number): string => '{"a":'.repeat(levels) + "1" + "}".repeat(levels);

function depthOf(value: unknown): number {
  let depth = 0;
  for (let here = value; typeof here === "object" && here !== null; here = Object.values(here)[0]) depth += 1;
  return depth;
}

describe("engine: deeply nested responses", () => {
  const open = closingAfterEach();

  for (const levels of [101, 4000, 50_000])
    for (const place of ["row", "body", "reason", "text of the reason"])
      it(`keeps the outcome of every row if a ${place} is nested ${levels} levels deep`, async () => {
        const server = open(
          await startServer(({ path, body }, output) => {
            output.writeHead(200, { "content-type": "application/json" });
            if (path.includes("/token"))
              return void output.end('{"token_type":"Bearer","expires_in":3599,"access_token":"t"}');
            const { Indicators } = JSON.parse(body) as { Indicators: JsonObject[] };
            const value = Indicators.map(({ indicatorValue }, i) => {
              const isFailed = i === 1;
              const why = place === "reason" ? nested(levels) : JSON.stringify(nested(levels));
              const reason = isFailed && place.endsWith("reason") ? why : "null";
              const extra = place === "row" ? `,"extra":${nested(levels)}` : "";
              return `{"id":"1","indicator":"${String(indicatorValue)}","isFailed":${isFailed},"failureReason":${reason}${extra}}`;
            });
            output.end(`{"value":[${value.join()}]${place === "body" ? `,"extra":${nested(levels)}` : ""}}`);
          }),
        );
        const journal = new MemoryJournal();
        const connector = await createConnector({
          env: {},
          transport: httpTransport,
          journals: journal.open,
        });
        const whole = { ...asset, url: server.url, login_url: server.url };
        const { results, error } = await runOn(connector, importOf(rows(3)), { asset: whole, journal: "j" });
        expect(error).to.equal(undefined);
        expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, true, false]);
        for (const result of results) expect(depthOf(result["extra"])).to.be.at.most(101);
        if (place === "row")
          expect(JSON.stringify(results[0])).to.contain("nested more than 100 levels deep");
      });

  it("does not change a response that is nested 90 levels deep", async () => {
    const extra: unknown = JSON.parse(nested(90));
    const { results } = await ran(importOf([row(1)]), {
      service: ({ rows: [sent = {}] }) => response({ value: [{ ...taken(sent), extra }] }),
    });
    expect(results[0]?.["extra"]).to.deep.equal(extra);
  });

  it("returns InternalError with the results so far if anything else fails while the output is written", async () => {
    const out = new OutputRedactor(new Redactor(), own.manifest);
    const failing = out.output(Promise.reject(new RangeError("Maximum call stack size exceeded")));
    const error = await failing.catch((thrown: unknown) => thrown as ConnectorError);
    expect(error).to.include({ code: "InternalError" });

    // oxlint-disable-next-line typescript/unbound-method -- called with its own object below
    const { rows: clean } = OutputRedactor.prototype;
    let pages = 0;
    OutputRedactor.prototype.rows = function rowsOrFault(results) {
      pages += 1;
      if (pages === 2) throw new RangeError("Maximum call stack size exceeded");
      return clean.call(this, results);
    };
    try {
      const run = await ran(importOf(rows(1200)));
      expect(run.error).to.include({ code: "InternalError" });
      expect(run.results).to.have.lengthOf(500);
      expect(run.results.every(({ isFailed }) => isFailed === false)).to.equal(true);
    } finally {
      OutputRedactor.prototype.rows = clean;
    }
  });
});
