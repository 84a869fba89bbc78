/** The integer map behaves like a Map, whatever is stored in it. */
import { expect } from "chai";
import fc from "fast-check";
import { IntMap } from "../../../connector/engine/batch/int_map.js";

/** Any 32-bit numbers, and numbers that hash to the same slot. */
const numbers = fc.oneof(
  fc.integer(),
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: 0, max: 9 }).map((n) => n << 22),
);

describe("engine: integer map", () => {
  it("stores, replaces and lists its entries as a Map does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, fc.nat())), fc.array(numbers), (given, asked) => {
        const ours = new IntMap<number>();
        const theirs = new Map<number, number>();
        for (const [number, entry] of given) {
          ours.set(number, entry);
          theirs.set(number, entry);
        }
        for (const number of [...asked, ...given.map(([one]) => one)])
          expect(ours.get(number)).to.equal(theirs.get(number));
        expect([...ours]).to.deep.equal([...theirs]);
      }),
    );
  });

  it("finds every entry again after it has grown", () => {
    const many = Array.from({ length: 5000 }, (_none, i) => Math.imul(i, 0x9e3779b1));
    const ours = new IntMap<number>();
    for (const [i, number] of many.entries()) ours.set(number, i);
    expect(many.map((number) => ours.get(number))).to.deep.equal([...many.keys()]);
    expect(ours.get(1)).to.equal(undefined);
  });
});
