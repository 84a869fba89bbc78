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
