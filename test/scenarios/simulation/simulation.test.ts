import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";
import { mutations } from "./mutations.js";
import { report, simulateSeeds } from "./seeds.js";
import { simulate } from "./simulate.js";

const seeds = 2000;

describe("simulation", () => {
  it(`finds no violation in seeds 1 to ${seeds}`, async () => {
    const { failing, simulated } = await simulateSeeds(1, seeds, 3);
    expect(failing.map((one) => report(one))).to.deep.equal([]);
    expect(simulated).to.equal(seeds);
  });

  it("is the same each time", async () => {
    for (const seed of [1, 51, 94, 155, 700]) {
      expect((await simulate(seed)).log).to.deep.equal((await simulate(seed)).log);
    }
  });

  for (const [guard, { file, from }] of Object.entries(mutations)) {
    it(`can switch off ${guard}, because its code exists once`, () => {
      const text = readFileSync(join(packageRoot(), "dist/connector", file), "utf8");
      expect(text.split(from).length - 1).to.equal(1);
    });
  }
});
