/** Checks that no test has its own time limit, because a busy machine would break it. */
import { expect } from "chai";
import { sourcesOf } from "./sources.js";

describe("architecture: time limits of tests", () => {
  it("are one limit for all, which is in package.json", () => {
    const tests = sourcesOf("test").filter(({ path }) => path.endsWith(".test.ts"));
    const limited = tests.filter(({ text }) => /(?:this|\))\.timeout\(/.test(text));
    expect(tests).to.not.be.empty;
    expect(limited.map(({ path }) => path)).to.deep.equal([]);
  });
});
