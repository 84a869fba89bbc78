import { expect } from "chai";
import fc from "fast-check";
import { readJsonRows } from "../../../connector/feeds/rows/read_json_rows.js";
import { chunks, readAll } from "../reading.js";
import { seed } from "../../support/property_seed.js";

const row = (number: number): object => ({ indicatorValue: `bad${number}.example`, list: [{ a: 1 }] });
const [one, two] = [row(1), row(2)];

describe(`feeds: readJsonRows (FC_SEED=${seed})`, () => {
  for (const [name, document, rows] of [
    ["an input", { json_body: { Indicators: [one, two] } }, [one, two]],
    [
      "a list of inputs",
      [{ json_body: { Indicators: [one] } }, { json_body: { Indicators: [two] } }],
      [one, two],
    ],
    ["a body", { Indicators: [one, two] }, [one, two]],
    ["a list of bodies", [{ Indicators: [one] }, { Indicators: [] }], [one]],
    ["a list of rows", [one, two], [one, two]],
    ["one row", one, [one]],
    ["an empty list", [], []],
    ["an empty input", { json_body: { Indicators: [] } }, []],
  ] as const)
    it(`reads ${name}`, async () => {
      const { items, error } = await readAll(readJsonRows, JSON.stringify(document));
      expect(error).to.equal(undefined);
      expect(items.map((item) => item.row)).to.deep.equal(rows);
      expect(
        items.every(({ status, observables }) => status === "taken" && observables.length === 0),
      ).to.equal(true);
    });

  it("skips rows that are not objects", async () => {
    const { items } = await readAll(readJsonRows, '[1, null, "a", [], {"a":1}]');
    expect(items.map(({ code, before }) => [code, before])).to.deep.equal([
      ["NotARow", "1"],
      ["NotARow", "null"],
      ["NotARow", "a"],
      ["NotARow", "[]"],
      [null, '{"a":1}'],
    ]);
  });

  it("leaves every row as it is", async () => {
    const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 50 }), async (list, length) => {
        const text = JSON.stringify({ json_body: { Indicators: list } });
        const { items } = await readAll(readJsonRows, chunks(text, length));
        expect(items.map((item) => JSON.stringify(item.row))).to.deep.equal(
          (JSON.parse(JSON.stringify(list)) as unknown[]).map((value) => JSON.stringify(value)),
        );
      }),
      { seed },
    );
  });

  it("names the line of each row", async () => {
    const { items } = await readAll(readJsonRows, JSON.stringify([{ a: 1 }, { b: 2 }], null, 1));
    expect(items.map(({ source }) => source)).to.deep.equal([
      { file: "feed", line: 2 },
      { file: "feed", line: 5 },
    ]);
  });

  it("skips a row that contains a name twice, and reads the others", async () => {
    const { items } = await readAll(
      readJsonRows,
      '[{"action":"Allowed","action":"Block"},{"action":"Warn"}]',
    );
    expect(items.map(({ status, code }) => [status, code])).to.deep.equal([
      ["skipped", "NameRepeated"],
      ["taken", null],
    ]);
    expect(items[0]?.message).to.equal(
      'The entry is ambiguous: at line 1, column 22, "action" occurs twice in one object. Remove the wrong value.',
    );
  });

  it("yields the rows before a fault, and then throws", async () => {
    const { items, error } = await readAll(readJsonRows, '[{"a":1},{"b":2},\n{"c":}]');
    expect(items).to.have.lengthOf(2);
    expect(error).to.include("InvalidInput: feed is not valid JSON: at line 2, column 6, } was found");
  });

  for (const [text, words] of [
    ['{"type":"bundle","objects":[{}]}', "feed is not rows: it is STIX. Use --format stix."],
    ['[{"type":"indicator","id":"indicator--1"}]', "--format stix"],
    ['{"Event":{"info":"x"}}', "--format misp"],
    ['{"response":[{}]}', "--format misp"],
    ['[{"Event":{}}]', "--format misp"],
    ['{"json_body":{}}', "the object in line 1 has no list of Indicators"],
    ['{"Indicators":{}}', "the object in line 1 has no list of Indicators"],
    ["", "feed is empty."],
  ] as const)
    it(`rejects ${text === "" ? "an empty source" : text}`, async () => {
      const { items, error } = await readAll(readJsonRows, text);
      expect(items).to.deep.equal([]);
      expect(error).to.include("InvalidInput").and.include(words);
    });
});
