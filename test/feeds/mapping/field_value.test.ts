/** Tests how texts of a source become lists. */
import { expect } from "chai";
import { textAs, textList } from "../../../connector/feeds/mapping/field_value.js";

describe("feeds: lists in texts", () => {
  it("are JSON arrays of texts, or have commas or semicolons", () => {
    expect(textList('["HQ, Floor 1","b"]')).to.deep.equal(["HQ, Floor 1", "b"]);
    expect(textList(" a, b;c ,")).to.deep.equal(["a", "b", "c"]);
    for (const text of ["[a]", '["a",1]', "[", '[["a"]]']) expect(textList(text), text).to.equal(undefined);
  });

  it("are read part by part for a field if they are not JSON", () => {
    const field = { types: new Set(["array"]) };
    expect(textAs('["a, b"]', field)).to.deep.equal(["a, b"]);
    expect(textAs('["a",1]', field)).to.deep.equal(['["a"', "1]"]);
  });
});
