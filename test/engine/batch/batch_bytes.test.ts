// Requests and memory are bounded in bytes, whatever the rows contain.
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

/** Returns a text of characters that take one to six bytes in JSON. */
const text = fc
  .tuple(fc.constantFrom("x", '"', "\\", "\u0001", "é", "€", "😀", "\ud800", "\n"), fc.nat({ max: 700 }))
  .map(([character, length]) => character.repeat(length));

const limited = (bytes: number, changes: JsonObject = {}) =>
  changed({ action: { "/batch/maxBytes": bytes, ...changes } });

const bytesOf = (body: unknown): number => Buffer.byteLength(String(body));

describe("engine: bytes of a batch", () => {
  it("never counts fewer bytes than a row takes", () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = Buffer.byteLength(JSON.stringify(value));
        expect(maxBytes(value)).to.be.at.least(written + 1);
        expect(exactBytes(value)).to.equal(written + 1);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps each request within the declared bytes, unless it contains one row", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5000 }),
        async (texts, limit) => {
          const given = texts.map((description, n) => row(n, { description }));
          const options = { declarations: limited(limit), validation: "off" } as const;
          const { calls, results } = await ranRows(given, options);
          expect(results.map(({ indicator }) => indicator)).to.deep.equal(
            given.map(({ indicatorValue }) => indicatorValue),
          );
          for (const call of calls)
            if (call.rows.length > 1) expect(bytesOf(call.request.body)).to.be.at.most(limit);
          // A batch ends early only if the next one does not fit into it.
          for (const [n, call] of calls.slice(1).entries()) {
            const before = calls[n] as typeof call;
            const together = bytesOf(JSON.stringify({ Indicators: [...before.rows, call.rows[0]] }));
            expect(together).to.be.above(limit);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("counts everything that a request contains, not only its rows", async () => {
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

  it("counts the bytes of rows that are texts", async () => {
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

  it("plans the same requests in a dry run", async () => {
    const given = rows(100, { description: "x".repeat(500) });
    const declarations = limited(10_000);
    const { connector, calls } = await ranRows(given, { declarations });
    const plan = await connector.plan("import_indicators", importOf(given));
    expect(plan.calls).to.equal(calls.length);
    expect(plan.calls).to.be.above(5);
  });

  describe("memory of the pipeline", () => {
    const identity = rowKeyOf({ fields: [{ field: "id" }] });
    const bounds: PipelineBounds = {
      maxItems: 500,
      concurrency: 2,
      dedupWindow: 64,
      maxBytes: 100_000,
      windowBytes: 400_000,
    };
    const long = "x".repeat(10_000);

    /** Reads rows of an endless feed until nothing moves while the request of the first row is in flight. */
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

    it("bounds the bytes while results wait for earlier ones", async () => {
      const read = await readBehind((id) => ({ id, long }));
      expect(read * long.length).to.be.within(200_000, 500_000);
    });

    it("bounds the bytes while results of rejected rows wait for earlier ones", async () => {
      const read = await readBehind(() => long);
      expect(read).to.be.within(3, 50);
    });

    it("accepts at least one row, however long the row is", async () => {
      expect(await readBehind((id) => ({ id, long: "x".repeat(1_000_000) }))).to.equal(1);
    });
  });
});
