import { expect } from "chai";
import fc from "fast-check";
import { jsonPieces } from "../../../platforms/shared/json_pieces.js";

describe("writing JSON in pieces", () => {
  it("writes what JSON.stringify writes, whatever the length of the pieces", () => {
    const indents = fc.constantFrom("", " ", "  ", "\t");
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: "binary" }),
        indents,
        fc.integer({ min: 1, max: 90 }),
        (...given) => {
          const [value, indent, length] = given;
          const pieces = [...jsonPieces(value, indent, length)];
          expect(pieces.join("")).to.equal(JSON.stringify(value, null, indent));
          expect(pieces.every((piece) => piece !== "")).to.equal(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("omits undefined values, as JSON.stringify does", () => {
    const value = { a: undefined, b: [1, { c: undefined, d: "x".repeat(50) }], e: undefined };
    for (const length of [1, 10, 1000])
      expect([...jsonPieces(value, "", length)].join("")).to.equal(JSON.stringify(value));
  });

  it("makes no piece much longer than requested, for any number of members", () => {
    const rows = Array.from({ length: 50_000 }, (_none, id) => ({ id, text: "é".repeat(20) }));
    const value = [{ status: 200, body: { value: rows, nested: [[rows.slice(0, 9000)]] } }];
    const pieces = [...jsonPieces(value, "  ", 10_000)];
    expect(Math.max(...pieces.map(({ length }) => length))).to.be.below(11_000);
    expect(pieces.join("")).to.equal(JSON.stringify(value, null, 2));
  });
});
