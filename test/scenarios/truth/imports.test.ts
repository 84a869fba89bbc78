/** What is reported of each imported row is compared with what an independent service holds. */
import { expect } from "chai";
import { overHttp } from "./over_http.js";
import { direct, failingSeeds, importOfSeed } from "./runs.js";

const seeds = 2000;
const seedsOverHttp = 60;

describe("truth: rows of one value, imported with responses in any order", () => {
  it(`reports of each row what the service holds (${seeds} seeds)`, async () => {
    const line = direct();
    expect(await failingSeeds(seeds, (seed) => importOfSeed(seed, line))).to.deep.equal([]);
  });

  it(`does so over a real network (${seedsOverHttp} seeds)`, () =>
    overHttp(async (line) => {
      expect(await failingSeeds(seedsOverHttp, (seed) => importOfSeed(seed, line))).to.deep.equal([]);
    }));
});
