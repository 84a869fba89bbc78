/** Tests rows as lines of CSV and NDJSON. */
import { expect } from "chai";
import {
  ambiguousList,
  csvLine,
  ndjsonLine,
  portalHeader,
  portalRecord,
  startsFormula,
  tableRecord,
  unportableFields,
  withoutFormula,
} from "../../connector/feeds/write_rows.js";

const row = {
  indicatorType: "Url",
  indicatorValue: "https://bad.example/a,b",
  action: "Block",
  title: '=say("x")',
  description: "two\nlines",
  expirationTime: null,
  rbacGroupNames: ["One", "Two"],
  generateAlert: false,
};

describe("feeds: writing rows", () => {
  it("writes the columns of the portal's template", () => {
    expect(portalHeader.join()).to.equal(
      "IndicatorType,IndicatorValue,ExpirationTime,Action,Severity,Title,Description,RecommendedActions,RbacGroups,Category,MitreTechniques,GenerateAlert",
    );
    expect(portalRecord(row)).to.deep.equal([
      "Url",
      "https://bad.example/a,b",
      "",
      "Block",
      "",
      '=say("x")',
      "two\nlines",
      "",
      "One,Two",
      "",
      "",
      "FALSE",
    ]);
    expect(portalRecord("bad.example")[1]).to.equal("bad.example");
  });

  it("quotes cells as RFC 4180 demands", () => {
    expect(csvLine(["a", "b,c", 'd"e', "f\ng", " h", ""])).to.equal('a,"b,c","d""e","f\ng"," h",\r\n');
    expect(ndjsonLine({ a: 1 })).to.equal('{"a":1}\n');
  });

  it("names the fields that the template cannot carry, without those that the service sets", () => {
    const listed = {
      ...row,
      id: "7",
      createdBy: "x",
      lastUpdateTime: "y",
      application: "A",
      externalId: null,
    };
    expect(unportableFields(listed)).to.deep.equal(["application"]);
    expect(unportableFields({ ...row, rbacGroupNames: ["One, Two"] })).to.deep.equal([]);
    expect(unportableFields({ ...row, category: 1 })).to.deep.equal(["category"]);
    expect(portalRecord({ ...row, category: 1 })[9]).to.equal("");
    expect(unportableFields({ rbacGroupIds: [], educateUrl: "" })).to.deep.equal([]);
    expect(unportableFields("x")).to.deep.equal([]);
  });

  it("names a list that the template would change", () => {
    for (const group of ["HQ, Floor 1", "a;b", "a\nb", "[a]", " a"])
      expect(ambiguousList({ ...row, rbacGroupNames: ["One", group] }), group).to.equal("rbacGroupNames");
    expect(ambiguousList({ ...row, mitreTechniques: ["T1071", "T1059"] })).to.equal(undefined);
    expect(ambiguousList({ ...row, other: ["a, b"] })).to.equal(undefined);
  });

  it("writes a list with separators in its names as JSON into a table", () => {
    const cells = tableRecord({ a: ["HQ, Floor 1", "b"], b: ["c", "d"] }, ["a", "b"]);
    expect(cells).to.deep.equal(['["HQ, Floor 1","b"]', "c,d"]);
  });

  it("escapes formulas in tables only", () => {
    for (const cell of ["=1", "+1", "-1", "@x", "\tx", "\rx"]) {
      expect(startsFormula(cell)).to.equal(true);
      expect(withoutFormula(cell)).to.equal(`'${cell}`);
    }
    expect(withoutFormula("a=1")).to.equal("a=1");
    expect(tableRecord({ a: "=1", b: { c: 1 } }, ["a", "b", "toString"])).to.deep.equal([
      "=1",
      '{"c":1}',
      "",
    ]);
  });
});
