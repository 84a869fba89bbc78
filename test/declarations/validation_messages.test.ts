import { expect } from "chai";
import { row } from "../support/rows.js";
import { ranRows } from "../engine/stub.js";

describe("declare: sentences", () => {
  it("name the field for a name in another letter case, and do not report the field as missing", async () => {
    const { indicatorValue, indicatorType, action, title: _title, ...rest } = row(1);
    const given = { ...rest, IndicatorValue: indicatorValue, INDICATORTYPE: indicatorType, Action: action };
    const { reasons } = await ranRows([given]);
    const spelled = (found: string, meant: string) =>
      `"${found}" is not a known field. Rename it to ${meant}, or remove it.`;
    const [code, text = ""] = String(reasons[0]).split(/: (.*)/s);
    expect(code).to.equal("InvalidIndicator");
    expect(text.split(/(?<=remove it\.|add it\.) /)).to.have.members([
      spelled("IndicatorValue", "indicatorValue"),
      spelled("INDICATORTYPE", "indicatorType"),
      spelled("Action", "action"),
      "title is missing; add it.",
    ]);
  });

  it("name types with articles, and show how to write one text as an array", async () => {
    const { reasons } = await ranRows([
      row(1, { rbacGroupNames: "Group A" }),
      row(2, { rbacGroupNames: '["Group A"]' }),
      row(3, { rbacGroupNames: true, title: ["x"] }),
    ]);
    expect(reasons).to.deep.equal([
      'InvalidIndicator: rbacGroupNames must be an array, not a string ("Group A"); write it as ["Group A"].',
      'InvalidIndicator: rbacGroupNames must be an array, not a string ("[\\"Group A\\"]").',
      'InvalidIndicator: title must be a string, not an array (["x"]). rbacGroupNames must be an array, not true.',
    ]);
  });

  it("suggest only words that fit the type of the row", async () => {
    const ofType = async (indicatorType: string, action: string, indicatorValue: string) =>
      String((await ranRows([row(1, { indicatorType, action, indicatorValue })])).reasons[0]);
    expect(await ofType("DomainName", "Remediate", "bad.example")).to.equal(
      'InvalidIndicator: action "Remediate" is not one of Allowed, Audit, Warn, Block, Alert, AlertAndBlock.',
    );
    expect(await ofType("CertificateThumbprint", "Blocked", "0a".repeat(20))).to.equal(
      'InvalidIndicator: action "Blocked" is not one of Allowed, BlockAndRemediate, Alert, AlertAndBlock.',
    );
    expect(await ofType("FileSha1", "Remediate", "0a".repeat(20))).to.match(
      /; write it as BlockAndRemediate\.$/,
    );
    expect(await ofType("Url", "Blocked", "https://bad.example/")).to.match(/; write it as Block\.$/);
  });

  it("name the faults of the schema, of values and of rules of one row at once", async () => {
    const { title: _title, ...rest } = row(1, { expirationTime: "2020-01-01T00:00:00Z", severity: "high" });
    const { reasons } = await ranRows([
      { ...rest, indicatorType: "DomainName", indicatorValue: "bad[.]example" },
    ]);
    const parts = [
      "title is missing; add it.",
      'severity "high" is not one of ',
      'indicatorValue "bad[.]example" is defanged',
      'expirationTime "2020-01-01T00:00:00Z" is in the past',
    ];
    for (const part of parts) expect(reasons[0]).to.contain(part);
  });

  it("name nothing that only follows from a fault of the schema", async () => {
    const { indicatorType: _type, ...untyped } = row(1);
    const { reasons } = await ranRows([untyped, row(2, { action: "block" }), row(3, { indicatorType: 7 })]);
    for (const [i, field] of ["indicatorType", "action", "indicatorType"].entries())
      expect(String(reasons[i]).split(". "), String(reasons[i]))
        .to.have.length(1)
        .and.match(new RegExp(field));
  });

  it("are limited to ten, with the number of the others", async () => {
    const { reasons } = await ranRows([row(1, { rbacGroupNames: Array.from({ length: 9000 }, () => 0) })]);
    const events = String(reasons[0]).split(/(?<=\.) (?!must)/);
    expect(events.slice(0, 2)).to.deep.equal([
      "InvalidIndicator: rbacGroupNames.0 must be a string, not a number (0).",
      "rbacGroupNames.1 must be a string, not a number (0).",
    ]);
    expect(events.slice(10)).to.deep.equal(["There are 8990 more problems."]);
  });
});
