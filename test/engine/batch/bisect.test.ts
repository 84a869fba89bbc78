import { expect } from "chai";
import { bounds, isolated, named, unavailable } from "./bisect_model.js";

const all = (count: number) => Array.from({ length: count }, (_none, row) => row);
const sorted = (rows: Iterable<number>) => [...rows].toSorted((a, b) => a - b);

describe("engine: bisection with bad rows that the error names", () => {
  it("removes a named row and needs one more request for the others", async () => {
    const { settled, rejected, calls } = await isolated(500, [137], { say: named });
    expect([...rejected]).to.deep.equal([[137, "Rejected: Row #137 is bad"]]);
    expect([settled.size, calls.length]).to.deep.equal([499, 1]);
  });

  it("sends one named row alone, and trusts the other names", async () => {
    const { rejected, calls } = await isolated(500, [3, 200, 499], { say: named });
    expect(sorted(rejected.keys())).to.deep.equal([3, 200, 499]);
    expect(rejected.get(200)).to.equal("Rejected: Row #200 is bad");
    expect(calls.map(({ length }) => length)).to.deep.equal([499, 1, 498, 497]);
  });

  it("makes 28 requests for 26 named rows of 500, at any positions", async () => {
    for (const first of [0, 100, 474]) {
      const bad = all(26).map((row) => row + first);
      for (const say of [named, (found: readonly number[]) => named(found.toReversed())]) {
        const { settled, rejected, calls } = await isolated(500, bad, { say });
        expect(sorted(rejected.keys())).to.deep.equal(bad);
        expect([settled.size, 1 + calls.length]).to.deep.equal([474, 28]);
      }
    }
  });

  it("sends another named row alone after 32 names, and returns all of them to the batch if that one is accepted", async () => {
    const bad = all(100).map((row) => row * 5);
    const { rejected, calls } = await isolated(500, bad, { say: named });
    expect(sorted(rejected.keys())).to.deep.equal(bad);
    expect(calls.filter(({ length }) => length === 1).length).to.equal(4);
    // The first name is right by chance: the service only quotes the first row of the request.
    const quoted = await isolated(500, [0, 300], { say: (_bad, rows) => `Batch from #${rows[0]} failed` });
    expect(sorted(quoted.rejected.keys())).to.deep.equal([0, 300]);
    expect(quoted.calls.length).to.be.at.most(70);
  });

  it("does not trust a service that quotes the first row of each request", async () => {
    const say = (_bad: readonly number[], rows: readonly number[]) => `Batch from #${rows[0]} failed`;
    const { settled, rejected, calls } = await isolated(500, [300], { say });
    expect([...rejected]).to.deep.equal([[300, "Rejected: Batch from #300 failed"]]);
    expect([settled.size, calls.length <= 22]).to.deep.equal([499, true]);
  });

  it("trusts no name if the named row is rejected alone without being named", async () => {
    const say = (_bad: readonly number[], rows: readonly number[]) =>
      rows.length === 1 ? "A row is bad" : `Batch from #${rows[0]} failed`;
    const { rejected, calls } = await isolated(500, [0, 300], { say });
    expect(sorted(rejected.keys())).to.deep.equal([0, 300]);
    expect(calls.length).to.be.at.most(24);
  });

  it("returns a row to the batch if it is named after its removal, in any wording, and trusts no name after that", async () => {
    let n = 0;
    for (const say of [() => "Row #9 is bad", () => `Row #9 is bad , request ${(n += 1)}`]) {
      const { settled, rejected, calls } = await isolated(16, [5], { say });
      expect([...rejected.keys()]).to.deep.equal([5]);
      expect([settled.has(9), calls.length <= 9]).to.deep.equal([true, true]);
    }
  });

  it("trusts no name of a row that is not in the request, even next to one that is", async () => {
    const say = (bad: readonly number[]) => `Rows #${bad[0]} #0 are bad`;
    const { settled, rejected } = await isolated(64, [10, 20, 30], { say });
    expect(sorted(rejected.keys())).to.deep.equal([10, 20, 30]);
    expect(settled.has(0)).to.equal(true);
  });

  it("sends each row alone if an error names several", async () => {
    const say = (_bad: readonly number[], rows: readonly number[]) =>
      `Look at ${[7, 8, 9]
        .filter((row) => rows.includes(row))
        .map((row) => `#${row}`)
        .join(" ")}`;
    const { settled, rejected, calls } = await isolated(100, [7, 8], { say });
    expect(sorted(rejected.keys())).to.deep.equal([7, 8]);
    expect([settled.size, calls.map(({ length }) => length)]).to.deep.equal([98, [97, 1, 1, 1]]);
  });

  it("sends a named row alone if the request without it failed", async () => {
    const fails = (n: number) => (n === 1 ? unavailable : undefined);
    const { settled, rejected, calls } = await isolated(10, [4], { say: named, fails });
    expect([...rejected]).to.deep.equal([[4, "Rejected: Row #4 is bad"]]);
    expect([settled.size, calls.length]).to.deep.equal([9, 2]);
  });

  it("sends the only named row alone if later errors name none", async () => {
    const say = ([first]: readonly number[]) => (first === 3 ? "Row #3 is bad" : "bad");
    const { rejected, calls } = await isolated(16, [3, 8], { say });
    expect([...rejected]).to.deep.equal([
      [8, "Rejected: bad"],
      [3, "Rejected: Row #3 is bad"],
    ]);
    expect(calls.at(-1)).to.deep.equal([3]);
  });
});

describe("engine: bisection with bad rows that no error names", () => {
  for (const [bad, max] of [
    [[137], 12],
    [[0], 12],
    [[499], 12],
    [[0, 499], 36],
    [[0, 250, 499], 48],
  ] as const) {
    it(`finds ${bad.join(", ")} of 500 with at most ${max} requests`, async () => {
      const { settled, rejected, calls } = await isolated(500, bad);
      expect(sorted(rejected.keys())).to.deep.equal(bad);
      for (const reason of rejected.values()) expect(reason).to.equal("Rejected: Request body is incorrect");
      expect(settled.size).to.equal(500 - bad.length);
      expect(calls.length).to.be.at.most(max);
    });
  }

  it("fails a row only after the row was rejected alone", async () => {
    const { settled, rejected } = await isolated(500, [], { maxRows: 100 });
    expect([settled.size, rejected.size]).to.deep.equal([500, 0]);
  });

  it("finds each combination of bad rows in small batches", async () => {
    for (let count = 1; count <= 9; count += 1) {
      for (let set = 1; set < 1 << count; set += 1) {
        const bad = all(count).filter((row) => (set >> row) % 2 === 1);
        const { settled, rejected } = await isolated(count, bad);
        expect(sorted(rejected.keys())).to.deep.equal(bad);
        expect([...rejected.values()].filter((reason) => !reason.startsWith("Rejected"))).to.deep.equal([]);
        expect(settled.size).to.equal(count - bad.length);
      }
    }
  });

  it("fails a single row with the service's message and without another request", async () => {
    const { rejected, calls } = await isolated(1, [0]);
    expect([...rejected]).to.deep.equal([[0, "Rejected: Request body is incorrect"]]);
    expect(calls).to.deep.equal([]);
  });
});

describe("engine: bisection that ends early", () => {
  it("makes 14 more requests if the whole request is rejected with one message, and blames no row", async () => {
    const { rejected, calls, wholeRequest } = await isolated(500, all(500));
    expect(calls.length).to.equal(bounds.maxIdenticalErrors - 1);
    expect(new Set(rejected.values()).size).to.equal(1);
    expect(rejected.get(0)).to.match(/^BadRowNotIsolated: .*not found: Request body is incorrect$/);
    expect([wholeRequest?.code, wholeRequest?.message]).to.deep.equal([
      "Rejected",
      "Request body is incorrect",
    ]);
  });

  for (const [what, bad] of [
    ["the first 400 rows", all(400)],
    ["the last 400 rows", all(400).map((row) => row + 100)],
    ["26 rows at the start", all(26)],
    ["8 rows spread evenly", all(8).map((row) => Math.floor((row + 0.5) * 62.5))],
    ["every second row", all(250).map((row) => row * 2)],
  ] as const) {
    it(`does not blame the request if ${what} are bad`, async () => {
      const { settled, rejected, calls, wholeRequest } = await isolated(500, bad);
      expect(wholeRequest).to.equal(undefined);
      expect(sorted(rejected.keys())).to.deep.equal(bad);
      expect(settled.size).to.equal(500 - bad.length);
      expect(calls.length).to.be.at.most(527);
    });
  }

  it("blames the rows if the messages change, and ends within the requests per row", async () => {
    let n = 0;
    const { rejected, calls, wholeRequest } = await isolated(500, all(500), {
      say: () => `Reason ${(n += 1)}`,
    });
    expect(wholeRequest).to.equal(undefined);
    expect(calls.length).to.be.at.most(527);
    expect([...rejected.values()].filter((reason) => !reason.startsWith("Rejected"))).to.deep.equal([]);
  });

  it("does not end early while some requests are accepted", async () => {
    const limits = { maxCallsPerRow: 1, maxIdenticalErrors: 2 };
    const { rejected } = await isolated(8, [1], { limits });
    expect([...rejected]).to.deep.equal([[1, "Rejected: Request body is incorrect"]]);
  });

  it("makes at most the declared requests per row, and reports the remaining rows as not isolated", async () => {
    const bad = all(100).map((row) => row * 5);
    const limits = { maxCallsPerRow: 0.1, maxIdenticalErrors: 15 };
    const { settled, rejected, calls } = await isolated(500, bad, { limits });
    expect(calls.length).to.equal(50 + 3 * 9);
    const left = [...rejected].filter(([, reason]) => reason.startsWith("BadRowNotIsolated: "));
    expect(left.length).to.be.greaterThan(300);
    for (const [row, reason] of rejected) if (reason.startsWith("Rejected")) expect(bad).to.include(row);
    for (const row of settled) expect(bad).to.not.include(row);
  });

  it("ends after as many consecutive failed requests as a run does", async () => {
    const bad = all(100).map((row) => row * 5);
    const ended = await isolated(500, bad, { fails: (n) => (n > 60 ? unavailable : undefined) });
    expect(ended.calls.length).to.equal(60 + 10);
    expect(ended.rejected.get(499)).to.match(/^BadRowNotIsolated: /);
    const fails = (n: number) => (n % 10 === 0 ? undefined : n > 60 ? unavailable : undefined);
    const goes = await isolated(500, bad, { fails });
    expect([...goes.rejected.values()].filter((reason) => !reason.startsWith("Rejected"))).to.deep.equal([]);
  });

  it("does not treat a failure as an acceptance: repeated equal rejections still end the bisection", async () => {
    const limits = { maxCallsPerRow: 1, maxIdenticalErrors: 8 };
    const fails = (n: number) => (n === 2 ? unavailable : undefined);
    const { wholeRequest, calls } = await isolated(64, all(64), { limits, fails });
    expect([wholeRequest?.code, calls.length]).to.deep.equal(["Rejected", 9]);
  });
});
