/** Compares the reported result of each replaced action with the contents of an independent service. */
import { expect } from "chai";
import { overHttp } from "./over_http.js";
import { direct, failingSeeds, replacementOfSeed } from "./runs.js";

const seeds = 2000;
const seedsOverHttp = 60;

describe("truth: actions replaced for rows of one value, with responses in any order", () => {
  it(`never leaves a device group without its indicator, and reports what is done (${seeds} seeds)`, async () => {
    const line = direct();
    expect(await failingSeeds(seeds, (seed) => replacementOfSeed(seed, line))).to.deep.equal([]);
  });

  it(`does so over a real network (${seedsOverHttp} seeds)`, () =>
    overHttp(async (line) => {
      expect(await failingSeeds(seedsOverHttp, (seed) => replacementOfSeed(seed, line))).to.deep.equal([]);
    }));
});
