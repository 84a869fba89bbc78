import { expect } from "chai";
import { defanged, searched, visibleParts } from "../../../../platforms/cli/report/report_text.js";

describe("cli: text of a report", () => {
  for (const [text, expected] of [
    ["http://bad.example/a.b?c=http://x.example", "hxxp://bad[.]example/a[.]b?c=hxxp://x[.]example"],
    ["HTTPS://BAD.EXAMPLE", "HxxPS://BAD[.]EXAMPLE"],
    ["ftp://192.0.2.1", "fxp://192[.]0[.]2[.]1"],
    ['"bad.example" is not a value. It was skipped.', '"bad[.]example" is not a value. It was skipped.'],
    ["hxxp://bad[.]example", "hxxp://bad[.]example"],
    ["bad。example．net｡org", "bad[。]example[．]net[｡]org"],
    ["bad.\u200bexample", "bad[.]\u200bexample"],
    [".example", "[.]example"],
    ["http is a word", "http is a word"],
  ] as const)
    it(`defangs ${JSON.stringify(text)}`, () => {
      expect(defanged(text)).to.equal(expected);
    });

  it("finds what was meant by a text that the page shows", () => {
    for (const text of ["https://bad.example", "ftp://192.0.2.1/a.b", "bad。example"])
      expect(searched(defanged(text))).to.equal(text);
    expect(searched("a\\u202eb")).to.equal("a\u202eb");
  });

  it("writes hidden characters as escapes, and keeps all others", () => {
    const hidden = [
      "\u202e",
      "\u2066",
      "\u200b",
      "\u0000",
      "\n",
      "\u0085",
      "\u2028",
      "\u00a0",
      "\ufeff",
      "\ud800",
    ];
    for (const char of hidden) {
      const escape = `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
      expect(visibleParts(`a${char}b`)).to.deep.equal(["a", escape, "b"]);
    }
    expect(visibleParts("\u{e0041}")).to.deep.equal(["", "\\udb40\\udc41", ""]);
    for (const text of ["", "a b", "bücher.example", "日本語", "😀", "\\u202e"])
      expect(visibleParts(text)).to.deep.equal([text]);
  });
});
