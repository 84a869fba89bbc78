import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../connector/index.js";
import { type RowKey, rowKeyOf } from "../../../connector/engine/rows/row_key.js";
import type { Batch } from "../../../connector/engine/batch/batch.js";
import { Batcher } from "../../../connector/engine/batch/batcher.js";
import type { BatchPosition } from "../../../connector/engine/batch/dedup_window.js";

const byName = rowKeyOf({ fields: [{ field: "name" }], conflict: "action" });
/** Identifies indicators by value, device groups and action. */
const byGroup = rowKeyOf({ fields: [{ field: "name" }, { field: "group" }], conflict: "action" });
const row = (name: string, change: JsonObject = {}): JsonObject => ({ name, action: "Block", ...change });

interface Options {
  readonly maxItems?: number;
  readonly maxBytes?: number;
  readonly dedupWindow?: number;
  readonly windowBytes?: number;
  /** True: each batch is completed as it is taken. False: none is. */
  readonly completed?: boolean;
  /** null: not limited. */
  readonly identity?: RowKey | null | undefined;
  readonly matchField?: string;
}

interface Plan {
  readonly batches: Batch[];
  readonly places: BatchPosition[];
  /** Reported variants, by the row that they were reported for. */
  readonly conflicts: [row: JsonObject, variants: readonly string[]][];
}

const other = (count: number) => Array.from({ length: count }, (_none, i) => row(`other-${i}`));
const nobody = (): void => {};

/** Plans all rows and takes every batch, as the pipeline does. The batches keep their rows for inspection. */
function plan(
  given: readonly JsonObject[],
  {
    maxItems = 3,
    dedupWindow = 64,
    identity = byName,
    completed = false,
    matchField,
    ...bytes
  }: Options = {},
): Plan {
  const conflicts: Plan["conflicts"] = [];
  const onConflict = (one: JsonObject, variants: readonly string[]) => conflicts.push([one, variants]);
  const batcher = new Batcher(
    { maxItems, dedupWindow, ...bytes },
    identity ?? undefined,
    onConflict,
    matchField,
  );
  const batches: Batch[] = [];
  const take = (batch: Batch) => {
    if (completed) batch.results = batch.rows.map(() => ({}));
    batches.push(batch);
  };
  const places = given.map((one) => {
    const place = batcher.add(one, 0);
    for (let batch = batcher.takeFull(); batch !== undefined; batch = batcher.takeFull()) take(batch);
    return place;
  });
  for (let batch = batcher.flush(); batch !== undefined; batch = batcher.flush()) take(batch);
  return { batches, places, conflicts };
}

const namesOf = ({ batches }: Plan) => batches.map(({ rows }) => rows.map((one) => one["name"]));
const afterOf = ({ batches }: Plan) =>
  batches.map(({ dependsOn }) => [...dependsOn].map(({ index }) => index));

