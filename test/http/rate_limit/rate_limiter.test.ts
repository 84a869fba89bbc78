import { expect } from "chai";
import fc from "fast-check";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import type { RateLimiter } from "../../../connector/http/rate_limit/rate_limit_store.js";
import { MemoryRateLimiter, memoryRateLimits } from "../../../connector/http/rate_limit/rate_limiter.js";
import { Deadline } from "../../../connector/http/deadline.js";
import { busiestWindow, type RequestRecord } from "../../../simulator/index.js";
import { rejection } from "../../support/open.js";
import { VirtualClock } from "../../support/virtual_clock.js";

const silent = () => {};
const onePerMinute = { calls: 1, perSeconds: 60 };

describe("http: rate limiter", () => {
  let clock: VirtualClock;
  let free: Deadline;
  /** Acquires a slot and records the time. */
  const taking = (rateLimit: RateLimiter, deadline = free) => {
    const state: { at?: number; error?: ConnectorError } = {};
    const slot = rateLimit.take(deadline, silent).then(
      (granted) => {
        state.at = clock.monotonic();
        return granted;
      },
      (error: ConnectorError) => {
        state.error = error;
        return undefined;
      },
    );
    return { state, slot };
  };

  beforeEach(() => {
    clock = new VirtualClock();
    free = new Deadline(clock);
  });

  it("grants as many slots at once as calls are allowed, and no more", async () => {
    const rateLimit = new MemoryRateLimiter("import", { calls: 2, perSeconds: 60 }, clock);
    const tries = [taking(rateLimit), taking(rateLimit), taking(rateLimit)];
    await clock.settle();
    expect(tries.map(({ state }) => state.at)).to.deep.equal([0, 0, undefined]);
    expect(rateLimit.windowMs).to.equal(60_000);
  });

  it("keeps a slot for the whole window after the response, not after the grant", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    const slot = await rateLimit.take(free, silent);
    const next = taking(rateLimit);
    await clock.advance(7_000);
    slot.release("responded");
    await clock.advance(59_999);
    expect(next.state.at).to.equal(undefined);
    await clock.advance(1);
    expect(next.state.at).to.equal(67_000);
  });

  it("keeps a slot if rounding makes a window end before it is over", async () => {
    const respondedAt = 4_140_999.999910752;
    const roundedEnd = respondedAt + 60_000;
    expect(roundedEnd - 60_000).to.be.lessThan(respondedAt);
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    const slot = await rateLimit.take(free, silent);
    await clock.advance(respondedAt);
    slot.release("responded");
    const next = taking(rateLimit);
    await clock.advance(60_001);
    expect(Number(next.state.at) - 60_000).to.be.within(respondedAt, respondedAt + 0.01);
  });

  it("releases an unused slot immediately", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    const slot = await rateLimit.take(free, silent);
    const next = taking(rateLimit);
    await clock.advance(10);
    slot.release("unsent");
    await clock.settle();
    expect(next.state.at).to.equal(10);
  });

  it("releases a slot once, however often release is called", async () => {
    const rateLimit = new MemoryRateLimiter("import", { calls: 2, perSeconds: 60 }, clock);
    const slot = await rateLimit.take(free, silent);
    slot.release("unsent");
    slot.release("unsent");
    const tries = [taking(rateLimit), taking(rateLimit), taking(rateLimit)];
    await clock.settle();
    expect(tries.map(({ state }) => state.at)).to.deep.equal([0, 0, undefined]);
  });

  it("serves waiting callers in order of arrival", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    const served: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      void rateLimit.take(free, silent).then((slot) => {
        served.push(n);
        slot.release("responded");
      });
    }
    await clock.advance(180_000);
    expect(served).to.deep.equal([0, 1, 2, 3]);
  });

  it("pauses every caller, including those that already wait", async () => {
    const rateLimit = new MemoryRateLimiter("import", { calls: 2, perSeconds: 1 }, clock);
    const slot = await rateLimit.take(free, silent);
    rateLimit.pause(30_000);
    const early = taking(rateLimit);
    slot.release("responded");
    await clock.advance(10_000);
    rateLimit.pause(30_000);
    const late = taking(rateLimit);
    await clock.advance(29_999);
    expect([early.state.at, late.state.at]).to.deep.equal([undefined, undefined]);
    await clock.advance(1);
    (await early.slot)?.release("responded");
    await clock.settle();
    expect([early.state.at, late.state.at]).to.deep.equal([40_000, 40_000]);
  });

  describe("after a pause", () => {
    const sixAtOnce = () => new MemoryRateLimiter("import", { calls: 6, perSeconds: 60 }, clock);

    it("sends one call first, and the others when it succeeds", async () => {
      const rateLimit = sixAtOnce();
      rateLimit.pause(10_000);
      const tries = [taking(rateLimit), taking(rateLimit), taking(rateLimit)];
      await clock.advance(12_000);
      expect(tries.map(({ state }) => state.at)).to.deep.equal([10_000, undefined, undefined]);
      (await tries[0]?.slot)?.release("responded");
      await clock.settle();
      expect(tries.map(({ state }) => state.at)).to.deep.equal([10_000, 12_000, 12_000]);
    });

    it("sends one call again if the first one is throttled", async () => {
      const rateLimit = sixAtOnce();
      rateLimit.pause(10_000);
      const tries = [taking(rateLimit), taking(rateLimit), taking(rateLimit)];
      await clock.advance(10_000);
      rateLimit.pause(5_000);
      (await tries[0]?.slot)?.release("throttled");
      await clock.advance(5_000);
      expect(tries.map(({ state }) => state.at)).to.deep.equal([10_000, 15_000, undefined]);
    });

    it("does not wait for calls that started before the pause", async () => {
      const rateLimit = sixAtOnce();
      await rateLimit.take(free, silent);
      rateLimit.pause(10_000);
      const next = taking(rateLimit);
      await clock.advance(10_000);
      expect(next.state.at).to.equal(10_000);
    });

    it("sends the next call if the first one was not sent", async () => {
      const rateLimit = sixAtOnce();
      rateLimit.pause(10_000);
      const tries = [taking(rateLimit), taking(rateLimit)];
      await clock.advance(10_000);
      (await tries[0]?.slot)?.release("unsent");
      await clock.settle();
      expect(tries[1]?.state.at).to.equal(10_000);
    });
  });

  describe("a service that allows fewer calls than documented", () => {
    /** Sends calls one after the other; the service throttles all but some of each window. */
    const contact = async (rateLimit: RateLimiter, accepted: number) => {
      for (let n = 0; n < accepted; n += 1) (await rateLimit.take(free, silent)).release("responded");
      const slot = await rateLimit.take(free, silent);
      rateLimit.pause(60_000);
      slot.release("throttled");
      await clock.advance(60_000);
    };
    const startedAtOnce = async (rateLimit: RateLimiter) => {
      let started = 0;
      for (let n = 0; n < 10; n += 1)
        void rateLimit.take(free, silent).then((slot) => {
          started += 1;
          slot.release("responded");
        });
      await clock.settle();
      return started;
    };

    it("is believed when it rejects a second time at the same number of calls", async () => {
      const rateLimit = new MemoryRateLimiter("import", { calls: 9, perSeconds: 60 }, clock);
      await contact(rateLimit, 4);
      await contact(rateLimit, 4);
      expect(await startedAtOnce(rateLimit)).to.equal(4);
    });

    it("is not believed after one rejection, or after rejections at different numbers", async () => {
      const rateLimit = new MemoryRateLimiter("import", { calls: 9, perSeconds: 60 }, clock);
      await contact(rateLimit, 4);
      await contact(rateLimit, 7);
      expect(await startedAtOnce(rateLimit)).to.equal(9);
    });

    it("is named in the reason of a wait", async () => {
      const rateLimit = new MemoryRateLimiter("import", { calls: 9, perSeconds: 60 }, clock);
      await contact(rateLimit, 4);
      await contact(rateLimit, 4);
      for (let n = 0; n < 4; n += 1) (await rateLimit.take(free, silent)).release("responded");
      const reasons: string[] = [];
      void rateLimit.take(free, (reason) => reasons.push(reason));
      await clock.advance(60_000);
      expect(reasons).to.deep.equal(["rate limit import (the service allows only 4 calls)"]);
    });

    it("is forgotten after a window without calls", async () => {
      const rateLimit = new MemoryRateLimiter("import", { calls: 9, perSeconds: 60 }, clock);
      await contact(rateLimit, 4);
      await contact(rateLimit, 4);
      await startedAtOnce(rateLimit);
      await clock.advance(121_000);
      expect(await startedAtOnce(rateLimit)).to.equal(9);
    });

    it("makes calls careful: from the number of the first rejection on, one at a time", async () => {
      const rateLimit = new MemoryRateLimiter("import", { calls: 9, perSeconds: 60 }, clock);
      await contact(rateLimit, 4);
      for (let n = 0; n < 3; n += 1) (await rateLimit.take(free, silent)).release("responded");
      const tries = [taking(rateLimit), taking(rateLimit), taking(rateLimit)];
      await clock.settle();
      expect(tries.filter(({ state }) => state.at !== undefined)).to.have.length(1);
    });
  });

  it("keeps the longer of two pauses", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    rateLimit.pause(30_000);
    rateLimit.pause(10_000);
    const next = taking(rateLimit);
    await clock.advance(60_000);
    expect(next.state.at).to.equal(30_000);
  });

  it("rejects a wait that cannot end before the deadline, without waiting", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    (await rateLimit.take(free, silent)).release("responded");
    const error = await rejection<ConnectorError>(rateLimit.take(new Deadline(clock, 59_999), silent));
    expect(error.code).to.equal("DeadlineExceeded");
    expect(error.message).to.include("rate limit import").and.include("60 s");
    expect([clock.monotonic(), clock.sleeping]).to.deep.equal([0, 0]);
    const inTime = taking(rateLimit, new Deadline(clock, 60_001));
    await clock.advance(60_000);
    expect(inTime.state.at).to.equal(60_000);
  });

  it("gives up at the deadline if only the end of a call in flight could free a slot", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    await rateLimit.take(free, silent);
    const next = taking(rateLimit, new Deadline(clock, 5_000));
    await clock.advance(5_000);
    expect(next.state.error?.code).to.equal("DeadlineExceeded");
  });

  it("continues with the next in line if the one before is cancelled", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    (await rateLimit.take(free, silent)).release("responded");
    const stop = new AbortController();
    const cancelled = taking(rateLimit, new Deadline(clock, undefined, stop.signal));
    const next = taking(rateLimit);
    await clock.advance(1_000);
    stop.abort();
    await clock.settle();
    expect(cancelled.state.error?.code).to.equal("Cancelled");
    expect(next.state.at).to.equal(undefined);
    await clock.advance(59_000);
    expect(next.state.at).to.equal(60_000);
  });

  it("lets nobody overtake a caller behind a cancelled one", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    (await rateLimit.take(free, silent)).release("responded");
    const stop = new AbortController();
    const first = taking(rateLimit);
    const cancelled = taking(rateLimit, new Deadline(clock, undefined, stop.signal));
    const last = taking(rateLimit);
    stop.abort();
    await clock.settle();
    expect(cancelled.state.error?.code).to.equal("Cancelled");
    await clock.advance(60_000);
    (await first.slot)?.release("responded");
    await clock.advance(60_000);
    expect([first.state.at, last.state.at]).to.deep.equal([60_000, 120_000]);
  });

  describe("a caller that arrives exactly when a slot becomes free", () => {
    let rateLimit: RateLimiter;
    let newcomer: ReturnType<typeof taking> | undefined;
    beforeEach(async () => {
      rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
      (await rateLimit.take(free, silent)).release("responded");
      // Asleep before anybody waits for the slot, so it wakes up first.
      void clock.sleep(60_000).then(() => {
        newcomer = taking(rateLimit);
      });
    });

    it("does not overtake a waiting caller", async () => {
      const waiting = taking(rateLimit);
      await clock.advance(60_000);
      expect([waiting.state.at, newcomer?.state.at]).to.deep.equal([60_000, undefined]);
    });

    it("does not overtake a caller that waits before a cancelled one", async () => {
      const waiting = taking(rateLimit);
      const stop = new AbortController();
      const cancelled = taking(rateLimit, new Deadline(clock, undefined, stop.signal));
      stop.abort();
      await clock.advance(60_000);
      expect(cancelled.state.error?.code).to.equal("Cancelled");
      expect([waiting.state.at, newcomer?.state.at]).to.deep.equal([60_000, undefined]);
    });
  });

  it("rejects immediately if the pause is too long, although a slot is free before its end", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    (await rateLimit.take(free, silent)).release("responded");
    rateLimit.pause(90_000);
    const error = await rejection<ConnectorError>(rateLimit.take(new Deadline(clock, 80_000), silent));
    expect([error.code, clock.monotonic()]).to.deep.equal(["DeadlineExceeded", 0]);
  });

  describe("a pause longer than the caller accepts", () => {
    const throttled = async (rateLimit: RateLimiter, maxMs: number) =>
      rejection<ConnectorError>(rateLimit.take(free, silent, maxMs));

    it("returns Throttled immediately, without a wait", async () => {
      const rateLimit = new MemoryRateLimiter("import", { calls: 9, perSeconds: 60 }, clock);
      rateLimit.pause(90_001);
      const error = await throttled(rateLimit, 90_000);
      expect([error.code, error.retryable, clock.monotonic()]).to.deep.equal(["Throttled", true, 0]);
      expect(error.message).to.include("91 s");
      expect([clock.sleeping, clock.asked.length]).to.deep.equal([0, 0]);
    });

    it("ends before the service asked, and the earlier request for a pause no longer counts", async () => {
      const rateLimit = new MemoryRateLimiter("import", { calls: 9, perSeconds: 60 }, clock);
      rateLimit.pause(60_000, 90_001);
      rateLimit.pause(10_000);
      await clock.advance(59_999);
      const error = await throttled(rateLimit, 30_001);
      expect([error.code, error.message]).to.deep.equal([
        "Throttled",
        "The service has asked for no call in the next 31 s.",
      ]);
      const patient = taking(rateLimit);
      await clock.advance(1);
      expect(patient.state.at).to.equal(60_000);
      (await patient.slot)?.release("responded");
      rateLimit.pause(1_000);
      let at: number | undefined;
      void rateLimit.take(free, silent, 1_000).then(() => {
        at = clock.monotonic();
      });
      await clock.advance(1_000);
      expect(at).to.equal(61_000);
    });

    it("is waited for if it is not longer, to the millisecond", async () => {
      const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
      rateLimit.pause(90_000);
      let at: number | undefined;
      void rateLimit.take(free, silent, 90_000).then(() => {
        at = clock.monotonic();
      });
      await clock.advance(90_000);
      expect(at).to.equal(90_000);
    });

    it("rejects waiting callers, and keeps the line in order", async () => {
      const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
      (await rateLimit.take(free, silent)).release("responded");
      const impatient = [throttled(rateLimit, 90_000), throttled(rateLimit, 90_000)];
      const patient = taking(rateLimit);
      await clock.advance(1_000);
      rateLimit.pause(100_000);
      await clock.settle();
      expect((await Promise.all(impatient)).map(({ code }) => code)).to.deep.equal([
        "Throttled",
        "Throttled",
      ]);
      await clock.advance(100_000);
      expect(patient.state.at).to.equal(101_000);
    });

    it("does not apply to a wait for the rate limit itself, however long", async () => {
      const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
      (await rateLimit.take(free, silent)).release("responded");
      rateLimit.pause(1_000, 90_000);
      await clock.advance(1_000);
      let at: number | undefined;
      void rateLimit.take(free, silent, 1).then(() => {
        at = clock.monotonic();
      });
      await clock.advance(60_000);
      expect(at).to.equal(60_000);
    });
  });

  it("reports once why and how long a call waits", async () => {
    const rateLimit = new MemoryRateLimiter("import", onePerMinute, clock);
    (await rateLimit.take(free, silent)).release("responded");
    const events: unknown[] = [];
    void rateLimit.take(free, (...words) => events.push(words));
    await clock.advance(10_000);
    rateLimit.pause(1);
    await clock.advance(60_000);
    expect(events).to.deep.equal([["rate limit import", 60_000]]);
  });

  it("leaves no timer behind that would keep the process alive", async () => {
    const rateLimit = new MemoryRateLimiter("import", { calls: 3, perSeconds: 60 }, clock);
    (await rateLimit.take(free, silent)).release("responded");
    rateLimit.pause(10_000);
    await clock.settle();
    expect(clock.sleeping).to.equal(0);
  });

  describe("store", () => {
    it("counts calls together for the same name and key only", async () => {
      const store = memoryRateLimits(clock);
      const key = ["host", "tenant", "client"];
      (await store.get("import", key, onePerMinute).take(free, silent)).release("responded");
      const same = taking(store.get("import", [...key], onePerMinute));
      const others = [
        store.get("list", key, onePerMinute),
        store.get("import", ["host", "tenant", "other"], onePerMinute),
        store.get("import", ["host", "tenantclient", ""], onePerMinute),
      ].map((rateLimit) => taking(rateLimit));
      await clock.settle();
      expect(others.map(({ state }) => state.at)).to.deep.equal([0, 0, 0]);
      expect(same.state.at).to.equal(undefined);
      await clock.advance(60_000);
      expect(same.state.at).to.equal(60_000);
    });

    it("counts calls in flight for all who share them", async () => {
      const store = memoryRateLimits(clock);
      const slot = await store.get("import", ["k"], onePerMinute).take(free, silent);
      const other = taking(store.get("import", ["k"], onePerMinute));
      await clock.advance(5_000);
      slot.release("unsent");
      await clock.settle();
      expect(other.state.at).to.equal(5_000);
    });

    it("holds each of two runs to its own figures, counting the calls of both", async () => {
      const store = memoryRateLimits(clock);
      const narrow = store.get("import", ["k"], { calls: 2, perSeconds: 60 });
      const wide = store.get("import", ["k"], { calls: 4, perSeconds: 10 });
      for (let n = 0; n < 3; n += 1) (await wide.take(free, silent)).release("responded");
      const strict = taking(narrow);
      await clock.advance(59_999);
      expect(strict.state.at).to.equal(undefined);
      await clock.advance(1);
      expect(strict.state.at).to.equal(60_000);
      const more = [taking(wide), taking(wide), taking(wide), taking(wide)];
      await clock.settle();
      expect(more.map(({ state }) => state.at)).to.deep.equal([60_000, 60_000, 60_000, undefined]);
    });

    describe("two callers, one of which waits because of lower figures", () => {
      const events: unknown[] = [];
      let narrow: RateLimiter;
      let wide: RateLimiter;
      beforeEach(() => {
        events.length = 0;
        const store = memoryRateLimits(clock);
        narrow = store.get("import", ["k"], { calls: 1, perSeconds: 15 });
        wide = store.get("import", ["k"], { calls: 30, perSeconds: 60 });
      });

      it("does not block a caller if its own figures allow the call", async () => {
        const held = [taking(narrow), taking(narrow), taking(narrow)];
        const slots = Array.from({ length: 29 }, () =>
          wide.take(new Deadline(clock, 1_000), (...words) => events.push(words)),
        );
        await Promise.all(slots);
        expect([clock.monotonic(), events]).to.deep.equal([0, []]);
        expect(held.map(({ state }) => state.at)).to.deep.equal([0, undefined, undefined]);
      });

      it("lets the waiting caller continue as soon as its own figures allow it, counting all calls", async () => {
        (await narrow.take(free, silent)).release("responded");
        const first = taking(narrow);
        const second = taking(narrow);
        await clock.advance(10_000);
        (await wide.take(free, silent)).release("responded");
        await clock.advance(14_999);
        expect(first.state.at).to.equal(undefined);
        await clock.advance(1);
        (await first.slot)?.release("responded");
        await clock.advance(15_000);
        expect([first.state.at, second.state.at]).to.deep.equal([25_000, 40_000]);
      });

      it("grants one slot once if two lines see it free at the same time", async () => {
        const store = memoryRateLimits(clock);
        const rateLimits = [1, 2].map((perSeconds) => store.get("import", ["two"], { calls: 1, perSeconds }));
        const slot = await (rateLimits[0] as RateLimiter).take(free, silent);
        const waiting = rateLimits.map((rateLimit) => taking(rateLimit));
        await clock.settle();
        slot.release("unsent");
        await clock.settle();
        expect(waiting.filter(({ state }) => state.at !== undefined)).to.have.length(1);
      });

      it("lets nobody with the same figures overtake, whichever asset asks", async () => {
        const store = memoryRateLimits(clock);
        const [one, other] = [
          store.get("import", ["k"], onePerMinute),
          store.get("import", ["k"], onePerMinute),
        ];
        (await one.take(free, silent)).release("responded");
        let newcomer: ReturnType<typeof taking> | undefined;
        void clock.sleep(60_000).then(() => {
          newcomer = taking(other);
        });
        const waiting = taking(one);
        await clock.advance(60_000);
        expect([waiting.state.at, newcomer?.state.at]).to.deep.equal([60_000, undefined]);
      });
    });

    it("remembers calls that only the longer of two windows still contains", async () => {
      const store = memoryRateLimits(clock);
      const long = store.get("import", ["k"], { calls: 2, perSeconds: 60 });
      const short = store.get("import", ["k"], { calls: 2, perSeconds: 1 });
      for (let n = 0; n < 2; n += 1) (await short.take(free, silent)).release("responded");
      await clock.advance(30_000);
      (await short.take(free, silent)).release("responded");
      const next = taking(long);
      await clock.advance(59_999);
      expect(next.state.at).to.equal(60_000);
    });

    it("does not hold a corrected asset to its old figures", async () => {
      const store = memoryRateLimits(clock);
      const mistyped = store.get("import", ["k"], { calls: 1, perSeconds: 86_400 });
      (await mistyped.take(free, silent)).release("responded");
      const corrected = store.get("import", ["k"], { calls: 30, perSeconds: 60 });
      const tries = Array.from({ length: 30 }, () => taking(corrected));
      await clock.settle();
      expect(tries.map(({ state }) => state.at)).to.deep.equal([...Array(29).fill(0), undefined]);
      expect(corrected.windowMs).to.equal(60_000);
    });

    it("pauses all who share it, whatever their figures", async () => {
      const store = memoryRateLimits(clock);
      store.get("import", ["k"], onePerMinute).pause(10_000);
      const other = taking(store.get("import", ["k"], { calls: 9, perSeconds: 1 }));
      await clock.advance(9_999);
      expect(other.state.at).to.equal(undefined);
      await clock.advance(1);
      expect(other.state.at).to.equal(10_000);
    });

    it("does not affect one key's calls if another key is paused", async () => {
      const store = memoryRateLimits(clock);
      store.get("import", ["a"], onePerMinute).pause(10_000);
      const other = taking(store.get("import", ["b"], onePerMinute));
      await clock.settle();
      expect(other.state.at).to.equal(0);
    });
  });

  describe("any sequence of calls of any duration", () => {
    interface Call {
      startMs: number;
      outMs: number;
      backMs: number;
      spent: boolean;
    }
    const calls = fc.array(
      fc.record({
        startMs: fc.integer({ min: 0, max: 20_000 }),
        outMs: fc.integer({ min: 0, max: 3_000 }),
        backMs: fc.integer({ min: 0, max: 3_000 }),
        spent: fc.boolean(),
      }),
      { minLength: 1, maxLength: 40 },
    );
    const figures = fc.record({
      calls: fc.integer({ min: 1, max: 5 }),
      perSeconds: fc.integer({ min: 1, max: 10 }),
    });

    /** Makes the calls; returns their arrivals at the server and the time of the last response. */
    async function play(rateLimit: RateLimiter, time: VirtualClock, made: readonly Call[]) {
      const arrivals: RequestRecord[] = [];
      const deadline = new Deadline(time);
      await Promise.all(
        made.map(async ({ startMs, outMs, backMs, spent }) => {
          await time.sleep(startMs);
          const slot = await rateLimit.take(deadline, silent);
          if (spent) {
            await time.sleep(outMs);
            arrivals.push({ at: time.monotonic() } as RequestRecord);
            await time.sleep(backMs);
          }
          slot.release(spent ? "responded" : "unsent");
        }),
      );
      return { arrivals, endMs: time.monotonic() };
    }

    it("never sends more than the allowed calls in any window, and no call starves", async () => {
      await fc.assert(
        fc.asyncProperty(calls, figures, async (made, allowed) => {
          const time = new VirtualClock({ goes: "when idle, quick" });
          const { arrivals, endMs } = await play(new MemoryRateLimiter("any", allowed, time), time, made);
          expect(arrivals).to.have.length(made.filter(({ spent }) => spent).length);
          expect(busiestWindow(arrivals, allowed.perSeconds * 1000)).to.be.at.most(allowed.calls);
          const slowest = Math.max(...made.map(({ outMs, backMs }) => outMs + backMs));
          const rounds = Math.ceil(made.length / allowed.calls);
          const lastStart = Math.max(...made.map(({ startMs }) => startMs));
          expect(endMs).to.be.at.most(lastStart + rounds * (allowed.perSeconds * 1000 + slowest));
        }),
        { numRuns: 60 },
      );
    });

    const mixed = fc.array(
      fc.record({
        startMs: fc.integer({ min: 0, max: 20_000 }),
        lengthMs: fc.integer({ min: 0, max: 6_000 }),
        spent: fc.boolean(),
        taker: fc.integer({ min: 0, max: 1 }),
      }),
      { minLength: 1, maxLength: 40 },
    );

    it("holds each of two runs with different figures to its own, counting the calls of both", async () => {
      await fc.assert(
        fc.asyncProperty(mixed, fc.tuple(figures, figures), async (made, both) => {
          const time = new VirtualClock({ goes: "when idle, quick" });
          const store = memoryRateLimits(time);
          const deadline = new Deadline(time);
          const takers = both.map((own) => ({ own, rateLimit: store.get("any", ["k"], own) }));
          const begun: { respondedMs: number }[] = [];
          await Promise.all(
            made.map(async ({ startMs, lengthMs, spent, taker }) => {
              const { own, rateLimit } = takers[taker] as (typeof takers)[number];
              await time.sleep(startMs);
              const slot = await rateLimit.take(deadline, silent);
              const from = time.monotonic() - own.perSeconds * 1000;
              const counted = begun.filter(({ respondedMs }) => respondedMs > from);
              expect(counted.length, "calls of all runs, in flight or complete").to.be.below(own.calls);
              const call = { respondedMs: Number.POSITIVE_INFINITY };
              begun.push(call);
              await time.sleep(lengthMs);
              call.respondedMs = spent ? time.monotonic() : Number.NEGATIVE_INFINITY;
              slot.release(spent ? "responded" : "unsent");
            }),
          );
          expect(begun).to.have.length(made.length);
        }),
        { numRuns: 60 },
      );
    });

    it("keeps every window of the stricter run within its figures if only that run calls", async () => {
      await fc.assert(
        fc.asyncProperty(calls, figures, async (made, strict) => {
          const time = new VirtualClock({ goes: "when idle, quick" });
          const store = memoryRateLimits(time);
          store.get("any", ["k"], { calls: strict.calls + 9, perSeconds: 1 });
          const { arrivals } = await play(store.get("any", ["k"], strict), time, made);
          expect(busiestWindow(arrivals, strict.perSeconds * 1000)).to.be.at.most(strict.calls);
        }),
        { numRuns: 60 },
      );
    });

    it("sends a burst as fast as the rate limit allows", async () => {
      const time = new VirtualClock({ goes: "when idle, quick" });
      const burst = Array.from({ length: 90 }, () => ({ startMs: 0, outMs: 50, backMs: 50, spent: true }));
      const { endMs } = await play(
        new MemoryRateLimiter("import", { calls: 30, perSeconds: 60 }, time),
        time,
        burst,
      );
      expect(endMs).to.equal(2 * 60_100 + 100);
    });
  });
});
