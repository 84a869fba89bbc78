/** Measures how many requests the bisection of bad rows costs, over seeded sets, against the information bound. */
import { expect } from "chai";
import fc from "fast-check";
import { ConnectorError } from "../../../connector/index.js";
import { bounds, chosen, isolated, named, unavailable, unnamed } from "./bisect_model.js";

const seeds = 500;

/** Returns the average minimum number of responses that identify one set of bad rows among all sets. */
function informationBound(rows: number, bad: number): number {
  let bits = 0;
  for (let i = 0; i < bad; i += 1) bits += Math.log2((rows - i) / (i + 1));
  return bits;
}

/** Counts the requests for the rows in batches of 500, including the first request of each batch. */
async function callsFor(rows: number, bad: ReadonlySet<number>, say: typeof named): Promise<number> {
  let calls = 0;
  for (let from = 0; from < rows; from += 500) {
    const mine = [...bad].filter((row) => row >= from && row < from + 500).map((row) => row - from);
    if (mine.length === 0) calls += 1;
    else {
      const { settled, rejected, ...rest } = await isolated(500, mine, { say });
      calls += 1 + rest.calls.length;
      expect(settled.size, "all good rows are imported").to.equal(500 - mine.length);
      for (const [row, reason] of rejected) {
        expect(mine).to.include(row);
        expect(reason).to.match(/^Rejected: /);
      }
    }
  }
  return calls;
}

async function figures(rows: number, bad: number, say: typeof named = unnamed) {
  const counts: number[] = [];
  for (let seed = 1; seed <= seeds; seed += 1)
    counts.push(await callsFor(rows, chosen(rows, bad, seed), say));
  const mean = counts.reduce((sum, count) => sum + count, 0) / seeds;
  return { mean, max: Math.max(...counts) };
}

describe("engine: number of requests in a bisection", () => {
  it("computes the known bounds", () => {
    expect(informationBound(500, 26)).to.be.closeTo(143.8, 0.05);
    expect(informationBound(3000, 96)).to.be.closeTo(608.4, 0.05);
  });

  for (const [rows, bad] of [
    [500, 26],
    [3000, 96],
  ] as const) {
    it(`stays near the bound for ${bad} bad rows of ${rows} that no error names`, async () => {
      const bound = informationBound(rows, bad);
      const { mean, max } = await figures(rows, bad);
      expect(mean / bound).to.be.at.most(1.35);
      expect(max / bound).to.be.at.most(1.5);
    });
  }

  for (const [bad, mean, max] of [
    [1, 11.6, 13],
    [2, 24, 40],
    [5, 52, 75],
  ] as const) {
    it(`costs at most ${mean} requests on average for ${bad} bad rows of 500 that no error names`, async () => {
      const found = await figures(500, bad);
      expect(found.mean).to.be.at.most(mean);
      expect(found.max).to.be.at.most(max);
    });
  }

  for (const [what, from, count, max] of [
    ["at the start", 0, 100, 230],
    ["in the middle", 200, 100, 260],
    ["at the end", 400, 100, 220],
    ["in the second half", 250, 250, 360],
  ] as const) {
    it(`costs at most ${max} requests for a block of ${count} bad rows ${what}`, async () => {
      const block = Array.from({ length: count }, (_none, row) => from + row);
      const { calls, settled } = await isolated(500, block);
      expect([settled.size, calls.length <= max]).to.deep.equal([500 - count, true]);
    });
  }

  it("costs one request per error, the first one and one to check a name, if each error names a row", async () => {
    expect(await figures(500, 26, named)).to.deep.equal({ mean: 28, max: 28 });
    expect((await figures(500, 1, named)).max).to.equal(2);
  });

  it("costs at most one request per row plus those that lead to the first bad rows, whatever rows are bad", async () => {
    for (const bad of [60, 125, 175, 250, 400]) {
      let n = 0;
      for (let seed = 1; seed <= 20; seed += 1) {
        const { calls, settled } = await isolated(500, chosen(500, bad, seed), {
          say: () => `bad ${(n += 1)}`,
        });
        expect(calls.length).to.be.at.most(500 + 27);
        expect(settled.size).to.be.at.least(500 - bad - 10);
      }
    }
  });
});

type Naming = "right" | "wrong" | "none" | "first" | "gone" | "several";
const namings: readonly Naming[] = ["right", "wrong", "none", "first", "gone", "several"];

/** Returns an error message that names rows according to the habit. */
function wordsOf(habit: Naming, bad: readonly number[], rows: readonly number[], pick: number): string {
  const any = (of: readonly number[]) => `#${of[pick % of.length] ?? 0}`;
  const words: Record<Naming, string> = {
    right: `Row ${any(bad)} is bad`,
    wrong: `Row ${any(rows)} is bad`,
    none: "A row is bad",
    first: `Batch from #${rows[0]} failed`,
    gone: `Row #${pick} is bad`,
    several: `Rows ${any(bad)} ${any(rows)} are bad`,
  };
  return words[habit];
}

const lost = {
  kind: "failed",
  error: new ConnectorError("OutcomeUnknown", "lost"),
} as const;

describe("engine: bisection with any service", () => {
  it("returns one result per row and stores each good row once and no bad one, within the requests per row", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }).chain((count) =>
          fc.record({
            count: fc.constant(count),
            bad: fc.uniqueArray(fc.nat({ max: count - 1 }), { minLength: 1, maxLength: count }),
            habits: fc.array(fc.constantFrom(...namings), { minLength: 1, maxLength: 3 }),
            picks: fc.array(fc.nat({ max: 59 }), { minLength: 1, maxLength: 12 }),
            failing: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
            perRow: fc.constantFrom(0.2, 1, 1),
          }),
        ),
        async ({ count, bad, habits, picks, failing, perRow }) => {
          let n = 0;
          const say = (found: readonly number[], rows: readonly number[]) => {
            n += 1;
            const habit = habits[n % habits.length] as Naming;
            return wordsOf(habit, found, rows, picks[n % picks.length] as number);
          };
          const failed = new Set<number>();
          const ran = await isolated(count, bad, {
            say,
            limits: { ...bounds, maxCallsPerRow: perRow },
            fails: (call, rows) => {
              if (!failing.includes(call)) return undefined;
              for (const row of rows) failed.add(row);
              return call % 2 === 0 ? lost : unavailable;
            },
          });
          // The model checks that each row has one result.
          expect(new Set(ran.stored).size).to.equal(ran.stored.length);
          for (const row of ran.stored) expect(bad).to.not.include(row);
          for (const row of ran.settled) expect(ran.stored.includes(row) || failed.has(row)).to.equal(true);
          for (const [row, reason] of ran.rejected) {
            // A good row fails only with a message of the service that names the row.
            if (reason.startsWith("Rejected") && !bad.includes(row)) expect(reason).to.contain(`#${row}`);
          }
          expect(ran.calls.length).to.be.at.most(count * perRow + 3 * Math.ceil(Math.log2(count)));
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("fails no good row if the service names rows at random", async () => {
    const someRows = fc.uniqueArray(fc.nat({ max: 39 }), { minLength: 1, maxLength: 6 });
    const anyNames = fc.infiniteStream(fc.array(fc.nat({ max: 39 }), { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(someRows, anyNames, async (bad, names) => {
        const say = () => `Rows ${(names.next().value ?? []).map((row: number) => `#${row}`).join(" ")}`;
        const { settled, rejected } = await isolated(40, bad, { say });
        for (const row of bad) expect(settled.has(row)).to.equal(false);
        for (const [row, reason] of rejected) if (reason.startsWith("Rejected")) expect(bad).to.include(row);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
