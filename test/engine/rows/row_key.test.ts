import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { rowKeyOf, type RowKey, keyText } from "../../../connector/engine/rows/row_key.js";
import { own } from "../stub.js";

const indicators = rowKeyOf(own.actions.get("import_indicators")?.identity) as RowKey;
const sha1 = "aB".repeat(20);
const hash = (change: JsonObject = {}): JsonObject => ({
  indicatorType: "FileSha1",
  indicatorValue: sha1,
  action: "Block",
  ...change,
});
const sameTarget = (a: JsonObject, b: JsonObject) => indicators.target(a) === indicators.target(b);

describe("engine: identity of an indicator", () => {
  it("ignores the letter case of a hash", () => {
    for (const indicatorType of ["FileSha1", "FileSha256", "FileMd5", "CertificateThumbprint"]) {
      const upper = hash({ indicatorType, indicatorValue: sha1.toUpperCase() });
      expect(sameTarget(hash({ indicatorType }), upper), indicatorType).to.equal(true);
    }
  });

  it("respects letter case in every other type", () => {
    const url = { indicatorType: "Url", indicatorValue: "https://bad.example/Path" };
    expect(sameTarget(url, { ...url, indicatorValue: "https://bad.example/path" })).to.equal(false);
  });

  it("treats the same value of another type as another indicator", () => {
    expect(sameTarget(hash(), hash({ indicatorType: "CertificateThumbprint" }))).to.equal(false);
  });

  it("ignores the order of device groups, and repeated ones", () => {
    const one = hash({ rbacGroupNames: ["north", "south"] });
    expect(sameTarget(one, hash({ rbacGroupNames: ["south", "north"] }))).to.equal(true);
    expect(sameTarget(one, hash({ rbacGroupNames: ["south", "north", "south"] }))).to.equal(true);
    expect(sameTarget(one, hash({ rbacGroupNames: ["north"] }))).to.equal(false);
  });

  it("treats no groups, an empty list and null as the same", () => {
    expect(sameTarget(hash(), hash({ rbacGroupNames: [] }))).to.equal(true);
    expect(sameTarget(hash(), hash({ rbacGroupNames: null }))).to.equal(true);
  });

  it("cannot be confused by a group with a name that looks like two groups", () => {
    const one = hash({ rbacGroupNames: ['a","b'] });
    expect(sameTarget(one, hash({ rbacGroupNames: ["a", "b"] }))).to.equal(false);
  });

  it("distinguishes rows with another action only by the variant", () => {
    const allowed = hash({ action: "Allowed" });
    expect(sameTarget(hash(), allowed)).to.equal(true);
    expect(indicators.variant(allowed)).to.equal("Allowed");
  });

  it("has only one variant if no conflict is declared", () => {
    const plain = rowKeyOf({ fields: [{ field: "id" }] }) as RowKey;
    expect(plain.variant({ id: 1, action: "Allowed" })).to.equal(plain.variant({ id: 1, action: "Block" }));
  });

  it("ignores letter case everywhere if the declaration says so", () => {
    const plain = rowKeyOf({ fields: [{ field: "id", ignoreCase: true }] }) as RowKey;
    expect(plain.target({ id: "Ab" })).to.equal(plain.target({ id: "aB" }));
  });

  it("is absent if none is declared", () => {
    expect(rowKeyOf(undefined)).to.equal(undefined);
  });

  it("converts any value to text without calling methods of the value", () => {
    expect(keyText({ toString: 1, valueOf: 1 })).to.equal('{"toString":1,"valueOf":1}');
    expect(keyText(undefined)).to.equal("null");
    expect(keyText("text")).to.equal("text");
  });
});
