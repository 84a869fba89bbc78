/** The simulation is useful only if it finds the errors that it exists for: guards are switched off one by one. */
import { mutations } from "./mutations.js";
import { expect } from "chai";
import type { Declarations, JournalFile } from "../../../connector/index.js";
import { MemoryRateLimiter } from "../../../connector/http/rate_limit/rate_limiter.js";
import type {
  OnWait,
  RateLimiter,
  RateLimitStore,
  Slot,
} from "../../../connector/http/rate_limit/rate_limit_store.js";
import type { Deadline } from "../../../connector/http/deadline.js";
import type { VirtualClock } from "../../support/virtual_clock.js";
import { withMutant } from "./mutant.js";
import { simulateSeeds } from "./seeds.js";
import { asShipped, type Settings } from "./simulate.js";

const seeds = 2000;

/**
 * Fails if the simulation does not find the violation in the first failing seeds.
 * @param max - number of failing seeds; more than one if the same guard prevents something else too
 */
async function expectFound(invariant: string, change: Partial<Settings>, max = 1): Promise<void> {
  const { failing } = await simulateSeeds(1, seeds, max, { ...asShipped, ...change });
  expect(failing.flatMap(({ violations }) => violations.map((found) => found.invariant))).to.include(
    invariant,
  );
}

/** Releases a slot at the response, not a window later. */
class HastyRateLimit extends MemoryRateLimiter {
  override async take(deadline: Deadline, onWait: OnWait, maxPauseMs?: number): Promise<Slot> {
    const slot = await super.take(deadline, onWait, maxPauseMs);
    return { isValid: true, release: () => slot.release("unsent") };
  }
}

function hastyRateLimits(clock: VirtualClock): RateLimitStore {
  const known = new Map<string, RateLimiter>();
  return {
    get(name, _key, figures) {
      const rateLimit = known.get(name) ?? new HastyRateLimit(name, figures, clock);
      known.set(name, rateLimit);
      return rateLimit;
    },
  };
}

/** Reports that a line is on disk, and writes it with the next one. */
function lateJournal(file: JournalFile): JournalFile {
  let waiting = "";
  const append = async (text: string) => {
    const before = waiting;
    waiting = text;
    if (before !== "") await file.append(before);
  };
  return {
    ...file,
    append,
    close: async () => {
      await append("");
      await file.close();
    },
  };
}

function withoutBisection(given: Declarations): Declarations {
  const { bisect: _isolate, ...action } = given.actions.get("import_indicators") ?? {};
  return { ...given, actions: new Map(given.actions).set("import_indicators", action as never) };
}

describe("simulation, with one guard switched off", () => {
  it("finds a rate limit that does not hold its slots for the window", () =>
    expectFound("never over the rate limit in any window", { rateLimits: hastyRateLimits }));

  it("finds a journal that is not synced", () =>
    expectFound("a final result does not change", { journal: lateJournal }, 5));

  it("finds that bad rows are not isolated", () =>
    expectFound("a good row is not rejected because of a bad one", { declarations: withoutBisection }));

  for (const [guard, { breaks, ...mutation }] of Object.entries(mutations)) {
    it(`finds the lack of ${guard}`, () =>
      withMutant(mutation, (createConnector) => expectFound(breaks, { createConnector })));
  }

  it("reports a guard that is no longer in the code", async () => {
    const mutation = { file: "http/auth/token_cache.js", from: "no such text", to: "" };
    const error = await withMutant(mutation, async () => {}).catch((thrown: Error) => thrown);
    expect((error as Error).message).to.equal('http/auth/token_cache.js holds "no such text" 0 times.');
  });
});