describe("engine: batcher", () => {
  it("does not take two rows for equal only because their hashes collide", () => {
    const twins = ["liquid", "costarring", "declinate", "macallums"].map((name) => row(name));
    const marks = twins.map((one) => byName?.key(one));
    expect([marks[0] === marks[1], marks[2] === marks[3]]).to.deep.equal([true, true]);
    const { batches, places, conflicts } = plan([...twins, ...twins], { maxItems: 4 });
    expect([batches.map(({ rows }) => rows), conflicts]).to.deep.equal([[twins], []]);
    expect(places.slice(4).map(({ position }) => position)).to.deep.equal([0, 1, 2, 3]);
  });

  it("fills batches in row order and puts the rest into the last one", () => {
    const made = plan(["a", "b", "c", "d", "e", "f", "g"].map((name) => row(name)));
    expect(namesOf(made)).to.deep.equal([["a", "b", "c"], ["d", "e", "f"], ["g"]]);
    expect(made.batches.map(({ index }) => index)).to.deep.equal([0, 1, 2]);
    expect(afterOf(made)).to.deep.equal([[], [], []]);
  });

  it("assigns each row its position in its batch", () => {
    const { places } = plan(["a", "b", "c", "d"].map((name) => row(name)));
    expect(places.map(({ batch, position }) => [batch.index, position])).to.deep.equal([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
  });

  it("sends equal rows once and assigns them one position", () => {
    const made = plan([row("a"), row("b"), row("a"), row("a")]);
    expect(namesOf(made)).to.deep.equal([["a", "b"]]);
    expect(made.places[2]).to.equal(made.places[0]);
    expect(made.places[3]).to.equal(made.places[0]);
  });

  it("treats rows as equal whatever the order of their properties", () => {
    const made = plan([
      { name: "a", action: "Block" },
      { action: "Block", name: "a" },
    ]);
    expect(namesOf(made)).to.deep.equal([["a"]]);
  });

  it("puts a changed row into a later batch that waits for the first one", () => {
    const made = plan([row("a", { title: 1 }), row("b"), row("a", { title: 2 }), row("c")]);
    expect(namesOf(made)).to.deep.equal([["a", "b", "c"], ["a"]]);
    expect(afterOf(made)).to.deep.equal([[], [0]]);
    expect(made.batches[1]?.rows[0]).to.deep.equal(row("a", { title: 2 }));
  });

  it("sends [A, B, A] in that order, so that A is stored last", () => {
    const versions = [row("x", { title: "A" }), row("x", { title: "B" }), row("x", { title: "A" })];
    const made = plan(versions);
    expect(made.batches.map(({ rows }) => rows)).to.deep.equal(versions.map((version) => [version]));
    expect(afterOf(made)).to.deep.equal([[], [0], [1]]);
  });

  it("goes on filling the first batch next to a chain of changed rows", () => {
    const made = plan([row("x", { v: 1 }), row("x", { v: 2 }), row("x", { v: 3 }), row("a"), row("b")]);
    expect(namesOf(made)).to.deep.equal([["x", "a", "b"], ["x"], ["x"]]);
  });

  it("returns batches in the order of their index although a later one is full first", () => {
    const given = [row("a", { v: 1 }), row("a", { v: 2 }), row("b", { v: 1 }), row("b", { v: 2 })];
    const made = plan(given, { maxItems: 2 });
    expect(made.batches.map(({ index }) => index)).to.deep.equal([0, 1]);
    expect(namesOf(made)).to.deep.equal([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("does not wait for a batch that is complete already", () => {
    const batcher = new Batcher({ maxItems: 1, dedupWindow: 64 }, byName, nobody);
    batcher.add(row("a", { v: 1 }), 0);
    const first = batcher.takeFull() as Batch;
    first.results = [{}];
    batcher.add(row("a", { v: 2 }), 1);
    const second = batcher.takeFull() as Batch;
    expect([...second.dependsOn]).to.deep.equal([]);
  });

  it("forgets completed identities by their bytes: it remembers between half of windowBytes and all of them", () => {
    const long = "x".repeat(10_000);
    const bounds = {
      maxItems: 1,
      dedupWindow: 1000,
      windowBytes: 1_000_000,
      maxBytes: 20_000,
      completed: true,
    };
    const isForgotten = (between: number): boolean => {
      const before = Array.from({ length: between }, (_none, n) => row(`other-${n}`, { long }));
      return plan([row("x", { long }), ...before, row("x", { long })], bounds).batches.length === between + 2;
    };
    expect([0, 20, 45, 101, 150].map(isForgotten)).to.deep.equal([false, false, false, true, true]);
  });

  it("keeps at most dedupWindow rows in open batches", () => {
    const batcher = new Batcher({ maxItems: 100, dedupWindow: 4 }, byName, nobody);
    const handed: number[] = [];
    for (let v = 0; v < 10; v += 1) {
      batcher.add(row("x", { v }), v);
      for (let batch = batcher.takeFull(); batch !== undefined; batch = batcher.takeFull())
        handed.push(batch.index);
    }
    expect(handed).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it("remembers a completed identity for at least half the dedupWindow, and at most the whole of it", () => {
    const bounds = { maxItems: 1, dedupWindow: 6, completed: true };
    for (let first = 0; first < 6; first += 1) {
      const before = Array.from({ length: first }, (_none, i) => row(`before-${i}`));
      const sent = (gap: number) =>
        namesOf(plan([...before, row("a"), ...other(gap), row("a")], bounds))
          .flat()
          .filter((name) => name === "a").length;
      expect(sent(2), `sure, after ${first}`).to.equal(1);
      expect(sent(6), `gone, after ${first}`).to.equal(2);
    }
  });

  it("never forgets an identity that is still in flight", () => {
    const bounds = { maxItems: 1, dedupWindow: 6 };
    for (const gap of [6, 7, 12, 13, 40]) {
      const made = plan([row("a", { v: 1 }), ...other(gap), row("a", { v: 1 }), row("a", { v: 2 })], bounds);
      expect(
        namesOf(made)
          .flat()
          .filter((name) => name === "a").length,
        `${gap} between`,
      ).to.equal(2);
      expect(afterOf(made).at(-1), `${gap} between`).to.deep.equal([0]);
    }
  });

  it("keeps the newer of two versions if the older one is still in flight too", () => {
    const between = other(40);
    const given = [row("a", { v: 1 }), ...between.slice(0, 4), row("a", { v: 2 }), ...between.slice(4)];
    const made = plan([...given, row("a", { v: 2 }), row("a", { v: 3 })], { maxItems: 1, dedupWindow: 6 });
    expect(
      made.batches
        .flatMap(({ rows }) => rows)
        .filter(({ name }) => name === "a")
        .map(({ v }) => v),
    ).to.deep.equal([1, 2, 3]);
    expect(afterOf(made).at(-1)).to.deep.equal([5]);
  });

  it("keeps every variant of an identity that is still in flight", () => {
    const given = [row("a", { action: "Allowed" }), ...other(5), row("a"), ...other(40)];
    const made = plan([...given, row("a", { action: "Warn" })], { maxItems: 1, dedupWindow: 6 });
    expect(made.conflicts.at(-1)?.[1]).to.have.members(["Allowed", "Block"]);
  });

  it("keeps remembering an identity that came again with other fields", () => {
    const given = [row("a", { v: 1 }), row("b"), row("a", { v: 2 }), row("c"), row("d"), row("a", { v: 2 })];
    const made = plan(given, { maxItems: 1, dedupWindow: 6 });
    expect(namesOf(made).flat()).to.deep.equal(["a", "b", "a", "c", "d"]);
  });

  it("sends both of two rows that differ only in the conflict field, and reports the other variant", () => {
    const made = plan([row("a", { action: "Allowed" }), row("a", { action: "Block" }), row("a")]);
    expect(namesOf(made)).to.deep.equal([["a", "a"]]);
    expect(made.conflicts).to.deep.equal([[row("a"), ["Allowed"]]]);
  });

  it("reports every variant seen before, and none of another target", () => {
    const made = plan([
      row("a", { action: "Allowed" }),
      row("b", { action: "Audit" }),
      row("a", { action: "Warn" }),
      row("a", { action: "Block" }),
    ]);
    expect(made.conflicts).to.deep.equal([
      [row("a", { action: "Warn" }), ["Allowed"]],
      [row("a", { action: "Block" }), ["Allowed", "Warn"]],
    ]);
  });

  it("reports the first five of many variants", () => {
    const made = plan(Array.from({ length: 3000 }, (_none, n) => row("a", { action: `Action ${n}` })));
    expect(made.conflicts.length).to.equal(2999);
    expect(made.conflicts[9]?.[1]).to.deep.equal([0, 1, 2, 3, 4].map((n) => `Action ${n}`));
    expect(made.conflicts.at(-1)?.[1]).to.have.length(5);
  });

  it("sends every row if there is no identity, equal ones too", () => {
    const made = plan([row("a"), row("a")], { identity: null });
    expect(namesOf(made)).to.deep.equal([["a", "a"]]);
  });

  it("names at most five other variants", () => {
    const given = Array.from({ length: 14 }, (_none, i) => row("a", { action: `action-${i}` }));
    expect(plan(given).conflicts.at(-1)?.[1]).to.deep.equal(given.slice(0, 5).map(({ action }) => action));
  });

  it("forgets a completed identity although others of its value are still in flight", () => {
    const batcher = new Batcher({ maxItems: 1, dedupWindow: 6 }, byGroup, nobody, "name");
    const sent: unknown[] = [];
    for (let i = 0; i < 40; i += 1) {
      batcher.add(row("a", { group: i === 39 ? 0 : i }), i);
      const batch = batcher.takeFull() as Batch;
      sent.push(batch.rows[0]?.["group"]);
      if (i % 3 === 0) batch.results = [{}];
    }
    expect(sent).to.deep.equal([...Array.from({ length: 39 }, (_none, i) => i), 0]);
  });

  describe("rows with the same match value", () => {
    const values = { matchField: "name", identity: byGroup };
    const inGroups = (name: string, count: number) =>
      Array.from({ length: count }, (_none, i) => row(name, { group: i }));

    it("puts them into different batches that do not wait for each other", () => {
      const made = plan([...inGroups("a", 3), row("b")], values);
      expect(namesOf(made)).to.deep.equal([["a", "b"], ["a"], ["a"]]);
      expect(afterOf(made)).to.deep.equal([[], [], []]);
    });

    it("makes a row wait only if an earlier row has the same identity", () => {
      const given = [
        row("a", { group: 1 }),
        row("a", { group: 2 }),
        row("a", { group: 1, v: 2 }),
        row("a", { group: 3 }),
      ];
      expect(afterOf(plan(given, values))).to.deep.equal([[], [], [0], []]);
    });

    it("ignores letter case as the match of results does, in any script", () => {
      for (const [one, twin] of [
        ["Ab", "aB"],
        ["Ä", "ä"],
        ["\u212a", "k"],
        ["\u0130", "i\u0307"],
        ["https://x.example/Straße", "HTTPS://x.example/STRAßE"],
        ["Ж@[", "ж@["],
      ] as const) {
        const made = plan([row(one, { group: 1 }), row(twin, { group: 2 })], values);
        expect(namesOf(made), one).to.deep.equal([[one], [twin]]);
      }
      const apart = plan([row("a@"), row("a`"), row("[b"), row("{b")], { ...values, maxItems: 4 });
      expect(apart.batches.map(({ rows }) => rows.length)).to.deep.equal([2, 2]);
    });

    it("does so for an identity of other fields, and without an identity", () => {
      const byTitle = rowKeyOf({ fields: [{ field: "title" }] });
      const given = [row("a", { title: 1 }), row("A", { title: 2 }), row("b", { title: 1 }), row("c")];
      const made = plan(given, { matchField: "name", identity: byTitle });
      expect(namesOf(made)).to.deep.equal([
        ["a", "c"],
        ["A", "b"],
      ]);
      expect(afterOf(made)).to.deep.equal([[], [0]]);
      const without = plan([row("a"), row("a"), row("A")], { matchField: "name", identity: null });
      expect(namesOf(without)).to.deep.equal([["a"], ["a"], ["A"]]);
    });

    it("does not separate rows that have no value", () => {
      const given = [1, 2, 3].map((group) => row("", { group, name: group === 1 ? null : undefined }));
      for (const identity of [byGroup, null])
        expect(plan(given, { matchField: "name", identity }).batches.length).to.equal(1);
    });

    it("costs at most one more request if few rows share a value", () => {
      for (const count of [2, 10, 500, 501, 1499]) {
        const given = [...other(count), row("other-0", { group: 7 }), row("other-1", { group: 7 })];
        const { batches } = plan(given, { ...values, maxItems: 500 });
        expect(batches.length, `${count}`).to.be.at.most(Math.ceil(given.length / 500) + 1);
      }
    });

    it("sends very many of them one at a time, with at most dedupWindow rows in open batches", () => {
      const batcher = new Batcher({ maxItems: 500, dedupWindow: 64 }, byGroup, nobody, "name");
      let handed = 0;
      for (const [i, one] of inGroups("a", 15_000).entries()) {
        batcher.add(one, i);
        for (let batch = batcher.takeFull(); batch !== undefined; batch = batcher.takeFull()) {
          expect(batch.rows.length).to.equal(1);
          batch.results = [{}];
          handed += 1;
        }
        expect(i + 1 - handed).to.be.at.most(64);
      }
    });

    it("never puts two of them into one batch, whichever batches complete meanwhile", () => {
      const names = fc.constantFrom("a", "A", "b", "B", "c");
      const someRow = fc.record({
        name: names,
        group: fc.nat(3),
        action: fc.constantFrom("X", "Y"),
        v: fc.nat(1),
      });
      const byOther = rowKeyOf({ fields: [{ field: "group" }] });
      fc.assert(
        fc.property(
          fc.array(someRow, { maxLength: 60 }),
          fc.integer({ min: 1, max: 5 }),
          fc.integer({ min: 1, max: 6 }),
          fc.constantFrom(byGroup, byOther, undefined),
          fc.boolean(),
          (given, maxItems, dedupWindow, identity, completed) => {
            const options = {
              maxItems,
              dedupWindow,
              completed,
              matchField: "name",
              identity: identity ?? null,
            };
            for (const batch of namesOf(plan(given, options))) {
              const folded = batch.map((name) => String(name).toLowerCase());
              expect(new Set(folded).size).to.equal(folded.length);
            }
          },
        ),
        { numRuns: 1000 },
      );
    });
  });
});
