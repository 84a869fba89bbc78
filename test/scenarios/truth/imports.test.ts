/** Compares the reported result of each imported row with the contents of an independent service. */
import { expect } from "chai";
import { overHttp } from "./over_http.js";
import { direct, failingSeeds, importOfSeed } from "./runs.js";

const seeds = 2000;
const seedsOverHttp = 60;

describe("truth: rows of one value, imported with responses in any order", () => {
  it(`reports for each row what the service contains (${seeds} seeds)`, async () => {
    const line = direct();
    expect(await failingSeeds(seeds, (seed) => importOfSeed(seed, line))).to.deep.equal([]);
  });

  it(`does so over a real network (${seedsOverHttp} seeds)`, () =>
    overHttp(async (line) => {
      expect(await failingSeeds(seedsOverHttp, (seed) => importOfSeed(seed, line))).to.deep.equal([]);
    }));
});
