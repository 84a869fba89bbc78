import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject, ValidationMode } from "../../connector/index.js";
import { rowKeyOf } from "../../connector/engine/rows/row_key.js";
import { firstOf } from "../../connector/engine/existing/overflow_order.js";
import { matchResults } from "../../connector/engine/results/row_results.js";
import type { Batch } from "../../connector/engine/batch/batch.js";
import { Batcher } from "../../connector/engine/batch/batcher.js";
import { pipeline } from "../../connector/engine/batch/pipeline.js";
import type { Fault } from "../../simulator/index.js";
import { type Bench, openBench } from "../scenarios/import/over_simulator.js";
import { changed, own } from "./stub.js";
import { seed } from "../support/property_seed.js";

/** Set it to repeat a failed run; the failed run prints it. */
const parameters = (numRuns: number) => ({ seed, numRuns, endOnFailure: false });

const identity = rowKeyOf({ fields: [{ field: "id" }], conflict: "action" });
const smallRow = fc.record({
  id: fc.integer({ min: 0, max: 4 }),
  action: fc.constantFrom("Allowed", "Block"),
  v: fc.integer({ min: 0, max: 2 }),
});
/** Bursts of versions of one identity between filler rows that come once: a short memory would lose them. */
const bursts = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 9 }), fc.boolean()), {
    minLength: 2,
    maxLength: 6,
  })
  .map((parts) => {
    let next = 100;
    return parts.flatMap(([fillers, versions, other]) => [
      ...Array.from({ length: fillers }, () => ({ id: next++, action: "Block", v: 0 })),
      ...Array.from({ length: versions }, () => ({ id: other ? 1 : 0, action: "Block", v: next++ })),
    ]);
  });
