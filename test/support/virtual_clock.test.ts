import { expect } from "chai";
import { VirtualClock } from "./virtual_clock.js";

describe("test support: virtual clock", () => {
  it("stands still until it is advanced, and wakes sleepers in their order", async () => {
    const clock = new VirtualClock();
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} at ${clock.monotonic()}`);
      await clock.sleep(ms);
      woken.push(`${name} again at ${clock.monotonic()}`);
    };
    void sleeper("slow", 30);
    void sleeper("fast", 20);
    await clock.advance(19);
    expect(woken).to.deep.equal([]);
    await clock.advance(41);
    expect(woken).to.deep.equal(["fast at 20", "slow at 30", "fast again at 40", "slow again at 60"]);
    expect(clock.sleeping).to.equal(0);
  });

  it("ends a sleep when its signal is aborted, without moving the time", async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const slept = clock.sleep(1000, stop.signal);
    stop.abort();
    await slept;
    expect([clock.monotonic(), clock.sleeping]).to.deep.equal([0, 0]);
  });

  it("goes by itself when everybody sleeps, and not while a timer of 0 ms is due", async () => {
    const clock = new VirtualClock({ goes: "when idle" });
    const seen: string[] = [];
    const zero = () => new Promise((resolve) => setTimeout(resolve, 0));
    const busy = async () => {
      for (let i = 0; i < 3; i += 1) {
        await zero();
        await clock.sleep(1);
        seen.push(`busy ${clock.monotonic()}`);
      }
    };
    const idle = clock.sleep(10).then(() => seen.push(`idle ${clock.monotonic()}`));
    await Promise.all([busy(), idle]);
    expect(seen).to.deep.equal(["busy 1", "busy 2", "busy 3", "idle 10"]);
  });

  it("does not go by itself while work in real time lasts", async () => {
    const clock = new VirtualClock({ goes: "when idle, quick" });
    const slept = clock.sleep(5);
    await clock.during(async () => {
      for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(clock.monotonic()).to.equal(0);
    });
    await slept;
    expect(clock.monotonic()).to.equal(5);
  });
});
