import { expect } from "chai";
import { report, simulateSeeds } from "./seeds.js";
import { simulate } from "./simulate.js";

const seeds = 2000;

describe("simulation", () => {
  it(`finds no violation in seeds 1 to ${seeds}`, async () => {
    const { failing, simulated } = await simulateSeeds(1, seeds, 3);
    expect(failing.map(report)).to.deep.equal([]);
    expect(simulated).to.equal(seeds);
  });

  it("is the same each time", async () => {
    for (const seed of [1, 51, 94, 155, 700]) {
      expect((await simulate(seed)).log).to.deep.equal((await simulate(seed)).log);
    }
  });
});