const someRows = fc.oneof(fc.array(smallRow, { maxLength: 60 }), bursts);
const bounds = fc.record({
  maxItems: fc.integer({ min: 1, max: 4 }),
  dedupWindow: fc.integer({ min: 1, max: 8 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  maxBytes: fc.integer({ min: 1, max: 400 }),
  windowBytes: fc.integer({ min: 1, max: 2000 }),
});

describe(`engine: properties (FC_SEED=${seed})`, () => {
  it("keeps every batch within the limit, and every position refers to its row", () => {
    fc.assert(
      fc.property(someRows, bounds, (given, limits) => {
        const { maxItems, maxBytes } = limits;
        const batcher = new Batcher(limits, identity, () => {});
        const closed: Batch[] = [];
        const places = given.map((one) => {
          const place = batcher.add(one, 0);
          for (let batch = batcher.takeFull(); batch !== undefined; batch = batcher.takeFull())
            closed.push(batch);
          return place;
        });
        for (let batch = batcher.flush(); batch !== undefined; batch = batcher.flush()) closed.push(batch);
        for (const [i, { batch, position }] of places.entries())
          expect(batch.rows[position]).to.deep.equal(given[i]);
        for (const [i, { index, rows, dependsOn }] of closed.entries()) {
          expect(index).to.equal(i);
          expect(rows.length).to.be.within(1, maxItems);
          if (rows.length > 1) expect(JSON.stringify(rows).length - 2).to.be.at.most(maxBytes);
          for (const before of dependsOn) expect(before.index).to.be.lessThan(index);
        }
      }),
      parameters(300),
    );
  });

  it("leaves the same stored rows in batches as one by one, in order and number", async () => {
    await fc.assert(
      fc.asyncProperty(
        someRows,
        bounds,
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        async (given, limits, delays) => {
          const store = new Map<string, unknown>();
          const results: JsonObject[] = [];
          const pages = pipeline([given], limits, {
            identity,
            decide: (one) => ({ send: one as JsonObject }),
            conflict: () => {},
            placed: () => {},
            sourceFailed: () => {},
            abandoned: () => {},
            async send({ rows }) {
              const delay = delays.next().value ?? 0;
              for (let turn = 0; turn < delay; turn += 1)
                await new Promise((resolve) => setImmediate(resolve));
              for (const one of rows) store.set(`${String(one["id"])} ${String(one["action"])}`, one["v"]);
              return rows.map((one) => ({ ...one }));
            },
          });
          for await (const page of pages) results.push(...page);
          expect(results).to.deep.equal(given);
          const wanted = new Map(given.map(({ id, action, v }) => [`${id} ${action}`, v]));
          expect(store).to.deep.equal(wanted);
        },
      ),
      parameters(1000),
    );
  });

  it("assigns each row its own result or none, however results are ordered, spelled, repeated and omitted", () => {
    const values = fc.array(fc.constantFrom("a", "A", "b", "B", "c", "d", "e"), { maxLength: 8 });
    const numbers = () => fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(values, numbers(), numbers(), fc.boolean(), (given, picks, copies, upper) => {
        const pool = given.flatMap((value, id) => {
          const one = { id, name: upper ? value.toUpperCase() : value };
          return Array.from({ length: [1, 1, 1, 2, 0][copies.next().value % 5] ?? 1 }, () => ({ ...one }));
        });
        const responses: JsonObject[] = [];
        while (pool.length > 0) responses.push(...pool.splice(picks.next().value % pool.length, 1));
        const declared = {
          matchBy: "value" as const,
          items: "/value",
          match: { row: "name", result: "name" },
          failedField: "f",
          reasonField: "r",
          template: { id: null },
        };
        const { results, left } = matchResults(
          given.map((name) => ({ name })),
          { value: structuredClone(responses) },
          {
            declared,
            idempotent: true,
            check: () => [],
            isKnownResponse: () => true,
            isAccepted: () => true,
          },
        );
        const found = results.filter(({ id }) => id !== null);
        expect(left).to.equal(responses.length - found.length);
        for (const [i, { id, r }] of results.entries()) {
          if (id !== null) expect(id).to.equal(i);
          const isAlone = given.filter((one) => one.toLowerCase() === given[i]?.toLowerCase()).length === 1;
          const isThere = responses.some((one) => one["id"] === i);
          if (isAlone) expect(String(r).split(":")[0]).to.equal(isThere ? "undefined" : "MissingResult");
        }
      }),
      parameters(1000),
    );
  });

  it("overflow: selects the rows that sort first by rank, in input order", () => {
    const rank = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-Infinity, Infinity));
    fc.assert(
      fc.property(fc.array(rank, { maxLength: 40 }), fc.nat(45), (ranks, count) => {
        const given = ranks.map((one, n) => [`row ${n}`, one] as const);
        const sorted = given.toSorted(([, a], [, b]) => (a === b ? 0 : a - b)).slice(0, count);
        const first = new Set(sorted.map(([name]) => name));
        const wanted = given.map(([name]) => name).filter((name) => first.has(name));
        expect(firstOf(new Map(given), count)).to.deep.equal(wanted);
      }),
      parameters(500),
    );
  });

  describe("with a simulator", () => {
    let bench: Bench;
    before(async () => {
      const declarations = changed({ action: { "/batch/maxItems": 6, "/bisect/maxCallsPerRow": 0.5 } });
      bench = await openBench({ settings: { enforceRateLimit: false } }, { declarations });
    });
    after(() => bench.close());

    const anyText = fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) });
    const poisoned = fc
      .constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "toJSON", "IndicatorValue")
      .chain((key) => fc.jsonValue({ maxDepth: 2 }).map((value) => ({ key, value })))
      .map(
        ({ key, value }) => JSON.parse(`{${JSON.stringify(key)}: ${JSON.stringify(value)}}`) as JsonObject,
      );
    const sound = fc
      .record({
        n: fc.integer({ min: 0, max: 8 }),
        kind: fc.constantFrom("DomainName", "Url", "FileSha1", "IpAddress"),
        action: fc.constantFrom("Allowed", "Block", "Warn"),
        title: fc.constantFrom("one", "two"),
        groups: fc.constantFrom([], ["north"], ["north", "south"], ["south", "north"]),
        upper: fc.boolean(),
      })
      .map(({ n, kind, action, title, groups, upper }): JsonObject => {
        const digits = `${n}a`.padEnd(40, "b");
        const values: Record<string, string> = {
          DomainName: `host-${n}.example`,
          Url: `https://host-${n}.example/Path`,
          FileSha1: upper ? digits.toUpperCase() : digits,
          IpAddress: `192.0.2.${n}`,
        };
        const plain = { indicatorValue: values[kind], indicatorType: kind, action, title };
        return { ...plain, description: "Inert.", rbacGroupNames: groups };
      });
    const corrupt = fc
      .tuple(sound, fc.constantFrom("indicatorValue", "action", "title", "expirationTime"), anyText)
      .map(([one, field, text]): JsonObject => ({ ...one, [field]: text }));
    /** Own properties unchanged, including `__proto__`; spreading them would set the prototype. */
    const laidOver = fc.tuple(sound, poisoned).map(([one, over]): JsonObject => {
      const text = JSON.stringify(one).slice(0, -1);
      return JSON.parse(`${text},${JSON.stringify(over).slice(1)}`) as JsonObject;
    });
    const anyRow = fc.oneof(
      { weight: 4, arbitrary: sound },
      { weight: 1, arbitrary: corrupt },
      { weight: 1, arbitrary: laidOver },
      { weight: 1, arbitrary: poisoned },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }) },
    );

    const aim = fc.record({
      on: fc.constant("import" as const),
      calls: fc.array(fc.integer({ min: 1, max: 12 })),
    });
    const statusFault = fc
      .record({
        status: fc.constantFrom(400, 401, 403, 408, 429, 500, 503, 504),
        seconds: fc.nat({ max: 90 }),
      })
      .map(({ status, seconds }) => ({ kind: "status" as const, status, retryAfterSeconds: seconds }));
    /** The response reports what was done. */
    const honest = fc.oneof(
      statusFault,
      fc
        .constantFrom("resetBefore", "html200", "shuffled", "otherCase", "extraRows", "wrongCount")
        .map((kind) => ({ kind: kind as "shuffled" })),
    );
    /** The request was processed, and the response does not report that. */
    const lossy = fc.oneof(
      fc
        .constantFrom("resetAfter", "truncated", "truncatedSocket", "nullValue", "missingRows")
        .map((kind) => ({ kind: kind as "nullValue" })),
      fc.constant({ kind: "failedWithoutReason" as const }),
    );
    const planOf = (faults: fc.Arbitrary<object>) =>
      fc.array(
        fc.tuple(aim, faults).map(([where, fault]) => ({ ...where, ...fault }) as Fault),
        { maxLength: 5 },
      );

    async function importUnder(rows: unknown[], faults: Fault[], validation: ValidationMode) {
      bench.simulator.reset();
      for (const fault of faults) bench.simulator.addFault(fault);
      return bench.imported(rows, { validation });
    }

    it("returns one result per row, for any JSON rows under any faults", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyRow, { maxLength: 40 }),
          planOf(fc.oneof(honest, lossy)),
          fc.constantFrom<ValidationMode>("strict", "report", "off"),
          async (rows, faults, validation) => {
            const { results, error } = await importUnder(rows, faults, validation);
            expect(error?.code).to.not.equal("InternalError");
            expect(results.length).to.equal(rows.length);
            for (const [i, result] of results.entries()) {
              expect(result).to.have.keys(["id", "indicator", "isFailed", "failureReason"]);
              const value = (rows[i] as JsonObject | null)?.["indicatorValue"];
              if (typeof value === "string" && typeof result["indicator"] === "string")
                expect(result["indicator"].toLowerCase()).to.equal(value.toLowerCase());
            }
          },
        ),
        parameters(80),
      );
    });

    it("stores what the rows say, under any faults that lose no response", async () => {
      const key = rowKeyOf(own.actions.get("import_indicators")?.identity);
      await fc.assert(
        fc.asyncProperty(fc.array(anyRow, { maxLength: 40 }), planOf(honest), async (rows, faults) => {
          const { results } = await importUnder(rows, faults, "strict");
          const wanted = new Map<string, unknown>();
          for (const [i, result] of results.entries()) {
            const row = rows[i] as JsonObject;
            if (result["isFailed"] !== true)
              wanted.set(`${key?.target(row)} ${key?.variant(row)}`, row["title"]);
          }
          const stored = bench.simulator.indicators().map((one): [string, unknown] => {
            const row = one as unknown as JsonObject;
            return [`${key?.target(row)} ${key?.variant(row)}`, one.title];
          });
          expect(stored).to.have.deep.members([...wanted]);
        }),
        parameters(80),
      );
    });
  });
});
