/** All seeds of imports and replacements, over a real network. */
import { expect } from "chai";
import { overHttp } from "./over_http.js";
import { failingSeeds, importOfSeed, replacementOfSeed } from "./runs.js";

const seeds = 2000;

describe("truth, over a real network", () => {
  for (const [what, ofSeed] of [
    ["imports", importOfSeed],
    ["replacements", replacementOfSeed],
  ] as const)
    it(`reports for each row what the service contains: ${what} (${seeds} seeds)`, () =>
      overHttp(async (line) => {
        expect(await failingSeeds(seeds, (seed) => ofSeed(seed, line))).to.deep.equal([]);
      }));
});
