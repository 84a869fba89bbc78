import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { rowKeyOf } from "../../../connector/engine/rows/row_key.js";
import {
  type PipelineBounds,
  type PipelineSteps,
  pipeline,
} from "../../../connector/engine/batch/pipeline.js";

const identity = rowKeyOf({ fields: [{ field: "id" }], conflict: "action" });
const bounds: PipelineBounds = { maxItems: 3, concurrency: 2, dedupWindow: 4 };
const row = (id: unknown, change: JsonObject = {}): JsonObject => ({ id, ...change });

/** Steps that echo each row and reject rows with a negative id before sending. */
function steps(change: Partial<PipelineSteps> = {}): PipelineSteps {
  return {
    identity,
    decide: (given) => {
      const one = given as JsonObject;
      return Number(one["id"]) < 0 ? { result: { refused: one["id"] } } : { send: one };
    },
    send: async ({ rows }) => rows.map((one) => ({ ...one, sent: true })),
    conflict: () => {},
    placed: () => {},
    sourceFailed: () => {},
    abandoned: () => {},
    ...change,
  };
}

async function collect(pages: AsyncIterable<JsonObject[]>): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

const turns = async (count: number) => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Steps whose requests end only when the test releases them. */
function held() {
  const open = new Map<number, () => void>();
  const begun: number[] = [];
  const send: PipelineSteps["send"] = async ({ index, rows }) => {
    begun.push(index);
    await new Promise<void>((resolve) => open.set(index, resolve));
    open.delete(index);
    return rows.map((one) => ({ ...one, call: index }));
  };
  return { open, begun, send };
}

