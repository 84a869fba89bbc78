import { expect } from "chai";
import { otherWords, WordCounts } from "../../../../platforms/cli/report/word_counts.js";

describe("cli: words of a report", () => {
  it("counts words, the highest first, also those that objects already have", () => {
    const counts = new WordCounts();
    for (const word of ["a", "__proto__", "__proto__", "__proto__", "constructor", "constructor"])
      counts.add(word);
    expect(counts.entries).to.deep.equal([
      ["__proto__", 3],
      ["constructor", 2],
      ["a", 1],
    ]);
    expect(JSON.stringify(counts.byWord)).to.equal('{"__proto__":3,"constructor":2,"a":1}');
    expect(Object.getPrototypeOf(counts.byWord)).to.equal(null);
  });

  it("counts missing words and other values together", () => {
    const counts = new WordCounts();
    for (const word of [null, undefined, "", 5, {}]) counts.add(word);
    expect(counts.entries).to.deep.equal([["(none)", 5]]);
  });

  it("limits the number of words and their length", () => {
    const counts = new WordCounts();
    counts.add("x".repeat(100_000));
    for (let n = 0; n < 300; n += 1) counts.add(`word ${n}`);
    counts.add("word 0");
    expect(counts.entries.length).to.equal(201);
    expect(counts.byWord[otherWords]).to.equal(101);
    expect([counts.byWord["x".repeat(100)], counts.byWord["word 0"]]).to.deep.equal([1, 2]);
  });
});
