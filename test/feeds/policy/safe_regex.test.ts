/** Tests which regular expressions of warning lists are used. */
import { expect } from "chai";
import { safeRegex } from "../../../connector/feeds/policy/safe_regex.js";
import { cpuSecondsOf } from "../../support/cpu_time.js";

describe("feeds: regular expressions of warning lists", () => {
  it("are used with delimiters and flags", () => {
    expect(safeRegex("/^GOOD\\./i")?.("good.example")).to.equal(true);
    expect(safeRegex("#good#")?.("a.good.example")).to.equal(true);
    expect(safeRegex("/(www\\.)?[a-z0-9+*-]+\\.good\\.example$/")?.("x.good.example")).to.equal(true);
    for (const entry of ["good", "/(/", "/a/g", "/a"]) expect(safeRegex(entry), entry).to.equal(undefined);
  });

  it("are ignored if they can be slow", () => {
    for (const source of [
      "(a+)+$",
      "(a|a)*b",
      "(a*){20}",
      "(.)\\1",
      "a*a*a*b",
      "x{1,}y{1,}z{1,}",
      "(?<n>a)\\k<n>",
    ])
      expect(safeRegex(`/${source}/`), source).to.equal(undefined);
  });

  it("end soon, whatever the value is", async () => {
    const seconds = await cpuSecondsOf(() => {
      for (const length of [500, 16_000]) expect(safeRegex("/a*a*b/")?.("a".repeat(length))).to.equal(false);
    });
    expect(seconds).to.be.lessThan(3);
  });
});
