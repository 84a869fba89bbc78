import { expect } from "chai";
import fc from "fast-check";
import { scriptJson } from "../../../../platforms/cli/report/script_json.js";
import { seed } from "../../../support/property_seed.js";

describe("cli: JSON in a script element", () => {
  it("writes what could end the element or hide as escapes", () => {
    const text = "</script><!--&\u202e\u2066\u200b\u2028\u2029\u0000\u007f\u0085\ufeff\ufff9\u{e0041}\ud800";
    const json = scriptJson({ [text]: text });
    expect(json)
      .to.match(/^[\x20-\x7e]+$/)
      .and.not.match(/[<>&]/);
    expect(JSON.parse(json)).to.deep.equal({ [text]: text });
  });

  it(`returns equivalent JSON for any text (FC_SEED=${seed})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = scriptJson(text);
        expect(JSON.parse(json)).to.equal(text);
        expect(json).to.not.match(/[<\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
      { seed },
    );
  });
});
