/** Tests the level of the traffic light protocol that a text contains. */
import { expect } from "chai";
import { sourceTlp } from "../../../connector/feeds/text/source_tlp.js";

const texts: readonly (readonly [text: string, level: string | undefined])[] = [
  ["TLP:RED", "red"],
  ["# TLP:AMBER+STRICT\nbad.example", "amber+strict"],
  ["bad.example\nTLP: CLEAR\n", "clear"],
  ["Marked as TLP:WHITE.", "clear"],
  ["tlp:green", "green"],
  ["TLP AMBER", "amber"],
  ["TLP:AMBER-STRICT", "amber+strict"],
  ["(TLP:AMBER + STRICT)", "amber+strict"],
  ["TLP:GREEN, later TLP:RED, then TLP:CLEAR", "red"],
  ["TLP:REDACTED", undefined],
  ["HTLP:RED", undefined],
  ["https://bad.example/tlp-red", undefined],
  ["red", undefined],
];

describe("feeds: marking of a text", () => {
  for (const [text, level] of texts)
    it(`reads ${JSON.stringify(text)} as ${level ?? "no level"}`, () => {
      expect(sourceTlp(text, "text")).to.equal(level);
    });

  it("reads only the comments before a table", () => {
    const table = "indicator,note\nbad.example,TLP:RED\n";
    for (const format of ["csv", "portal-csv"] as const) {
      expect(sourceTlp(table, format)).to.equal(undefined);
      expect(sourceTlp(`# TLP:AMBER\r\n\r\n# x\r\n${table}`, format)).to.equal("amber");
      expect(sourceTlp(`${table}# TLP:GREEN\n`, format)).to.equal(undefined);
    }
    expect(sourceTlp('{"x":"TLP:RED"}', "json")).to.equal(undefined);
  });
});