describe("engine: pipeline", () => {
  it("returns one result per row in row order, including rejected rows", async () => {
    const given = [row(0), row(-1), row(1), row(2), row(-2), row(3), row(4)];
    const results = await collect(pipeline([given], bounds, steps()));
    expect(results.map((one) => one["refused"] ?? one["id"])).to.deep.equal([0, -1, 1, 2, -2, 3, 4]);
  });

  it("returns a separate result object for each of several equal rows", async () => {
    const [first, second] = await collect(pipeline([[row(1), row(1)]], bounds, steps()));
    expect(second).to.deep.equal({ id: 1, sent: true });
    expect(second === first).to.equal(false);
  });

  it("restores the order although later requests end first", async () => {
    const { open, begun, send } = held();
    const given = Array.from({ length: 12 }, (_none, i) => row(i));
    const done = collect(pipeline([given], { ...bounds, concurrency: 4, dedupWindow: 8 }, steps({ send })));
    await turns(20);
    expect(begun).to.deep.equal([0, 1, 2, 3]);
    for (const index of [3, 1, 2, 0]) {
      open.get(index)?.();
      await turns(3);
    }
    expect((await done).map((one) => one["id"])).to.deep.equal(given.map((one) => one["id"]));
  });

  it("never has more open requests than declared, and starts the next one when one ends", async () => {
    const { open, begun, send } = held();
    const given = Array.from({ length: 12 }, (_none, i) => row(i));
    const done = collect(pipeline([given], { ...bounds, dedupWindow: 8 }, steps({ send })));
    await turns(20);
    expect(begun).to.deep.equal([0, 1]);
    open.get(1)?.();
    await turns(20);
    expect(begun).to.deep.equal([0, 1, 2]);
    while (open.size > 0) {
      for (const end of open.values()) end();
      await turns(5);
    }
    expect((await done).length).to.equal(12);
  });

  it("sends a changed row only after the response to the request before it", async () => {
    const { open, begun, send } = held();
    const given = [row("x", { v: 1 }), row("x", { v: 2 })];
    const completed: string[] = [];
    const watched: PipelineSteps["send"] = async (batch) => {
      const results = await send(batch);
      completed.push(`answered ${batch.index}`);
      return results;
    };
    const done = collect(pipeline([given], { ...bounds, concurrency: 8 }, steps({ send: watched })));
    await turns(20);
    expect(begun).to.deep.equal([0]);
    open.get(0)?.();
    await turns(20);
    expect([begun, completed]).to.deep.equal([[0, 1], ["answered 0"]]);
    open.get(1)?.();
    expect((await done).map((one) => [one["v"], one["call"]])).to.deep.equal([
      [1, 0],
      [2, 1],
    ]);
  });

  it("sends a long chain of changed rows one after the other", async () => {
    const order: unknown[] = [];
    const send: PipelineSteps["send"] = async ({ rows }) => {
      await turns(1);
      order.push(...rows.map((one) => one["v"]));
      return rows;
    };
    const given = Array.from({ length: 40 }, (_none, v) => row("x", { v }));
    await collect(pipeline([given], bounds, steps({ send })));
    expect(order).to.deep.equal(given.map((one) => one["v"]));
  });

  it("stores the newest version last although an older one waits in an open batch", async () => {
    const filler = (count: number, name: string) =>
      Array.from({ length: count }, (_none, i) => row(`${name} ${i}`));
    const versions = Array.from({ length: 62 }, (_none, v) => row("x", { v }));
    const last = row("x", { v: "last" });
    const given = [...filler(15_500, "before"), ...versions, ...filler(17_000, "after"), last];
    const store = new Map<unknown, unknown>();
    const order: unknown[] = [];
    const send: PipelineSteps["send"] = async ({ rows: sent }) => {
      await Promise.resolve();
      for (const one of sent) {
        store.set(one["id"], one["v"]);
        if (one["id"] === "x") order.push(one["v"]);
      }
      return sent;
    };
    const shipped = { maxItems: 500, concurrency: 5, dedupWindow: 64 };
    const results = await collect(pipeline([given], shipped, steps({ send })));
    expect(store.get("x")).to.equal("last");
    expect(order).to.deep.equal([...versions, last].map((one) => one["v"]));
    expect(results.length).to.equal(given.length);
    expect(results.at(-1)).to.deep.equal(last);
  });

  it("shares the result of equal rows, although the result came long before", async () => {
    const calls: number[] = [];
    const send: PipelineSteps["send"] = async ({ index, rows }) => {
      calls.push(rows.length);
      return rows.map((one) => ({ ...one, call: index }));
    };
    const given = [row(0), row(1), row(2), row(3), row(0)];
    const results = await collect(pipeline([given], bounds, steps({ send })));
    expect(results[4]).to.deep.equal(results[0]);
    expect(calls).to.deep.equal([3, 1]);
  });

  it("reports a conflict once, with the position of the later row", async () => {
    const events: unknown[][] = [];
    const conflict: PipelineSteps["conflict"] = (_row, index, variants) => events.push([index, variants]);
    const given = [
      row(1, { action: "Allowed" }),
      row(2),
      row(1, { action: "Block" }),
      row(1, { action: "Block" }),
    ];
    await collect(pipeline([given], bounds, steps({ conflict })));
    expect(events).to.deep.equal([[2, ["Allowed"]]]);
  });

  /** A feed that counts the rows that are read from it. */
  function feed(make: (i: number) => JsonObject, length = Number.POSITIVE_INFINITY) {
    const state = { read: 0 };
    async function* rows() {
      for (let i = 0; i < length; i += 1) {
        state.read += 1;
        yield [make(i)];
      }
    }
    return { state, rows: rows() };
  }

  it("does not read ahead of a consumer that does not pull", async () => {
    const { state, rows } = feed((i) => row(i));
    const pages = pipeline(rows, bounds, steps());
    await pages.next();
    const read = state.read;
    await turns(50);
    expect(state.read).to.equal(read);
    expect(read).to.be.at.most(bounds.dedupWindow * bounds.maxItems + bounds.maxItems);
    await pages.return(undefined);
  });

  it("reads at most dedupWindow rows while the first request is in flight", async () => {
    const { state, rows } = feed((i) => row(i));
    const { send, open, begun } = held();
    const pages = pipeline(rows, { ...bounds, concurrency: 64 }, steps({ send }));
    const first = pages.next();
    await turns(300);
    expect(state.read).to.be.at.most((bounds.dedupWindow + 1) * bounds.maxItems);
    expect(begun.length).to.be.at.most(bounds.dedupWindow);
    open.get(0)?.();
    await first;
    await turns(5);
    for (const end of open.values()) end();
    await pages.return(undefined);
  });

  for (const [what, make] of [
    ["rejected rows", () => row(-1)],
    ["equal rows", () => row(1)],
  ] as const) {
    it(`goes on with a feed of nothing but ${what}, without keeping them`, async () => {
      const { state, rows } = feed(make);
      const pages = pipeline(rows, bounds, steps());
      let results = 0;
      for (let page = 0; results < 5000 && page < 10_000; page += 1) {
        const { value } = await pages.next();
        results += (value as JsonObject[]).length;
        expect(state.read - results).to.be.at.most(bounds.dedupWindow * bounds.maxItems);
      }
      expect(results).to.be.at.least(5000);
      await pages.return(undefined);
    });
  }

  it("ends a list of nothing but rejected rows", async () => {
    const given = Array.from({ length: 1000 }, () => row(-1));
    expect((await collect(pipeline([given], bounds, steps()))).length).to.equal(1000);
  });

  it("makes no request and returns nothing for no rows", async () => {
    const { begun, send } = held();
    expect(await collect(pipeline([], bounds, steps({ send })))).to.deep.equal([]);
    expect(begun).to.deep.equal([]);
  });

  it("goes on if a request ends between two reads of its results", async () => {
    const given = [row(1, { v: 0 }), row(1, { v: 2 }), row(0)];
    const limits = { maxItems: 2, concurrency: 1, dedupWindow: 1 };
    const done = collect(pipeline([given], limits, steps({ send: async ({ rows }) => rows })));
    expect(await Promise.race([done, turns(100)])).to.deep.equal(given);
  });

  it("returns results for the rows read before a feed broke, and reports the break", async () => {
    async function* broken() {
      yield [row(1), row(2)];
      throw new Error("the feed broke");
    }
    const events: unknown[] = [];
    const results = await collect(
      pipeline(broken(), bounds, steps({ sourceFailed: (error) => events.push(error) })),
    );
    expect(results.map((one) => one["id"])).to.deep.equal([1, 2]);
    expect(events.map((error) => (error as Error).message)).to.deep.equal(["the feed broke"]);
  });

  it("reports that nobody reads any more, and ends only after the requests in flight", async () => {
    const { open, send } = held();
    let abandoned = 0;
    const given = Array.from({ length: 12 }, (_none, i) => row(i));
    const pages = pipeline([given], bounds, steps({ send, abandoned: () => (abandoned += 1) }));
    const first = pages.next();
    await turns(5);
    open.get(0)?.();
    await first;
    let over = false;
    const done = pages.return(undefined).then(() => {
      over = true;
    });
    await turns(5);
    expect([abandoned, over]).to.deep.equal([1, false]);
    for (const end of open.values()) end();
    await done;
    expect(over).to.equal(true);
  });

  it("ends although a batch waits for a slot when nobody reads any more", async () => {
    const { open, send: hold } = held();
    const send: PipelineSteps["send"] = async (batch) => {
      if (batch.index === 3) return batch.rows;
      if (batch.index !== 2) return hold(batch);
      // Imitates a batch that is split: others may use its slot between its requests.
      await turns(1);
      batch.slot?.release();
      await batch.slot?.take();
      return hold(batch);
    };
    const one = { maxItems: 1, concurrency: 1, dedupWindow: 16 };
    const given = [row("p", { v: 1 }), row("p", { v: 2 }), row("i", { v: 1 }), row("i", { v: 2 }), row("d")];
    const pages = pipeline([given], one, steps({ send, atOnce: () => 8 }));
    const first = pages.next();
    await turns(5);
    open.get(0)?.();
    await first;
    await turns(5);
    const second = pages.next();
    await turns(5);
    open.get(1)?.();
    expect((await second).value).to.deep.equal([{ id: "p", v: 2, call: 1 }]);
    const done = pages.return(undefined);
    await turns(5);
    open.get(2)?.();
    await done;
    expect(open.size).to.equal(0);
  });

  it("uses a row's result from an earlier run, and does not send equal rows again", async () => {
    const sent: unknown[] = [];
    const send: PipelineSteps["send"] = async ({ rows, positions }) => {
      sent.push(positions);
      return rows;
    };
    const decide: PipelineSteps["decide"] = (one, position) =>
      position === 1
        ? { result: { resumed: true }, resumed: one as JsonObject }
        : { send: one as JsonObject };
    const given = [row(0), row(1), row(2), row(1), row(1, { v: 2 })];
    const results = await collect(pipeline([given], bounds, steps({ send, decide })));
    expect(results).to.deep.equal([given[0], { resumed: true }, given[2], { resumed: true }, given[4]]);
    expect(sent).to.deep.equal([[0, 2, 4]]);
  });
});
