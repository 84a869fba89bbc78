import { expect } from "chai";
import { Deadline } from "../../connector/http/deadline.js";
import { type Token, TokenSource } from "../../connector/http/token.js";
import { rejection } from "../support/open.js";
import { VirtualClock } from "../support/virtual_clock.js";

const hourMs = 3_600_000;

describe("http: token source", () => {
  let clock: VirtualClock;
  let asked: number;
  let endless: Deadline;
  beforeEach(() => {
    clock = new VirtualClock();
    endless = new Deadline(clock);
    asked = 0;
  });

  /** A login service that gives token-1, token-2, … of that lifetime, each after that wait. */
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

  it("asks once for a hundred who want a token at the same time", async () => {
    const source = new TokenSource(login(hourMs, 500), clock);
    const all = Promise.all(Array.from({ length: 100 }, () => source.get(endless)));
    await clock.advance(500);
    expect(new Set(await all)).to.deep.equal(new Set(["token-1"]));
    expect(asked).to.equal(1);
  });

  it("keeps a token while it is young", async () => {
    const source = new TokenSource(login(), clock);
    await source.get(endless);
    await clock.advance(0.8 * hourMs - 1);
    expect(await source.get(endless)).to.equal("token-1");
    expect(asked).to.equal(1);
  });

  it("renews an ageing token in the background, once, and gives the old one meanwhile", async () => {
    const source = new TokenSource(login(hourMs, 500), clock);
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

  it("goes on with the old token when the renewal in the background fails, and tries again", async () => {
    let fails = false;
    const source = new TokenSource(
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

  it("does not give a token in the last two minutes of its life", async () => {
    const source = new TokenSource(login(), clock);
    await source.get(endless);
    await clock.advance(hourMs - 120_000);
    expect(await source.get(endless)).to.equal("token-2");
  });

  it("gives a token until two minutes before its end", async () => {
    const source = new TokenSource(login(), clock);
    await source.get(endless);
    await clock.advance(hourMs - 120_000 - 1);
    expect(await source.get(endless)).to.equal("token-1");
  });

  it("uses a token of a short life for most of it", async () => {
    const source = new TokenSource(login(60_000), clock);
    await source.get(endless);
    await clock.advance(40_000);
    expect([await source.get(endless), asked]).to.deep.equal(["token-1", 1]);
    await clock.advance(14_000);
    expect(await source.get(endless)).to.equal("token-2");
  });

  it("throws what the request threw, to all who wait, and asks anew the next time", async () => {
    let fails = true;
    const source = new TokenSource(
      loginThatFails(() => fails),
      clock,
    );
    const errors = await Promise.all([rejection(source.get(endless)), rejection(source.get(endless))]);
    expect(errors.map(({ message }) => message)).to.deep.equal(["login is down", "login is down"]);
    fails = false;
    expect([await source.get(endless), asked]).to.deep.equal(["token-2", 2]);
  });

  it("asks once for all who were refused with the same token", async () => {
    const source = new TokenSource(login(hourMs, 500), clock);
    const first = source.get(endless);
    await clock.advance(500);
    const refused = await first;
    const again = Array.from({ length: 5 }, () => {
      source.forget(refused);
      return source.get(endless);
    });
    await clock.advance(500);
    expect(new Set(await Promise.all(again))).to.deep.equal(new Set(["token-2"]));
    expect(asked).to.equal(2);
  });

  it("keeps the new token when somebody late forgets the old one", async () => {
    const source = new TokenSource(login(), clock);
    source.forget(await source.get(endless));
    await source.get(endless);
    source.forget("token-1");
    expect([await source.get(endless), asked]).to.deep.equal(["token-2", 2]);
  });

  it("ends a request that nobody waits for any more (was: a hanging login held the process)", async () => {
    const signals: AbortSignal[] = [];
    const hanging = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<Token>((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new Error("ended"))),
      );
    };
    const source = new TokenSource(hanging, clock);
    const waiting = [1000, 2000].map((ms) => rejection(source.get(new Deadline(clock, ms))));
    await clock.advance(1000);
    await waiting[0];
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false]);
    await clock.advance(1000);
    await waiting[1];
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
  });

  it("asks anew after a request that was ended", async () => {
    const source = new TokenSource(login(hourMs, 500), clock);
    const first = rejection(source.get(new Deadline(clock, 100)));
    await clock.advance(100);
    await first;
    const second = source.get(endless);
    await clock.advance(500);
    expect(await second).to.match(/^token-/);
  });
});
