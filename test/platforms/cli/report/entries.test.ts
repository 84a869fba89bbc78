import { expect } from "chai";
import { Entries } from "../../../../platforms/cli/report/entries.js";

const read = (entries: Entries): unknown[] => JSON.parse([...entries.json()].join("")) as unknown[];

describe("cli: entries of a report", () => {
  it("returns what was added", () => {
    const entries = new Entries();
    expect(read(entries)).to.deep.equal([]);
    entries.add({ a: "</script>" });
    entries.add({ b: 2 });
    expect([read(entries), entries.omitted]).to.deep.equal([[{ a: "</script>" }, { b: 2 }], 0]);
  });

  it("keeps 100,000 entries, and counts the others", () => {
    const entries = new Entries();
    for (let n = 0; n < 100_003; n += 1) entries.add({ n });
    expect([read(entries).length, entries.omitted]).to.deep.equal([100_000, 3]);
  });

  it("keeps 20 million characters, and no later entry after a gap", () => {
    const entries = new Entries();
    const text = "x".repeat(6_000_000);
    for (let n = 0; n < 4; n += 1) entries.add({ text });
    entries.add({ n: 1 });
    expect([read(entries).length, entries.omitted]).to.deep.equal([3, 2]);
  });
});
