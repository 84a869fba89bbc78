// JSON text that is scanned character by character, and its faults.
import { expect } from "chai";
import fc from "fast-check";
import { jsonFault, placeOf } from "../../connector/contract/json_fault.js";
import { JsonFault } from "../../connector/contract/json_scan.js";
import { damaged, parsed, whole } from "../support/json_texts.js";

describe("finding where JSON breaks", () => {
  it("finds a fault in every text that JSON.parse rejects, and in no other", () => {
    fc.assert(
      fc.property(fc.oneof(whole, damaged), (text) => {
        expect(jsonFault(text) !== undefined).to.equal(parsed(text) === JsonFault);
      }),
      { numRuns: 3000 },
    );
  });

  it("reports a place up to which the text is the beginning of JSON", () => {
    fc.assert(
      fc.property(damaged, (text) => {
        const fault = jsonFault(text);
        if (fault === undefined) return;
        expect(fault.offset).to.be.within(0, text.length);
        const next = jsonFault(text.slice(0, fault.offset));
        // The text before the place has no fault except its early end.
        if (next !== undefined)
          expect(next.problem).to.match(/^the text ends too early|^the string is not closed/);
      }),
      { numRuns: 2000 },
    );
  });

  const notAValue =
    "this is not a value of JSON; write it as a number, true, false, null, or a text in double quotes";
  const openString = "the string is not closed on its line; add a double quotation mark at its end";
  const escape = "an escape in a string is not valid; write a backslash as two";
  const faults: [text: string, offset: number, problem: string][] = [
    ["", 0, "the text ends too early; complete it"],
    ["[1,", 3, "the text ends too early; complete it"],
    ['{"a": [{\n\n', 8, "the text ends too early; complete it"],
    ["[1,]", 2, "the comma before ] is not followed by a value; remove the comma"],
    ["[[1,2],\n]", 6, "the comma before ] is not followed by a value; remove the comma"],
    ['{"a":1,}', 6, "the comma before } is not followed by a value; remove the comma"],
    ['{"a":1,]', 7, "a name in double quotes is missing; add it"],
    ['{"a":}', 5, "a value is missing; add it"],
    ["[,1]", 1, "a value is missing; add it"],
    ['{"a":1},', 7, "a comma follows the JSON value; remove the comma"],
    ["[1 2]", 3, "a comma or ] is missing; add it"],
    ["[1}", 2, "a comma or ] is missing; add it"],
    ['{"a":1]', 6, "a comma or } is missing; add it"],
    ['{"a":1 "b":2}', 7, "a comma is missing before this value; add it"],
    ["[{} {}]", 4, "a comma is missing before this value; add it"],
    ['{"a" 1}', 5, "a colon is missing; add it"],
    ["{a:1}", 1, "a name without double quotes is not JSON; write the name in double quotes"],
    ["{'a':1}", 1, "a single quotation mark is not JSON; write a double one"],
    ["['a']", 1, "a single quotation mark is not JSON; write a double one"],
    ["[1, // x\n2]", 4, "a comment is not JSON; remove it"],
    ["[1 # x\n]", 3, "a comment is not JSON; remove it"],
    ["\uFEFF{}", 0, "a byte order mark is not JSON; save the text without it"],
    ["{} {}", 3, "more text follows the JSON value; remove it"],
    ["01", 1, "more text follows the JSON value; remove it"],
    ["-", 0, notAValue],
    ["1.", 1, "more text follows the JSON value; remove it"],
    ["1e+", 1, "more text follows the JSON value; remove it"],
    ["nul", 0, notAValue],
    ['"a\nb"', 2, openString],
    ['{"a": "b', 8, openString],
    ['"a\tb"', 2, "a string contains a control character; write it as an escape such as \\t"],
    ['"\\x"', 1, escape],
    ['"\\u12g4"', 1, escape],
    ['"abc', 4, openString],
  ];
  for (const [text, offset, problem] of faults) {
    it(`reports for ${JSON.stringify(text)}: ${problem}`, () => {
      expect(jsonFault(text)).to.include({ offset, problem });
    });
  }

  const long = 9_000_000;
  const hostile: [what: string, text: string, offset: number][] = [
    ["a string that is never closed", `{"a":"${"x".repeat(long)}`, long + 6],
    ["a string of escapes", `["${"\\n".repeat(long / 2)}"`, long + 3],
    ["a string with a line break at its end", `"${"é".repeat(long)}\n"`, long + 1],
    ["digits", `[${"1".repeat(long)}`, long + 1],
    ["open brackets", "[".repeat(long), long],
    ["open objects", '{"":'.repeat(long / 4), long],
    ["empty objects", `[${"{},".repeat(long / 3)}]`, long],
    ["blanks", `${" ".repeat(long)}x`, long],
    ["line breaks", `[${"\n".repeat(long)}x`, long + 1],
  ];
  for (const [what, text, offset] of hostile) {
    it(`finds the end of millions of characters: ${what}`, () => {
      expect(jsonFault(text)?.offset).to.equal(offset);
    });
  }

  it("counts lines and columns from 1", () => {
    const text = "ab\n\ncd\r\ne";
    const places = [...Array.from(text), ""].map((_character, offset) => placeOf(text, offset));
    const expected = places.map((_place, offset) => {
      const lines = text.slice(0, offset).split("\n");
      return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
    });
    expect(places).to.deep.equal(expected);
    expect(placeOf("\n".repeat(5_000_000), 5_000_000)).to.deep.equal({ line: 5_000_001, column: 1 });
  });
});
