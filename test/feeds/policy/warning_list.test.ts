/** Tests the form of a warning list. */
import { expect } from "chai";
import { warningListOf } from "../../../connector/feeds/policy/warning_list.js";

describe("feeds: one warning list", () => {
  const list = { name: "L", type: "cidr", list: ["198.51.100.0/24"] };

  it("accepts a list of MISP, without the properties that nothing uses", () => {
    expect(warningListOf({ ...list, version: 7, matching_attributes: ["ip-dst"] }, "a.json")).to.deep.equal({
      ...list,
      matching_attributes: ["ip-dst"],
    });
    expect(warningListOf(list, "a.json")).to.deep.equal(list);
  });

  it("rejects any other file, and names the file", () => {
    for (const [given, problem] of [
      [[], "is not a JSON object"],
      [{ ...list, name: "" }, "has no name"],
      [{ ...list, type: "glob" }, "has a type that is not one of string, substring"],
      [{ ...list, list: [1] }, "has a list that is not a list of texts"],
      [{ ...list, matching_attributes: "md5" }, "has matching_attributes that are not"],
    ] as const)
      expect(() => warningListOf(given, "a.json")).to.throw(`The warning list "a.json" ${problem}`);
  });
});
