/** What becomes of the items of a feed, by format. */
import { expect } from "chai";
import * as feeds from "../../../connector/feeds/index.js";
import { outcomesOf, readerCases } from "./reader_cases.js";

describe("feeds: what becomes of an item", () => {
  for (const each of readerCases) {
    const { format, text, defaults = {}, prose = false, expected } = each;
    const options = JSON.stringify(prose ? { ...defaults, prose } : defaults);
    it(`reads ${format} ${JSON.stringify(text).slice(0, 200)} with ${options} as ${expected.join("; ")}`, async () => {
      expect(await outcomesOf(feeds, each)).to.deep.equal(expected);
    });
  }
});
