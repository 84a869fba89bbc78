// Requests and memory are bounded in bytes, whatever the rows hold.
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../connector/index.js";
import { rowKeyOf } from "../../../connector/engine/rows/row_key.js";
import { type PipelineBounds, pipeline } from "../../../connector/engine/batch/pipeline.js";
import { exactBytes, maxBytes } from "../../../connector/engine/rows/row_bytes.js";
import { importOf, row, rows } from "../../support/rows.js";
import { stixObject, uploadOf } from "../../support/ti_rows.js";
import { response, changed, nothing, ran, ranRows } from "../stub.js";

const json = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" }));

/** Text of characters that take one to six bytes in JSON. */
const text = fc
  .tuple(fc.constantFrom("x", '"', "\\", "\u0001", "é", "€", "😀", "\ud800", "\n"), fc.nat({ max: 700 }))
  .map(([character, length]) => character.repeat(length));

const limited = (maxBytes: number, changes: JsonObject = {}) =>
  changed({ action: { "/batch/maxBytes": maxBytes, ...changes } });

const bytesOf = (body: unknown): number => Buffer.byteLength(String(body));

describe("run: bytes", () => {
  it("are never counted as fewer than a row takes", () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = Buffer.byteLength(JSON.stringify(value));
        expect(maxBytes(value)).to.be.at.least(written + 1);
        expect(exactBytes(value)).to.equal(written + 1);
      }),
      { numRuns: 2000 },
    );
  });

  it("of a request are at most as declared, unless it holds one row", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5000 }),
        async (texts, maxBytes) => {
          const given = texts.map((description, n) => row(n, { description }));
          const options = { declarations: limited(maxBytes), validation: "off" } as const;
          const { calls, results } = await ranRows(given, options);
          expect(results.map(({ indicator }) => indicator)).to.deep.equal(
            given.map(({ indicatorValue }) => indicatorValue),
          );
          for (const call of calls)
            if (call.rows.length > 1) expect(bytesOf(call.request.body)).to.be.at.most(maxBytes);
          // No call is cut without need: two that follow each other do not fit into one.
          for (const [n, call] of calls.slice(1).entries()) {
            const before = calls[n] as typeof call;
            const together = bytesOf(JSON.stringify({ Indicators: [...before.rows, call.rows[0]] }));
            expect(together).to.be.above(maxBytes);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of all that a request holds are counted, not of its rows alone", async () => {
    const name = "upload_stix_objects";
    const declarations = changed({ of: name, action: { "/batch/maxBytes": 5000 } });
    const objects = Array.from({ length: 40 }, (_none, n) => stixObject(n));
    const input = {
      ...uploadOf(objects),
      json_body: { sourcesystem: "x".repeat(3000), stixobjects: objects },
    };
    const run = await ran(input, { name, declarations, service: () => response({ errors: [] }) });
    expect(run.calls.length).to.be.above(5);
    for (const call of run.calls) expect(bytesOf(call.request.body)).to.be.within(3000, 5000);
  });

  it("of rows that are texts are counted too", async () => {
    const ids = Array.from({ length: 1000 }, (_none, n) => String(10_000_000 + n));
    const name = "batch_delete_indicators";
    const declarations = changed({ of: name, action: { "/batch/maxBytes": 1000 } });
    const run = await ran(
      { json_body: { IndicatorIds: ids } },
      { name, declarations, service: () => nothing() },
    );
    expect(run.results.length).to.equal(1000);
    expect(run.calls.length).to.be.above(10);
    for (const call of run.calls) expect(bytesOf(call.request.body)).to.be.at.most(1000);
  });

  it("are the same in a dry run", async () => {
    const given = rows(100, { description: "x".repeat(500) });
    const declarations = limited(10_000);
    const { connector, calls } = await ranRows(given, { declarations });
    const plan = await connector.plan("import_indicators", importOf(given));
    expect(plan.calls).to.equal(calls.length);
    expect(plan.calls).to.be.above(5);
  });

  describe("of a pipeline", () => {
    const identity = rowKeyOf({ fields: [{ field: "id" }] });
    const bounds: PipelineBounds = {
      maxItems: 500,
      concurrency: 2,
      dedupWindow: 64,
      maxBytes: 100_000,
      windowBytes: 400_000,
    };
    const long = "x".repeat(10_000);

    /** Rows that are read of a feed without end until nothing goes on, while the call of its first row is on its way. */
    async function readBehind(make: (id: number) => unknown): Promise<number> {
      let read = 0;
      async function* feed() {
        yield [{ id: "first", long: "x".repeat(100_000) }];
        while (read < 5000) {
          read += 1;
          yield [make(read)];
        }
      }
      let responseFirst = (): void => {};
      const first = new Promise<void>((resolve) => (responseFirst = resolve));
      const pages = pipeline(feed(), bounds, {
        identity,
        decide: (given) =>
          typeof given === "string" ? { result: { reason: given } } : { send: given as JsonObject },
        async send({ rows: sent }) {
          if (sent[0]?.["id"] === "first") await first;
          return sent.map((one) => ({ id: one["id"] }));
        },
        conflict: () => {},
        placed: () => {},
        sourceFailed: () => {},
        abandoned: () => {},
      });
      const next = pages.next();
      for (let seen = -1, turns = 0; turns < 100; turns += 1) {
        if (seen !== read) turns = 0;
        seen = read;
        await new Promise((resolve) => setImmediate(resolve));
      }
      responseFirst();
      expect(((await next).value as JsonObject[])[0]).to.deep.equal({ id: "first" });
      await pages.return(undefined);
      return read;
    }

    it("are bounded while results wait for those before them", async () => {
      const read = await readBehind((id) => ({ id, long }));
      expect(read * long.length).to.be.within(200_000, 500_000);
    });

    it("are bounded while results of rejected rows wait for those before them", async () => {
      const read = await readBehind(() => long);
      expect(read).to.be.within(3, 50);
    });

    it("hold one row at least, however long it is", async () => {
      expect(await readBehind((id) => ({ id, long: "x".repeat(1_000_000) }))).to.equal(1);
    });
  });
});
