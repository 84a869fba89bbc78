/** The simulation is useful only if it finds the errors that it exists for: guards are switched off one by one. */
import { expect } from "chai";
import { withMutant } from "../simulation/mutant.js";
import { eachSeed } from "../simulation/seeds.js";
import { mutations } from "./mutations.js";
import { simulateSyncs } from "./simulate.js";

const count = 3000;

describe("simulation of syncs, with one guard switched off", () => {
  for (const [guard, { breaks, ...mutation }] of Object.entries(mutations)) {
    it(`finds the lack of ${guard}`, () =>
      withMutant(mutation, async (createConnector) => {
        const { failing } = await eachSeed({ from: 1, count, maxFailing: 1 }, async (seed) => {
          const { violations } = await simulateSyncs(seed, { createConnector });
          return { seed, violations: violations.filter(({ invariant }) => invariant === breaks) };
        });
        expect(failing).to.have.lengthOf(1);
      }));
  }
});
