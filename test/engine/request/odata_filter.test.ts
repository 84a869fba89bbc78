import { expect } from "chai";
import { bothOf } from "../../../connector/engine/request/odata_filter.js";

const own = "name eq 'x'";

describe("engine: OData filter", () => {
  it("combines both filters, and uses one if the other is empty", () => {
    expect(bothOf(own, "a eq 1 or b eq ')'")).to.equal("(a eq 1 or b eq ')') and name eq 'x'");
    expect(bothOf(own, " ")).to.equal(own);
    expect(bothOf("", "a eq 1")).to.equal("a eq 1");
  });

  for (const other of ["a eq 1) or (b eq 2", "(a eq 1", "a eq 'x"]) {
    it(`rejects a filter that could break out of its brackets: ${other}`, () => {
      expect(() => bothOf(own, other)).to.throw("unbalanced quotes or brackets");
    });
  }
});
