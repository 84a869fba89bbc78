/** Tests defaults for rows that the source contains as rows. */
import { expect } from "chai";
import type { ReadItem } from "../../../connector/feeds/feed_types.js";
import { mapped, taken } from "../support.js";

const own = (row: unknown): ReadItem => ({ ...taken(), row });
const rowFor = (row: unknown, defaults: object) => mapped([own(row)], defaults)[0]?.rows[0];

describe("feeds: own rows", () => {
  it("leaves rows as they are without defaults", () => {
    const row = { indicatorValue: "x", Severity: "odd", toString: 1 };
    expect(rowFor(row, {})).to.equal(row);
    for (const odd of [null, "x", [1]]) expect(rowFor(odd, { action: "Block" })).to.equal(odd);
  });

  it("fills absent fields only, by the row's own type and value", () => {
    const row = { indicatorValue: "https://bad.example/x", indicatorType: "Url", severity: null };
    const defaults = {
      action: "Audit",
      severity: "High",
      title: "T {value}",
      rbacGroupNames: ["One"],
      expiresAfter: { default: "P30D", Url: "P7D" },
    };
    expect(rowFor(row, defaults)).to.deep.equal({
      ...row,
      action: "Audit",
      title: "T https://bad.example/x",
      description: "Url https://bad.example/x from list.txt",
      rbacGroupNames: ["One"],
      expirationTime: "2026-12-07T08:00:00Z",
      generateAlert: true,
    });
    expect(rowFor({ ...row, action: "Audit" }, defaults)).to.not.have.property("generateAlert");
  });

  it("fills an empty list like an absent field", () => {
    const row = { indicatorValue: "bad.example", indicatorType: "DomainName", rbacGroupNames: [] };
    expect(rowFor(row, { rbacGroupNames: ["Pilot"] })).to.deep.include({ rbacGroupNames: ["Pilot"] });
    expect(rowFor(row, { title: "T" })).to.deep.include({ rbacGroupNames: [] });
  });

  it("does not let a default block a benign value", () => {
    const row = { indicatorValue: "8.8.8.8", indicatorType: "IpAddress" };
    const codeOf = (given: object, action: string, allowBenign: string[] = []) =>
      mapped([own(given)], { action }, { allowBenign })[0]?.code;
    expect(codeOf(row, "Block")).to.equal("Benign");
    expect(codeOf(row, "Audit")).to.equal(null);
    expect(codeOf(row, "Block", ["8.8.8.8"])).to.equal(null);
    expect(codeOf({ ...row, action: "Block" }, "Block")).to.equal(null);
    expect(codeOf({ ...row, indicatorType: "Other" }, "Block")).to.equal(null);
  });

  it("has the source's row for a file of failed rows", () => {
    const row = { indicatorValue: "bad.example", indicatorType: "DomainName" };
    const given: unknown[] = [];
    const [item] = mapped([own(row)], { action: "Block" }, { onRow: (_row, of) => given.push(of("values")) });
    expect(item?.rows[0]).to.include({ action: "Block", title: "bad.example" });
    expect(given).to.deep.equal([row]);
  });

  it("limits the life of a row, and reports a change of its own end", () => {
    const [item] = mapped([own({ expirationTime: "2030-01-01T00:00:00Z" })], { maxExpiresAfter: "P1D" });
    expect(item).to.deep.include({ status: "changed", code: "ExpiryCapped" });
    expect(item?.rows).to.deep.equal([{ expirationTime: "2026-12-01T08:00:00Z" }]);
  });

  it("counts a row without a confidence as 0", () => {
    expect(mapped([own({})], { minConfidence: 1 })[0]).to.deep.include({
      status: "skipped",
      code: "ConfidenceTooLow",
    });
  });
});
