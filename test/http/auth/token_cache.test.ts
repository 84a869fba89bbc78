import { expect } from "chai";
import { Deadline } from "../../../connector/http/deadline.js";
import {
  type Token,
  type TokenAttempts,
  type TokenRequest,
  TokenCache,
} from "../../../connector/http/auth/token_cache.js";
import { rejection } from "../../support/open.js";
import { VirtualClock } from "../../support/virtual_clock.js";

const hourMs = 3_600_000;

describe("http: token cache", () => {
  let clock: VirtualClock;
  let asked: number;
  let endless: Deadline;
  beforeEach(() => {
    clock = new VirtualClock();
    endless = new Deadline(clock);
    asked = 0;
  });

  /** A login service that issues token-1, token-2, … with that lifetime, each after that wait. */
  const login =
    (lifetimeMs = hourMs, waitMs = 0) =>
    async (): Promise<Token> => {
      asked += 1;
      const value = `token-${asked}`;
      await clock.sleep(waitMs);
      return { value, expiresAt: clock.now() + lifetimeMs };
    };

  const loginThatFails = (fails: () => boolean) => async (): Promise<Token> => {
    const token = await login()();
    if (fails()) throw new Error("login is down");
    return token;
  };

  it("requests once for a hundred callers at the same time", async () => {
    const source = new TokenCache(login(hourMs, 500), clock);
    const all = Promise.all(Array.from({ length: 100 }, () => source.get(endless)));
    await clock.advance(500);
    expect(new Set(await all)).to.deep.equal(new Set(["token-1"]));
    expect(asked).to.equal(1);
  });

  it("caches a token while it is young", async () => {
    const source = new TokenCache(login(), clock);
    await source.get(endless);
    await clock.advance(0.8 * hourMs - 1);
    expect(await source.get(endless)).to.equal("token-1");
    expect(asked).to.equal(1);
  });

  it("renews an ageing token in the background, once, and returns the old one meanwhile", async () => {
    const source = new TokenCache(login(hourMs, 500), clock);
    const first = source.get(endless);
    await clock.advance(500);
    await first;
    await clock.advance(0.8 * hourMs);
    expect(await Promise.all([source.get(endless), source.get(endless)])).to.deep.equal([
      "token-1",
      "token-1",
    ]);
    expect(asked).to.equal(2);
    await clock.advance(500);
    expect(await source.get(endless)).to.equal("token-2");
    expect(asked).to.equal(2);
  });

  it("goes on with the old token if the renewal in the background fails, and tries again", async () => {
    let fails = false;
    const source = new TokenCache(
      loginThatFails(() => fails),
      clock,
    );
    await source.get(endless);
    await clock.advance(0.9 * hourMs);
    fails = true;
    expect(await source.get(endless)).to.equal("token-1");
    await clock.settle();
    fails = false;
    await source.get(endless);
    await clock.settle();
    expect(await source.get(endless)).to.equal("token-3");
  });

  it("does not return a token in the last two minutes of its life", async () => {
    const source = new TokenCache(login(), clock);
    await source.get(endless);
    await clock.advance(hourMs - 120_000);
    expect(await source.get(endless)).to.equal("token-2");
  });

  it("returns a token until two minutes before its end", async () => {
    const source = new TokenCache(login(), clock);
    await source.get(endless);
    await clock.advance(hourMs - 120_000 - 1);
    expect(await source.get(endless)).to.equal("token-1");
  });

  it("uses a token with a short life for most of its life", async () => {
    const source = new TokenCache(login(60_000), clock);
    await source.get(endless);
    await clock.advance(40_000);
    expect([await source.get(endless), asked]).to.deep.equal(["token-1", 1]);
    await clock.advance(14_000);
    expect(await source.get(endless)).to.equal("token-2");
  });

  it("throws the request's error to all who wait, and requests again the next time", async () => {
    let fails = true;
    const source = new TokenCache(
      loginThatFails(() => fails),
      clock,
    );
    const errors = await Promise.all([rejection(source.get(endless)), rejection(source.get(endless))]);
    expect(errors.map(({ message }) => message)).to.deep.equal(["login is down", "login is down"]);
    fails = false;
    expect([await source.get(endless), asked]).to.deep.equal(["token-2", 2]);
  });

  it("requests once for all callers with the same rejected token", async () => {
    const source = new TokenCache(login(hourMs, 500), clock);
    const first = source.get(endless);
    await clock.advance(500);
    const rejected = await first;
    const again = Array.from({ length: 5 }, () => {
      source.invalidate(rejected);
      return source.get(endless);
    });
    await clock.advance(500);
    expect(new Set(await Promise.all(again))).to.deep.equal(new Set(["token-2"]));
    expect(asked).to.equal(2);
  });

  it("keeps the new token if a late caller invalidates the old one", async () => {
    const source = new TokenCache(login(), clock);
    source.invalidate(await source.get(endless));
    await source.get(endless);
    source.invalidate("token-1");
    expect([await source.get(endless), asked]).to.deep.equal(["token-2", 2]);
  });

  describe("renewal in the background", () => {
    /** A login service that issues one token, then fails; it records its requests. */
    const loginThatEnds = (waitMs: number) => {
      const requests: { attempts: TokenAttempts; signal: AbortSignal; at: number }[] = [];
      const request: TokenRequest = async (signal, attempts) => {
        requests.push({ attempts, signal, at: clock.monotonic() });
        if (requests.length === 1) return { value: "token-1", expiresAt: clock.now() + hourMs };
        await clock.sleep(waitMs, signal);
        if (requests.length === 2) throw new Error("login is down");
        return { value: `token-${requests.length}`, expiresAt: clock.now() + hourMs };
      };
      return { requests, source: new TokenCache(request, clock) };
    };

    it("makes one attempt, but the declared number if a caller waits for the request", async () => {
      const { requests, source } = loginThatEnds(0);
      await source.get(endless);
      await clock.advance(0.9 * hourMs);
      expect(await source.get(endless)).to.equal("token-1");
      await clock.settle();
      await clock.advance(0.1 * hourMs);
      expect(await source.get(endless)).to.equal("token-3");
      expect(requests.map(({ attempts }) => attempts)).to.deep.equal(["as declared", "one", "as declared"]);
    });

    it("does not fail callers who wait for it: they request once more", async () => {
      const { requests, source } = loginThatEnds(500_000);
      await source.get(endless);
      await clock.advance(0.9 * hourMs);
      await source.get(endless);
      await clock.advance(0.1 * hourMs);
      const waiting = Promise.all([source.get(endless), source.get(endless)]);
      await clock.advance(1_000_000);
      expect(await waiting).to.deep.equal(["token-3", "token-3"]);
      expect(requests.length).to.equal(3);
    });

    it("ends with the run that started it", async () => {
      const { requests, source } = loginThatEnds(500_000);
      await source.get(endless);
      await clock.advance(0.9 * hourMs);
      await source.get(new Deadline(clock, 1000));
      await clock.advance(999);
      expect(requests.map(({ signal }) => signal.aborted)).to.deep.equal([true, false]);
      await clock.advance(1);
      expect(requests.map(({ signal }) => signal.aborted)).to.deep.equal([true, true]);
    });

    it("does not start after the end of the run", async () => {
      const { requests, source } = loginThatEnds(0);
      await source.get(endless);
      const over = new Deadline(clock, 0.9 * hourMs);
      await clock.advance(0.9 * hourMs);
      source.cached(over);
      await clock.settle();
      expect(requests.length).to.equal(1);
    });
  });

  it("ends a request that nobody waits for any more", async () => {
    const signals: AbortSignal[] = [];
    const hanging = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<Token>((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new Error("ended"))),
      );
    };
    const source = new TokenCache(hanging, clock);
    const waiting = [1000, 2000].map((ms) => rejection(source.get(new Deadline(clock, ms))));
    await clock.advance(1000);
    await waiting[0];
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false]);
    await clock.advance(1000);
    await waiting[1];
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
  });

  it("does not treat the failure of an aborted request as a failed login", async () => {
    let requests = 0;
    const source = new TokenCache(async (signal) => {
      requests += 1;
      if (requests > 1) return { value: "token-2", expiresAt: clock.now() + hourMs };
      await clock.sleep(5000, signal);
      await clock.sleep(1);
      throw new Error("ended");
    }, clock);
    const first = rejection(source.get(new Deadline(clock, 100)));
    await clock.advance(100);
    await first;
    const second = source.get(endless);
    await clock.advance(1);
    expect([await second, requests]).to.deep.equal(["token-2", 2]);
  });

  it("requests again after an aborted request", async () => {
    const source = new TokenCache(login(hourMs, 500), clock);
    const first = rejection(source.get(new Deadline(clock, 100)));
    await clock.advance(100);
    await first;
    const second = source.get(endless);
    await clock.advance(500);
    expect(await second).to.match(/^token-/);
  });
});
