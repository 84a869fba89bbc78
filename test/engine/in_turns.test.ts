/** Loops in turns keep the order of their elements, and let the event loop turn. */
import { expect } from "chai";
import { eachInTurns, mapInTurns, sortedInTurns, sortedPerTurn } from "../../connector/engine/in_turns.js";
import { rowsPerTurn } from "../../connector/engine/pace.js";
import { maxCounted, TurnCounter } from "../support/turn_counter.js";

/** Most comparisons of one element with others while a run of 1,000 is sorted. */
const maxComparisons = 12;

describe("engine: loops in turns", () => {
  it("visits and makes elements in their order", async () => {
    const seen: string[] = [];
    await eachInTurns(["a", "b"], (element, index) => void seen.push(`${index}${element}`));
    expect(seen).to.deep.equal(["0a", "1b"]);
    expect(await mapInTurns([1, 2, 3], (n) => n * 2)).to.deep.equal([2, 4, 6]);
  });

  it(`visits at most ${rowsPerTurn} elements between two turns`, async () => {
    const counter = new TurnCounter();
    const list = Array.from({ length: 2000 }, (_none, i) => i);
    await counter.during(() => eachInTurns(list, () => counter.add()));
    expect(counter.max).to.be.within(1, maxCounted);
  });

  it("sorts any number of elements, and keeps the order of equal ones", async () => {
    for (const length of [0, 1, 999, 1000, 1001, 2000, 4321]) {
      const list = Array.from({ length }, (_none, i) => ({ rank: (i * 7919) % 13, i }));
      const byRank = (a: { rank: number }, b: { rank: number }) => a.rank - b.rank;
      expect(await sortedInTurns(list, byRank)).to.deep.equal(list.toSorted(byRank));
    }
  });

  it("compares few elements between two turns while it sorts", async () => {
    const counter = new TurnCounter();
    const list = Array.from({ length: 20_000 }, (_none, i) => (i * 7919) % 20_011);
    await counter.during(() =>
      sortedInTurns(list, (a, b) => {
        counter.add();
        return a - b;
      }),
    );
    expect(counter.max).to.be.within(1, sortedPerTurn * maxComparisons);
  });
});
