import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";
import { eachSeed, report } from "../simulation/seeds.js";
import { mutations } from "./mutations.js";
import { simulateSyncs } from "./simulate.js";

const count = 200;

describe("simulation of syncs", () => {
  it(`finds no violation in seeds 1 to ${count}`, async () => {
    const { failing, simulated } = await eachSeed({ from: 1, count, maxFailing: 3 }, (seed) =>
      simulateSyncs(seed),
    );
    expect(failing.map((one) => report(one, "syncs "))).to.deep.equal([]);
    expect(simulated).to.equal(count);
  });

  it("is the same each time", async () => {
    for (const seed of [1, 20, 92, 607]) {
      expect((await simulateSyncs(seed)).log).to.deep.equal((await simulateSyncs(seed)).log);
    }
  });

  for (const [guard, { file, from }] of Object.entries(mutations)) {
    it(`can switch off ${guard}, because its code exists once`, () => {
      const text = readFileSync(join(packageRoot(), "dist/connector", file), "utf8");
      expect(text.split(from).length - 1).to.equal(1);
    });
  }
});
