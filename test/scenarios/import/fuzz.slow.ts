/** Any JSON as input and as response, many times with a new seed each time; FC_SEED repeats a run. */
import { fuzzResponses, fuzzInput, fuzzLogin } from "./fuzz.js";
import { seed } from "../../support/property_seed.js";

describe(`slow: fuzz (FC_SEED=${seed})`, () => {
  it("handles any JSON as input", () => fuzzInput({ seed, numRuns: 30_000 }));
  it("handles any JSON as responses", () => fuzzResponses({ seed, numRuns: 10_000 }));
  it("handles any JSON as responses of the login service", () => fuzzLogin({ seed, numRuns: 5000 }));
});
