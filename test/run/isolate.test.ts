import { expect } from "chai";
import fc from "fast-check";
import { ConnectorError } from "../../connector/index.js";
import type { CallResult } from "../../connector/http/send.js";
import { type IsolateBounds, isolate } from "../../connector/run/isolate.js";
import { answer } from "./stub.js";

const bounds: IsolateBounds = { maxExtraCalls: 60, sameAnswers: 15 };

interface Took {
  readonly settled: Set<number>;
  readonly refused: Map<number, string>;
  readonly calls: number[][];
  readonly wholeRequest: ConnectorError | undefined;
}

interface Conditions {
  readonly limits?: IsolateBounds;
  /** In place of an acceptance. */
  readonly other?: CallResult;
  /** What the n-th extra call comes to, whatever its rows. */
  readonly fails?: (n: number) => CallResult | undefined;
}

/**
 * Takes a call of `count` rows apart at a service that refuses these rows.
 * @param say the service's sentence about the bad rows of one call; rows are named as #3
 */
async function isolated(
  count: number,
  bad: readonly number[],
  say: (badRows: readonly number[], rows: readonly number[]) => string,
  { limits = bounds, other, fails = () => undefined }: Conditions = {},
): Promise<Took> {
  const settled = new Set<number>();
  const refused = new Map<number, string>();
  const calls: number[][] = [];
  const judge = (rows: readonly number[]): CallResult => {
    const found = bad.filter((row) => rows.includes(row));
    if (found.length === 0) return other ?? { kind: "succeeded", answer: answer({}) };
    const error = new ConnectorError("Rejected", say(found, rows), { status: 400 });
    return { kind: "rejected", answer: answer({}, 400), error };
  };
  const all = Array.from({ length: count }, (_none, i) => i);
  const { wholeRequest } = await isolate(
    count,
    judge(all) as Extract<CallResult, { kind: "rejected" }>,
    limits,
    {
      async send(rows) {
        calls.push([...rows]);
        return fails(calls.length) ?? judge(rows);
      },
      settle: (rows) => rows.forEach((row) => settled.add(row)),
      refuse: (rows, error) => rows.forEach((row) => refused.set(row, `${error.code}: ${error.message}`)),
      namedIn: (sentence, rows) => rows.filter((row) => sentence.split(" ").includes(`#${row}`)),
    },
  );
  expect(settled.size + refused.size, "every row has one end").to.equal(count);
  return { settled, refused, calls, wholeRequest };
}

const unavailable: CallResult = {
  kind: "failed",
  error: new ConnectorError("ServiceFailed", "503", { status: 503 }),
  answer: answer({}, 503),
};
const named = ([first]: readonly number[]) => `Row #${first} is bad`;
const unnamed = () => "Request body is incorrect";

