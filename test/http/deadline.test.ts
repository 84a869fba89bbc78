import { expect } from "chai";
import { ConnectorError } from "../../connector/contract/errors.js";
import { systemClock } from "../../connector/http/clock.js";
import { Deadline } from "../../connector/http/deadline.js";
import { rejection } from "../support/open.js";
import { VirtualClock } from "../support/virtual_clock.js";

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as ConnectorError).code;
  }
};

describe("http: deadline", () => {
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock();
  });

  it("has no end if none is set", async () => {
    const deadline = new Deadline(clock);
    expect(deadline.leftMs()).to.equal(Number.POSITIVE_INFINITY);
    expect(codeOf(() => deadline.check(1e15))).to.equal(undefined);
  });

  it("ends with the signal's reason if that is an error of the connector, without the output of another run", () => {
    const reason = new ConnectorError("Unreachable", "Nobody is there.", { output: "of another run" });
    const deadline = new Deadline(clock, undefined, AbortSignal.abort(reason));
    expect(() => deadline.check())
      .to.throw(ConnectorError, "Nobody is there.")
      .that.does.not.have.property("output");
    const other = new Deadline(clock, undefined, AbortSignal.abort(new Error("x")));
    expect(codeOf(() => other.check())).to.equal("Cancelled");
  });

  it("counts down and is over at its end", async () => {
    const deadline = new Deadline(clock, 1_000);
    await clock.advance(999);
    expect([deadline.leftMs(), codeOf(() => deadline.check())]).to.deep.equal([1, undefined]);
    await clock.advance(1);
    expect(codeOf(() => deadline.check())).to.equal("DeadlineExceeded");
  });

  it("rejects a wait that is longer than the remaining time, and reports it in seconds", () => {
    const deadline = new Deadline(clock, 9_500);
    expect(codeOf(() => deadline.check(9_500))).to.equal(undefined);
    expect(() => deadline.check(61_000, "The next attempt")).to.throw(
      ConnectorError,
      "The next attempt would have to wait 61 s, and the run has 9.5 s left.",
    );
  });

  it("does not start a wait that it rejects", async () => {
    const error = await rejection<ConnectorError>(new Deadline(clock, 10).wait(11, "It"));
    expect([error.code, clock.asked.length]).to.deep.equal(["DeadlineExceeded", 0]);
  });

  it("waits for the requested time", async () => {
    let over = false;
    const waiting = new Deadline(clock, 1_000).wait(500, "It").then(() => {
      over = true;
    });
    await clock.advance(499);
    expect(over).to.equal(false);
    await clock.advance(1);
    await waiting;
    expect(over).to.equal(true);
  });

  it("ends a wait immediately if the run is cancelled", async () => {
    const stop = new AbortController();
    const waiting = rejection<ConnectorError>(new Deadline(clock, undefined, stop.signal).wait(1e9, "It"));
    await clock.settle();
    stop.abort();
    expect((await waiting).code).to.equal("Cancelled");
    expect(clock.monotonic()).to.equal(0);
  });

  it("is over before it starts if the signal was aborted before", () => {
    const deadline = new Deadline(clock, undefined, AbortSignal.abort());
    expect(codeOf(() => deadline.check())).to.equal("Cancelled");
    expect(deadline.signal.aborted).to.equal(true);
  });

  it("throws the first reason that stopped it, to active waits as well", async () => {
    const deadline = new Deadline(clock, 1_000);
    const waiting = rejection<ConnectorError>(deadline.wait(500, "It"));
    deadline.stop(new ConnectorError("Forbidden", "first"));
    deadline.stop(new ConnectorError("Throttled", "second"));
    expect((await waiting).message).to.equal("first");
    expect(codeOf(() => deadline.check())).to.equal("Forbidden");
  });

  describe("race", () => {
    it("returns the promise's value or error", async () => {
      const deadline = new Deadline(clock, 1_000);
      expect(await deadline.race(Promise.resolve(7))).to.equal(7);
      expect((await rejection(deadline.race(Promise.reject(new Error("own"))))).message).to.equal("own");
    });

    it("leaves no sleeper and no listener behind", async () => {
      await new Deadline(clock, 1_000).race(Promise.resolve());
      await clock.settle();
      expect(clock.sleeping).to.equal(0);
    });

    it("ends with the run", async () => {
      const stop = new AbortController();
      const never = new Promise(() => {});
      const late = rejection<ConnectorError>(new Deadline(clock, 1_000).race(never));
      const cancelled = rejection<ConnectorError>(new Deadline(clock, undefined, stop.signal).race(never));
      await clock.advance(1_000);
      stop.abort();
      expect([(await late).code, (await cancelled).code]).to.deep.equal(["DeadlineExceeded", "Cancelled"]);
    });

    it("does not start after the end", async () => {
      const error = await rejection<ConnectorError>(new Deadline(clock, 0).race(Promise.resolve(1)));
      expect(error.code).to.equal("DeadlineExceeded");
    });

    it("handles the failure of a promise that came too late", async () => {
      const unheard: unknown[] = [];
      const listeners = process.listeners("unhandledRejection");
      process.removeAllListeners("unhandledRejection");
      process.on("unhandledRejection", (error) => unheard.push(error));
      try {
        await rejection(new Deadline(clock, 0).race(Promise.reject(new Error("late"))));
        await clock.settle();
      } finally {
        process.removeAllListeners("unhandledRejection");
        for (const listener of listeners) process.on("unhandledRejection", listener);
      }
      expect(unheard).to.deep.equal([]);
    });
  });

  it("does not call a listener that was removed, although the deadline ends immediately", async () => {
    const stop = new AbortController();
    let events = 0;
    const listen = () =>
      new Deadline(clock, undefined, stop.signal).onEnd(() => {
        events += 1;
      });
    const takeBack = listen();
    listen();
    takeBack();
    stop.abort();
    await clock.advance(0);
    expect(events).to.equal(1);
  });

  it("calls listeners at its end with the system clock too", async () => {
    const events = (lengthMs: number) =>
      new Promise<void>((resolve) => {
        new Deadline(systemClock, lengthMs).onEnd(resolve);
      });
    await Promise.all(Array.from({ length: 50 }, (_none, n) => events(1 + n / 7)));
  });
});
