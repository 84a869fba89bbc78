import { expect } from "chai";
import { systemClock } from "../../connector/http/clock.js";

const turns = async (count: number) => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setTimeout(resolve, 0));
};

describe("http: clock", () => {
  // Node's timers fire after 1 ms for delays of more than 2^31 - 1 ms.
  for (const ms of [2 ** 31, 30 * 24 * 3_600_000, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    it(`does not wake immediately from a sleep of ${ms} ms`, async () => {
      const stop = new AbortController();
      let awake = false;
      const sleep = systemClock.sleep(ms, stop.signal).then(() => {
        awake = true;
      });
      await turns(5);
      expect(awake).to.equal(false);
      stop.abort();
      await sleep;
    });
  }

  it("does not sleep for zero, or if the signal is aborted already", async () => {
    await systemClock.sleep(0);
    await systemClock.sleep(-1);
    await systemClock.sleep(1e9, AbortSignal.abort());
  });

  it("wakes at the end of a sleep", async () => {
    const before = systemClock.monotonic();
    await systemClock.sleep(2);
    expect(systemClock.monotonic()).to.be.greaterThan(before);
  });

  it("never wakes before its time", async () => {
    const early = async (ms: number) => {
      const before = systemClock.monotonic();
      await systemClock.sleep(ms);
      return systemClock.monotonic() - before < ms;
    };
    const all = await Promise.all(Array.from({ length: 200 }, (_none, n) => early(n / 7)));
    expect(all.filter(Boolean).length).to.equal(0);
  });

  it("leaves no listener on a signal that outlives the sleep", async () => {
    const stop = new AbortController();
    let listening = 0;
    const { signal } = stop;
    const add = signal.addEventListener.bind(signal) as (...all: unknown[]) => void;
    const remove = signal.removeEventListener.bind(signal) as (...all: unknown[]) => void;
    Object.assign(signal, {
      addEventListener: (...all: unknown[]) => {
        listening += 1;
        add(...all);
      },
      removeEventListener: (...all: unknown[]) => {
        listening -= 1;
        remove(...all);
      },
    });
    await systemClock.sleep(1, signal);
    expect(listening).to.equal(0);
  });
});
