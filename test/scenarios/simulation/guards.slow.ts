/** The simulation is worth something only where it finds what it is there for: guards are switched off one by one. */
import { expect } from "chai";
import type { Declarations, JournalFile } from "../../../connector/index.js";
import {
  RateLimiter,
  type RateLimitStore,
  type OnWait,
  type Slot,
} from "../../../connector/http/rate_limit/rate_limiter.js";
import type { Deadline } from "../../../connector/http/deadline.js";
import type { VirtualClock } from "../../support/virtual_clock.js";
import { type Mutation, withMutant } from "./mutant.js";
import { simulateSeeds } from "./seeds.js";
import { asShipped, type Settings } from "./simulate.js";

const seeds = 2000;

/**
 * Fails if the simulation does not find it in the first seeds that fail.
 * @param most - how many of those; more than one if the same guard prevents something else too
 */
async function expectFound(invariant: string, change: Partial<Settings>, most = 1): Promise<void> {
  const { failing } = await simulateSeeds(1, seeds, most, { ...asShipped, ...change });
  expect(failing.flatMap(({ violations }) => violations.map((found) => found.invariant))).to.include(
    invariant,
  );
}

/** Gives a slot back when the call is answered, not a window later. */
class HastyRateLimit extends RateLimiter {
  override async take(deadline: Deadline, onWait: OnWait, maxPauseMs?: number): Promise<Slot> {
    const slot = await super.take(deadline, onWait, maxPauseMs);
    return { release: () => slot.release(false) };
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

/** Says that a line is on disk, and writes it with the next one. */
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

/** By what is missing then. */
const mutations: Readonly<Record<string, Mutation & { readonly breaks: string }>> = {
  "single flight of token requests": {
    file: "http/token.js",
    from: "(this.#pending ??= this.#begin(attempts))",
    to: "(this.#pending = this.#begin(attempts))",
    breaks: "one token request at a time",
  },
  "an end to attempts at the deadline": {
    file: "http/send.js",
    from: "Math.min(context.timeoutMs, context.deadline.leftMs())",
    to: "context.timeoutMs",
    breaks: "the run ends by its deadline",
  },
  redaction: {
    file: "http/redact.js",
    from: "if (cleaned.includes(secret))",
    to: "if (false)",
    breaks: "no secret leaves",
  },
  "matching by value": {
    file: "run/results.js",
    from: "paired(own, answers, match.result)",
    to: "rows.map((_row, i) => i)",
    breaks: "each result is its own row's",
  },
  "different calls for rows of one value": {
    file: "run/runner.js",
    from: "matchField: matchFieldOf(spec),",
    to: "",
    breaks: "no call holds a value twice",
  },
  "doubt about results that contradict each other": {
    file: "run/pairing.js",
    from: 'return isRepeated ? first : "contradicting";',
    to: "return theirs.at(-1);",
    breaks: "each result is its own row's",
  },
  "the order of rows sent by two runs": {
    file: "run/recall.js",
    from: "if (this.#isOvertaken(row, run))",
    to: "if (false)",
    breaks: "stored is what the rows say",
  },
  "a journal of what was answered": {
    file: "run/runner.js",
    from: "...(keeper === undefined ? {} : { keep: (settled) => keeper.settled(settled, chunk.positions) }),",
    to: "",
    breaks: "an answer on disk is not asked for again",
  },
  "what exists in a full service": {
    file: "run/quota.js",
    from: "this.#open.has(this.#nameOf(row))",
    to: "false",
    breaks: "what exists is not refused for want of room",
  },
  "an end to calls to a full service": {
    file: "run/quota.js",
    from: "this.#open = existing.names;",
    to: "",
    breaks: "a full service is not asked in vain",
  },
};

describe("simulation, with one guard switched off", () => {
  it("finds a budget that does not hold its slots for the window", () =>
    expectFound("never over the budget in any window", { rateLimits: hastyRateLimits }));

  it("finds a journal that is not synced", () =>
    expectFound("what was told for good stands", { journal: lateJournal }, 5));

  it("finds that bad rows are not isolated", () =>
    expectFound("a good row is not refused for a bad one", { declarations: withoutBisection }));

  for (const [guard, { breaks, ...mutation }] of Object.entries(mutations)) {
    it(`finds the lack of ${guard}`, () =>
      withMutant(mutation, (createConnector) => expectFound(breaks, { createConnector })));
  }

  it("would say where a guard is not where it was", async () => {
    const mutation = { file: "http/token.js", from: "no such text", to: "" };
    const error = await withMutant(mutation, async () => {}).catch((thrown: Error) => thrown);
    expect((error as Error).message).to.equal('http/token.js holds "no such text" 0 times.');
  });
});
