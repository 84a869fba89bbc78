// The event loop turns while rows are processed: counted in rows between two turns, never timed.
import { expect } from "chai";
import type { Connector, JsonObject, StreamOptions } from "../../connector/index.js";
import { maxTurnMs, Pace, rowsPerTurn } from "../../connector/engine/pace.js";
import { MemoryJournal } from "../support/memory_journal.js";
import { importOf, row, rows } from "../support/rows.js";
import { counted, maxCounted, TurnCounter } from "../support/turn_counter.js";
import { response, asset, stub } from "./stub.js";

const count = 2000;

/** Number of results in a page. */
const maxResults = 500;

const internal = (n: number): JsonObject =>
  row(n, { indicatorValue: `10.0.${n >> 8}.${n & 255}`, indicatorType: "IpAddress" });

const kinds: [what: string, given: readonly unknown[]][] = [
  ["good rows", rows(count)],
  ["rows that are rejected by a rule", Array.from({ length: count }, (_none, n) => internal(n))],
  ["rows that are not objects", Array.from({ length: count }, () => 0)],
  ["equal rows", Array.from({ length: count }, () => row(1))],
  ["rows of one value", Array.from({ length: count }, (_none, n) => row(1, { title: `Title ${n}` }))],
];

/** The ways to pass rows to a connector. */
const ways: [
  way: string,
  run: (connector: Connector, given: unknown[], options: StreamOptions) => Promise<unknown>,
][] = [
  ["run", (connector, given, options) => connector.run("import_indicators", importOf(given), options)],
  [
    "run with a preflight",
    async (connector, given, options) =>
      connector.run("import_indicators", importOf(given), { ...options, preflight: true }),
  ],
  [
    "stream",
    async (connector, given, options) => {
      for await (const _result of connector.stream("import_indicators", given, options));
    },
  ],
  [
    "streamPages",
    async (connector, given, options) => {
      for await (const _page of connector.streamPages("import_indicators", [given], options));
    },
  ],
  ["plan", (connector, given) => connector.plan("import_indicators", importOf(given))],
  ["planPages", (connector, given) => connector.planPages("import_indicators", [given])],
];

describe("engine: pace of one loop", () => {
  it("is due for a turn after the maximum rows or the maximum time, whichever comes first", async () => {
    let ms = 0;
    const pace = new Pace(() => ms);
    const dueAfter = (msPerRow: number): number => {
      for (let given = 1; ; given += 1) {
        ms += msPerRow;
        if (pace.isDue()) return given;
      }
    };
    expect(dueAfter(0)).to.equal(rowsPerTurn);
    await pace.turn();
    expect(dueAfter(maxTurnMs)).to.equal(1);
    await pace.turn();
    expect(dueAfter(maxTurnMs / 5)).to.equal(5);
    await pace.turn();
    expect(dueAfter(0)).to.equal(rowsPerTurn);
  });

  it("does not count the time that others use during a turn", async () => {
    let ms = 0;
    const pace = new Pace(() => ms);
    ms += maxTurnMs;
    expect(pace.isDue()).to.equal(true);
    setImmediate(() => {
      ms += 1000;
    });
    await pace.turn();
    expect(pace.isDue()).to.equal(false);
  });
});

describe("engine: pace", () => {
  for (const [way, run] of ways) {
    for (const [what, given] of kinds) {
      it(`reads at most ${rowsPerTurn} rows between two turns of the event loop: ${way}, ${what}`, async () => {
        const { connector } = await stub();
        const counter = new TurnCounter();
        await counter.during(() => run(connector, counted(given, counter), { asset }));
        expect(counter.max).to.be.within(1, maxCounted);
        expect(counter.total).to.be.at.least(count);
      });
    }
  }

  it("returns at most one page of results between two turns", async () => {
    const { connector } = await stub();
    const counter = new TurnCounter();
    const given = Array.from({ length: 20_000 }, () => 0);
    await counter.during(async () => {
      for await (const page of connector.streamPages("import_indicators", [given], { asset }))
        counter.add(page.length);
    });
    expect(counter.max).to.be.within(1, maxResults);
    expect(counter.total).to.equal(given.length);
  });

  it("reads no more rows between two turns if an earlier run has their results", async () => {
    const disk = new MemoryJournal();
    const { connector, calls } = await stub({ journals: disk.open });
    const options = { asset, journal: "journal" };
    await connector.run("import_indicators", importOf(rows(count)), options);
    const before = calls.length;
    const counter = new TurnCounter();
    const given = counted(rows(count), counter);
    await counter.during(() => connector.run("import_indicators", importOf(given), options));
    expect(calls.length).to.equal(before);
    expect(counter.max).to.be.within(1, maxCounted);
  });

  it("reads no more rows between two turns in a composite action", async () => {
    const { connector } = await stub({ service: () => response({ value: [] }) });
    const counter = new TurnCounter();
    const seen = new Set<number>();
    const given = Array.from({ length: count }, (_none, n) =>
      Object.defineProperty({ ...internal(n), id: `${n}` }, "title", {
        enumerable: true,
        get: () => {
          if (!seen.has(n)) counter.add();
          seen.add(n);
          return "Title";
        },
      }),
    );
    await counter.during(() => connector.run("replace_indicator_action", importOf(given), { asset }));
    expect(counter.max).to.be.within(1, maxCounted);
    expect(counter.total).to.be.at.least(count);
  });
});