describe("run: isolation of bad rows", () => {
  it("takes out a named row and needs one more call for the others", async () => {
    const { settled, refused, calls } = await isolated(500, [137], named);
    expect([...refused]).to.deep.equal([[137, "Rejected: Row #137 is bad"]]);
    expect([settled.size, calls.length]).to.deep.equal([499, 1]);
  });

  it("takes out one named row after the other", async () => {
    const { refused, calls } = await isolated(500, [3, 200, 499], named);
    expect([...refused.keys()].toSorted((a, b) => a - b)).to.deep.equal([3, 200, 499]);
    expect(refused.get(200)).to.equal("Rejected: Row #200 is bad");
    expect(calls.length, "two of them are tried alone").to.equal(5);
  });

  it("stores the others of many named rows before it proves the rest of the names", async () => {
    const bad = Array.from({ length: 40 }, (_none, i) => i * 12);
    const { settled, refused, calls } = await isolated(500, bad, named);
    expect([settled.size, calls.length]).to.deep.equal([460, 60]);
    expect([...refused.keys()].toSorted((a, b) => a - b)).to.deep.equal(bad);
  });

  it("does not reject the first row of each call because the service quotes it (was: 60 good rows Rejected)", async () => {
    const { settled, refused, calls } = await isolated(
      500,
      [300],
      (_bad, rows) => `Batch from #${rows[0]} failed`,
    );
    expect([...refused.keys()]).to.deep.equal([300]);
    expect(refused.get(300)).to.equal("Rejected: Batch from #300 failed");
    expect([settled.size, calls.length <= 22]).to.deep.equal([499, true]);
  });

  it("finds out that names are wrong also where the first of them is right", async () => {
    const { settled, refused } = await isolated(
      500,
      [0, 300],
      (_bad, rows) => `Batch from #${rows[0]} failed`,
    );
    expect([...refused.keys()]).to.have.members([0, 300]);
    expect(settled.size).to.equal(498);
  });

  it("calls no good row rejected and stores no bad one, whatever rows the service names", async () => {
    const someRows = fc.uniqueArray(fc.nat({ max: 39 }), { minLength: 1, maxLength: 6 });
    const anyNames = fc.infiniteStream(fc.array(fc.nat({ max: 39 }), { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(someRows, anyNames, async (bad, names) => {
        const say = () => `Rows ${(names.next().value ?? []).map((row: number) => `#${row}`).join(" ")}`;
        const { settled, refused } = await isolated(40, bad, say);
        for (const row of bad) expect(settled.has(row)).to.equal(false);
        for (const [row, reason] of refused) if (reason.startsWith("Rejected")) expect(bad).to.include(row);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("splits where several rows are named at once", async () => {
    const { settled, refused } = await isolated(100, [7, 8], () => "Rows #7 #8 are bad");
    expect([...refused.keys()]).to.have.members([7, 8]);
    expect(settled.size).to.equal(98);
  });

  for (const [bad, most] of [
    [[137], 18],
    [[0, 250, 499], 48],
  ] as const) {
    it(`finds ${bad.length} unnamed among 500 with at most ${most} calls`, async () => {
      const { settled, refused, calls } = await isolated(500, bad, unnamed);
      expect([...refused.keys()]).to.have.members([...bad]);
      for (const reason of refused.values()) expect(reason).to.equal("Rejected: Request body is incorrect");
      expect(settled.size).to.equal(500 - bad.length);
      expect(calls.length).to.be.at.most(most);
    });
  }

  it("puts a row back that was named wrongly, and trusts no name after that", async () => {
    const { settled, refused, calls } = await isolated(16, [5], () => "Row #9 is bad");
    expect([...refused.keys()]).to.deep.equal([5]);
    expect(settled.has(9)).to.equal(true);
    expect(calls.length).to.be.at.most(9);
  });

  it("stops early where everything is refused in the same words", async () => {
    const all = Array.from({ length: 500 }, (_none, i) => i);
    const { refused, calls, wholeRequest } = await isolated(500, all, unnamed);
    expect(calls.length).to.equal(bounds.sameAnswers - 1);
    expect(new Set(refused.values()).size).to.equal(1);
    expect(refused.get(0)).to.match(/^NotIsolated: .*not found: Request body is incorrect$/);
    expect([wholeRequest?.code, wholeRequest?.message]).to.deep.equal([
      "Rejected",
      "Request body is incorrect",
    ]);
  });

  for (const [count, least] of [
    [4, 490],
    [8, 400],
  ] as const) {
    it(`finds good rows among ${count} bad ones spread evenly, refused in the same words (was, of 8: all NotIsolated)`, async () => {
      const bad = Array.from({ length: count }, (_none, i) => Math.floor(((i + 0.5) * 500) / count));
      const { settled, refused, calls, wholeRequest } = await isolated(500, bad, unnamed);
      expect(wholeRequest).to.equal(undefined);
      expect(settled.size).to.be.at.least(least);
      for (const row of bad) expect(settled.has(row)).to.equal(false);
      for (const [row, reason] of refused) if (reason.startsWith("Rejected")) expect(bad).to.include(row);
      expect(calls.length).to.be.at.most(bounds.maxExtraCalls);
    });
  }

  it("takes refusals in changing words for the rows' own fault", async () => {
    const all = Array.from({ length: 500 }, (_none, i) => i);
    let n = 0;
    const { calls, wholeRequest } = await isolated(500, all, () => `Refusal ${(n += 1)}`);
    expect([calls.length, wholeRequest]).to.deep.equal([bounds.maxExtraCalls, undefined]);
  });

  it("does not stop early while calls are accepted between", async () => {
    const limits = { maxExtraCalls: 60, sameAnswers: 3 };
    const { refused } = await isolated(8, [0], unnamed, { limits });
    expect([...refused]).to.deep.equal([[0, "Rejected: Request body is incorrect"]]);
  });

  it("never makes more extra calls than declared, and says so of the rows that are left", async () => {
    const bad = Array.from({ length: 100 }, (_none, i) => i * 5);
    const limits = { maxExtraCalls: 10, sameAnswers: 15 };
    const { settled, refused, calls } = await isolated(500, bad, named, { limits });
    expect(calls.length).to.equal(10);
    const left = [...refused.values()].filter((reason) => reason.startsWith("NotIsolated"));
    expect(left.length).to.be.greaterThan(300);
    const found = [...refused.values()].filter((reason) => reason.startsWith("Rejected"));
    expect(found.length, "those proved; the others are named and were not tried").to.equal(3);
    expect(settled.size).to.equal(0);
  });

  it("refuses a single row with the service's words and without a further call", async () => {
    const { refused, calls } = await isolated(1, [0], unnamed);
    expect([...refused]).to.deep.equal([[0, "Rejected: Request body is incorrect"]]);
    expect(calls).to.deep.equal([]);
  });

  it("passes another failure on to the rows of its call, and says of the named row that nothing proved it bad (was: Rejected)", async () => {
    const { settled, refused, wholeRequest } = await isolated(10, [4], named, { other: unavailable });
    expect(settled.size).to.equal(9);
    expect([...refused.keys()]).to.deep.equal([4]);
    expect(refused.get(4)).to.match(/^NotIsolated: .*Row #4 is bad$/);
    expect(wholeRequest).to.equal(undefined);
  });

  it("does not take a failure for an acceptance: the same refusal again and again still ends it", async () => {
    const all = Array.from({ length: 64 }, (_none, i) => i);
    const limits = { maxExtraCalls: 60, sameAnswers: 8 };
    const fails = (n: number) => (n === 2 ? unavailable : undefined);
    const { wholeRequest, calls } = await isolated(64, all, unnamed, { limits, fails });
    expect([wholeRequest?.code, calls.length]).to.deep.equal(["Rejected", 8]);
  });

  it("puts a row back that is still named after it is gone, in whatever words (was: Rejected)", async () => {
    let n = 0;
    const say = () => `Row #9 is bad , request ${(n += 1)}`;
    const { settled, refused } = await isolated(16, [5], say);
    expect([...refused.keys()]).to.deep.equal([5]);
    expect(settled.has(9)).to.equal(true);
  });
});
