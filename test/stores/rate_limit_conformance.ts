/** What every store of rate limits must do. Time is real, so the cases check the shortest times only. */
import { expect } from "chai";
import { systemClock } from "../../connector/http/clock.js";
import { Deadline } from "../../connector/http/deadline.js";
import type { RateLimitStore } from "../../connector/http/rate_limit/rate_limit_store.js";
import { rejection } from "../support/open.js";

const silent = () => {};
const windowMs = 300;
/** Timers of Node and the two clocks differ by less. */
const toleranceMs = 5;

/** @param store - returns a store for a case; cases use rate limits of different names */
export function rateLimitConformance(store: () => RateLimitStore): void {
  let nth = 0;
  let name = "";
  const free = new Deadline(systemClock);
  const limiterOf = (calls: number, key: readonly string[] = ["k"]) =>
    store().get(name, key, { calls, perSeconds: windowMs / 1000 });
  const sinceMs = async (work: Promise<unknown>): Promise<number> => {
    const from = performance.now();
    await work;
    return performance.now() - from;
  };

  beforeEach(() => {
    nth += 1;
    name = `limit ${nth}`;
  });

  it("names its limit and its window", () => {
    expect(limiterOf(3).counted).to.deep.equal({ name, calls: 3, perSeconds: windowMs / 1000 });
    expect(limiterOf(3).windowMs).to.equal(windowMs);
  });

  it("grants as many slots as calls, all valid, and the next one a whole window after a response", async () => {
    const limiter = limiterOf(2);
    const slots = await Promise.all([limiter.take(free, silent), limiter.take(free, silent)]);
    expect(slots.map(({ isValid }) => isValid)).to.deep.equal([true, true]);
    let isGranted = false;
    const next = limiter.take(free, silent).then(() => {
      isGranted = true;
    });
    await systemClock.sleep(windowMs / 2);
    slots[0]?.release("responded");
    const took = await sinceMs(next);
    expect(took).to.be.at.least(windowMs - toleranceMs);
    expect(isGranted).to.equal(true);
  });

  it("grants a slot of an unsent call again before a window is over", async () => {
    const limiter = store().get(name, ["k"], { calls: 1, perSeconds: 3600 });
    const slot = await limiter.take(free, silent);
    slot.release("unsent");
    const again = await limiter.take(free, silent);
    expect(again.isValid).to.equal(true);
  });

  it("serves callers in order of arrival", async () => {
    const limiter = limiterOf(1);
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2].map(async (caller) => {
        const slot = await limiter.take(free, silent);
        order.push(caller);
        slot.release("responded");
      }),
    );
    expect(order).to.deep.equal([0, 1, 2]);
  });

  it("counts the calls of one name and key together, and of other keys separately", async () => {
    const slot = await limiterOf(1).take(free, silent);
    await limiterOf(1, ["other"]).take(free, silent);
    slot.release("responded");
    expect(await sinceMs(limiterOf(1).take(free, silent))).to.be.at.least(windowMs - toleranceMs - 50);
  });

  it("holds a caller with a lower limit to it, and counts the calls of all", async () => {
    const slots = await Promise.all([limiterOf(3).take(free, silent), limiterOf(3).take(free, silent)]);
    let isGranted = false;
    const lower = limiterOf(2)
      .take(free, silent)
      .then(() => {
        isGranted = true;
      });
    const higher = await limiterOf(3).take(free, silent);
    expect(isGranted).to.equal(false);
    for (const slot of [...slots, higher]) slot.release("unsent");
    await lower;
  });

  it("pauses callers of the same key, and no others", async () => {
    limiterOf(2).pause(windowMs);
    (await limiterOf(2, ["other"]).take(free, silent)).release("unsent");
    const limiter = limiterOf(2);
    (await limiter.take(free, silent)).release("unsent");
    limiter.pause(windowMs);
    expect(await sinceMs(limiter.take(free, silent))).to.be.at.least(windowMs - toleranceMs);
  });

  it("rejects a pause that is longer than the caller accepts", async () => {
    const limiter = limiterOf(2);
    (await limiter.take(free, silent)).release("unsent");
    limiter.pause(windowMs, 3_600_000);
    const error = await rejection(limiter.take(free, silent, 60_000));
    expect(error).to.have.property("code", "Throttled");
  });

  it("rejects a wait that cannot end before the deadline, and leaves the slot to others", async () => {
    const limiter = store().get(name, ["k"], { calls: 1, perSeconds: 3600 });
    const slot = await limiter.take(free, silent);
    slot.release("responded");
    const error = await rejection(limiter.take(new Deadline(systemClock, 2_000), silent));
    expect(error).to.have.property("code", "DeadlineExceeded");
  });

  it("gives up at a cancel, and serves the next caller", async () => {
    const limiter = limiterOf(1);
    const slot = await limiter.take(free, silent);
    const cancel = new AbortController();
    const cancelled = rejection(limiter.take(new Deadline(systemClock, undefined, cancel.signal), silent));
    const next = limiter.take(free, silent);
    cancel.abort();
    expect(await cancelled).to.have.property("code", "Cancelled");
    slot.release("unsent");
    expect((await next).isValid).to.equal(true);
  });

  it("reports why and how long a caller waits", async () => {
    const windowOfHourMs = 3_600_000;
    const limiter = store().get(name, ["k"], { calls: 1, perSeconds: windowOfHourMs / 1000 });
    (await limiter.take(free, silent)).release("responded");
    const waits: [string, number][] = [];
    const cancel = new AbortController();
    const waiting = limiter.take(new Deadline(systemClock, undefined, cancel.signal), (reason, ms) => {
      waits.push([reason, ms]);
      cancel.abort();
    });
    expect(await rejection(waiting)).to.have.property("code", "Cancelled");
    expect(waits.map(([reason]) => reason)).to.deep.equal([`rate limit ${name}`]);
    expect(waits[0]?.[1]).to.be.within(windowOfHourMs / 2, windowOfHourMs);
  });
}
