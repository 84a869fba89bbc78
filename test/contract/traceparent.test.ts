// The header of W3C Trace Context: which values are used, and which are ignored.
import { expect } from "chai";
import { readTraceparent } from "../../connector/contract/traceparent.js";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = "00f067aa0ba902b7";

describe("traceparent", () => {
  it("is used as it is", () => {
    for (const flags of ["00", "01"])
      expect(readTraceparent(`00-${trace}-${parent}-${flags}`)).to.equal(`00-${trace}-${parent}-${flags}`);
  });

  it("of a later version becomes one of version 00", () => {
    for (const value of [`01-${trace}-${parent}-01`, `cc-${trace}-${parent}-01-what-ever`])
      expect(readTraceparent(value)).to.equal(`00-${trace}-${parent}-01`);
  });

  it("keeps no flag except the one to record", () => {
    expect(readTraceparent(`00-${trace}-${parent}-ff`)).to.equal(`00-${trace}-${parent}-01`);
    expect(readTraceparent(`00-${trace}-${parent}-fe`)).to.equal(`00-${trace}-${parent}-00`);
  });

  for (const [what, value] of [
    ["is missing", undefined],
    ["is empty", ""],
    ["has version ff", `ff-${trace}-${parent}-01`],
    ["has a trace of zeros", `00-${"0".repeat(32)}-${parent}-01`],
    ["has a parent of zeros", `00-${trace}-${"0".repeat(16)}-01`],
    ["has upper-case digits", `00-${trace.toUpperCase()}-${parent}-01`],
    ["has more than its version allows", `00-${trace}-${parent}-01-more`],
    ["is followed by something else", `cc-${trace}-${parent}-01.more`],
    ["has a short part", `00-${trace.slice(1)}-${parent}-01`],
    ["is two values", `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`],
    ["is very long", `cc-${trace}-${parent}-01-${"x".repeat(10_000)}`],
  ] as const)
    it(`is ignored if it ${what}`, () => {
      expect(readTraceparent(value)).to.equal(undefined);
    });
});
