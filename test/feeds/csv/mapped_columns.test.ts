/** Columns that a person assigns to fields. */
import { expect } from "chai";
import { readCsv } from "../../../connector/feeds/csv/read_csv.js";
import { isConnectorError } from "../../../connector/index.js";
import { readAll, short } from "../read_all.js";

const text = "a,link,b,domain\nignored.example,https://bad.example/x,note,worse.example\n";

describe("feeds: mapped columns", () => {
  for (const [what, columns, outcome, facts] of [
    ["a header", { link: "indicatorValue" }, "taken url:https://bad.example/x", {}],
    ["a number", { 1: "indicatorValue", 3: "title" }, "taken domain:ignored.example", { title: "note" }],
    ["another spelling", { "L I N K": "indicatorValue" }, "taken url:https://bad.example/x", {}],
    ["another field", { b: "educateUrl" }, "taken domain:worse.example", { fields: { educateUrl: "note" } }],
    ["a field of the row", { b: "description" }, "taken domain:worse.example", { description: "note" }],
  ] as const)
    it(`assigns a column by ${what}`, async () => {
      const { items } = await readAll(readCsv, text, { columns });
      expect(items.map(short)).to.deep.equal([outcome]);
      expect(items[0]?.observables[0]?.facts).to.deep.equal(facts);
    });

  it("assigns columns of a table without header by number", async () => {
    const { items } = await readAll(readCsv, "192.0.2.1,bad.example\n192.0.2.2,worse.example\n", {
      columns: { 2: "indicatorValue" },
    });
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example", "taken domain:worse.example"]);
  });

  it("reads an assigned column as nothing else", async () => {
    const sha256 = "0c".repeat(32);
    for (const [source, columns, outcome] of [
      [`sha256,url\n${sha256},https://report.example/\n`, { url: "description" }, `taken sha256:${sha256}`],
      ["value,type\nbad.example,phishing\n", { type: "title" }, "taken domain:bad.example"],
      ["domain,status\nbad.example,benign\n", { status: "title" }, "taken domain:bad.example"],
    ] as const) {
      const { items } = await readAll(readCsv, source, { columns });
      expect(items.map(short)).to.deep.equal([outcome]);
    }
  });

  it("reads a column with a name that says nothing", async () => {
    const { items } = await readAll(readCsv, "Thing;Quelle\nbad.example;good.example\n", {
      columns: { Quelle: "description" },
    });
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example"]);
  });

  it("reads a column as the type", async () => {
    const { items } = await readAll(readCsv, `value,k\n${"0b".repeat(20)},thumbprint\n`, {
      columns: { k: "indicatorType" },
    });
    expect(items.map(short)).to.deep.equal([`taken thumbprint:${"0b".repeat(20)}`]);
  });

  for (const [what, source, columns] of [
    ["an unknown header", text, { nothing: "title" }],
    ["a number that is too large", text, { 5: "title" }],
    ["zero", text, { 0: "title" }],
    ["a header of a table without header", "192.0.2.1,x\n192.0.2.2,y\n", { value: "indicatorValue" }],
    ["a column of an empty source", "", { value: "indicatorValue" }],
    ["one field twice", text, { a: "title", b: "title" }],
    [
      "one column twice, by header and by number",
      "value,k\nbad.example,x\n",
      { k: "title", 2: "description" },
    ],
    ["a name of the prototype", text, { constructor: "title" }],
  ] as const)
    it(`rejects ${what}`, async () => {
      const { items, error } = await readAll(readCsv, source, { columns });
      expect(items).to.deep.equal([]);
      expect(isConnectorError(error) && error.code, error?.message).to.equal("InvalidOption");
    });
});
