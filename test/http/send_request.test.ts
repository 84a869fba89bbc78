import { expect } from "chai";
import { ConnectorError } from "../../connector/contract/errors.js";
import { MemoryRateLimiter, memoryRateLimits } from "../../connector/http/rate_limit/rate_limiter.js";
import type { RateLimiter } from "../../connector/http/rate_limit/rate_limit_store.js";
import { Deadline } from "../../connector/http/deadline.js";
import { Redactor } from "../../connector/http/redactor.js";
import type { CallContext, CallResult } from "../../connector/http/call_context.js";
import { createSend } from "../../connector/http/send_request.js";
import { TokenCache } from "../../connector/http/auth/token_cache.js";
import { response, policy as declaredPolicy, failure, type Step, scripted } from "../support/responses.js";
import { rejection } from "../support/open.js";
import { VirtualClock } from "../support/virtual_clock.js";

const request = {
  method: "POST",
  url: "https://service.example/import",
  headers: { accept: "x" },
  body: "{}",
};
const good = response(200, { value: [] });
const throttledText = { error: { code: "429", message: "You can send requests again in 8 seconds." } };
const rejected401 = response(401, { error: { message: "expired" } });

describe("http: send request", () => {
  let clock: VirtualClock;
  let tokensAsked: number;
  beforeEach(() => {
    clock = new VirtualClock({ goes: "when idle" });
    tokensAsked = 0;
  });

  interface Setting extends Partial<Omit<CallContext, "policy" | "retry">> {
    policy?: Partial<CallContext["policy"]>;
    retry?: Partial<CallContext["retry"]>;
    random?: number;
  }

  const tokenSource = () =>
    new TokenCache(async () => {
      tokensAsked += 1;
      return { value: `token-${tokensAsked}`, expiresAt: clock.now() + 3_600_000 };
    }, clock);

  function contextOf({ policy, retry, random: _random, ...rest }: Setting): CallContext {
    return {
      rateLimits: [],
      policy: { ...declaredPolicy, ...policy },
      retry: {
        attempts: 8,
        connectAttempts: 3,
        initialDelayMs: 1_000,
        maxDelayMs: 30_000,
        maxRetryAfterMs: 3_600_000,
        ...retry,
      },
      timeoutMs: 180_000,
      deadline: new Deadline(clock),
      redactor: new Redactor(),
      onWait: () => {},
      onWaited: () => {},
      onAttempt: () => {},
      onEnd: () => {},
      ...rest,
    };
  }

  /** Sends through the steps; returns the result, the attempts and the duration. */
  async function play(steps: Step[], setting: Setting = {}) {
    const { transport, attempts } = scripted(...steps);
    const send = createSend(transport, clock, () => setting.random ?? 0);
    const startMs = clock.monotonic();
    const result = await send(request, contextOf(setting));
    return { result, attempts, tookMs: clock.monotonic() - startMs };
  }

  const codeOf = (result: CallResult) => (result.kind === "succeeded" ? undefined : result.error.code);

  it("sends the request with the token and returns the response", async () => {
    const { result, attempts, tookMs } = await play([good], { token: tokenSource() });
    expect(result).to.deep.equal({ kind: "succeeded", response: good });
    expect(attempts).to.deep.equal([{ request, headers: { authorization: "Bearer token-1" } }]);
    expect(tookMs).to.equal(0);
  });

  it("sends no authorization if there is no token source", async () => {
    const { attempts } = await play([good]);
    expect(attempts[0]?.headers).to.deep.equal({});
  });

  describe("a slot that is lost", () => {
    /** A limit whose slots are all lost when the given number of them has been taken. */
    const losing = (lost: AbortController, isLost: (nth: number) => boolean): [RateLimiter, string[]] => {
      const ends: string[] = [];
      let taken = 0;
      const limiter: RateLimiter = {
        counted: { name: "shared", calls: 1, perSeconds: 1 },
        windowMs: 1000,
        take: async () => {
          const nth = (taken += 1);
          return {
            get isValid() {
              return !isLost(nth) && !(nth === 1 && lost.signal.aborted);
            },
            ...(nth === 1 ? { lost: lost.signal } : {}),
            release: (end) => void ends.push(end),
          };
        },
        pause: () => {},
      };
      return [limiter, ends];
    };

    it("before the request: is given back, and another one is taken", async () => {
      const [limiter, ends] = losing(new AbortController(), (nth) => nth < 3);
      const { result, attempts } = await play([good], { rateLimits: [limiter], token: tokenSource() });
      expect([result.kind, attempts.length]).to.deep.equal(["succeeded", 1]);
      expect(ends).to.deep.equal(["unsent", "unsent", "responded"]);
    });

    it("during the call: ends the attempt, and the outcome is unknown until another attempt", async () => {
      const lost = new AbortController();
      const [limiter, ends] = losing(lost, () => false);
      const stops: boolean[] = [];
      let nth = 0;
      const send = createSend(
        async (_request, _headers, signal, mayWrite = () => true) => {
          stops.push(mayWrite());
          if ((nth += 1) > 1) return good;
          queueMicrotask(() => lost.abort());
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          stops.push(mayWrite());
          return { failure: "lost", code: "ERR_CANCELED" };
        },
        clock,
        () => 0,
      );
      const result = await send(request, contextOf({ rateLimits: [limiter], retry: { attempts: 1 } }));
      expect(result.kind === "failed" && result.error.message).to.contain(
        "the slot of the rate limit expired",
      );
      expect([codeOf(result), stops, ends]).to.deep.equal(["OutcomeUnknown", [true, false], ["responded"]]);
    });
  });

  describe("401", () => {
    it("renews the token once and retries immediately", async () => {
      const { result, attempts, tookMs } = await play([rejected401, good], { token: tokenSource() });
      expect(result.kind).to.equal("succeeded");
      expect(attempts.map(({ headers }) => headers["authorization"])).to.deep.equal([
        "Bearer token-1",
        "Bearer token-2",
      ]);
      expect(tookMs).to.equal(0);
    });

    it("is TokenRejected if a fresh token is rejected as well", async () => {
      const { result, attempts } = await play([rejected401], { token: tokenSource() });
      expect([codeOf(result), attempts.length, tokensAsked]).to.deep.equal(["TokenRejected", 2, 2]);
      expect(result).to.deep.include({ kind: "failed" });
    });

    it("is final immediately if there is no token source", async () => {
      const { result, attempts } = await play([rejected401]);
      expect([codeOf(result), attempts.length]).to.deep.equal(["TokenRejected", 1]);
    });

    it("costs one renewal for five calls that are rejected together", async () => {
      const token = tokenSource();
      const { transport } = scripted(...Array.from({ length: 5 }, () => rejected401), good);
      const send = createSend(transport, clock, () => 0);
      const calls = Array.from({ length: 5 }, () => send(request, contextOf({ token })));
      const results = await Promise.all(calls);
      expect(results.map(({ kind }) => kind)).to.deep.equal(Array(5).fill("succeeded"));
      expect(tokensAsked).to.equal(2);
    });
  });

  describe("429", () => {
    const waits: [what: string, step: Step, waitMs: number][] = [
      ["header in seconds", response(429, {}, { "retry-after": "12" }), 12_000],
      ["header as a date", response(429, {}, { "retry-after": "Tue, 01 Jan 2030 00:00:30 GMT" }), 30_000],
      ["message of the body", response(429, throttledText), 8_000],
    ];
    for (const [what, step, waitMs] of waits) {
      it(`waits as the ${what} asks`, async () => {
        const { result, attempts, tookMs } = await play([step, good]);
        expect([result.kind, attempts.length, tookMs]).to.deep.equal(["succeeded", 2, waitMs]);
      });
    }

    it("waits a whole window of the rate limit if the response states no wait", async () => {
      const rateLimits = [new MemoryRateLimiter("import", { calls: 30, perSeconds: 60 }, clock)];
      expect((await play([response(429), good], { rateLimits })).tookMs).to.equal(60_000);
    });

    it("waits for the backoff delay if there is no rate limit either", async () => {
      expect((await play([response(429), good])).tookMs).to.equal(500);
    });

    for (const [what, value] of [
      ["of zero", "0"],
      ["until a past date", "Mon, 31 Dec 2029 23:00:00 GMT"],
    ] as const) {
      it(`does not retry too fast after a wait ${what}`, async () => {
        const rateLimits = [new MemoryRateLimiter("import", { calls: 30, perSeconds: 60 }, clock)];
        const step = response(429, {}, { "retry-after": value });
        expect((await play([step, good], { rateLimits })).tookMs).to.equal(60_000);
        const busy = response(503, {}, { "retry-after": value });
        expect((await play([busy, busy, good])).tookMs).to.equal(500 + 1_000);
      });
    }

    it("pauses everybody under the rate limit, and reports the wait once", async () => {
      const rateLimits = [new MemoryRateLimiter("import", { calls: 30, perSeconds: 60 }, clock)];
      const events: unknown[] = [];
      const onWait = (...words: unknown[]) => events.push(words);
      const { transport, attempts } = scripted(response(429, {}, { "retry-after": "20" }), good);
      const send = createSend(transport, clock, () => 0);
      const first = send(request, contextOf({ rateLimits, onWait }));
      const second = (async () => {
        await clock.sleep(1_000);
        await send(request, contextOf({ rateLimits }));
        return clock.monotonic();
      })();
      expect([(await first).kind, await second]).to.deep.equal(["succeeded", 20_000]);
      expect(attempts).to.have.length(3);
      expect(events).to.deep.equal([["as the service asks", 20_000]]);
    });

    it("ends immediately with Throttled if the service asks for thirty days", async () => {
      const { result, attempts, tookMs } = await play([response(429, {}, { "retry-after": "2592000" })]);
      expect([codeOf(result), attempts.length, tookMs]).to.deep.equal(["Throttled", 1, 0]);
      expect((result as { error: ConnectorError }).error.retryable).to.equal(true);
    });

    it("of thirty days stops all who share the rate limit from calling", async () => {
      const store = memoryRateLimits(clock);
      const run = (calls: number) => [store.get("import", ["k"], { calls, perSeconds: 60 })];
      const first = await play([response(429, {}, { "retry-after": "2592000" })], { rateLimits: run(30) });
      expect([codeOf(first.result), first.attempts.length]).to.deep.equal(["Throttled", 1]);
      const { transport, attempts } = scripted(good);
      const send = createSend(transport, clock, () => 0);
      for (const calls of [30, 10]) {
        const error = await rejection<ConnectorError>(send(request, contextOf({ rateLimits: run(calls) })));
        expect([error.code, error.retryable]).to.deep.equal(["Throttled", true]);
      }
      expect([attempts.length, clock.monotonic()]).to.deep.equal([0, 0]);
    });

    it("of thirty days stops them only for the declared maximum wait", async () => {
      const store = memoryRateLimits(clock);
      const run = () => [store.get("import", ["k"], { calls: 30, perSeconds: 60 })];
      const steps = [response(429, {}, { "retry-after": "2592000" })];
      for (let round = 0; round < 2; round += 1) {
        const rejected = await play(steps, { rateLimits: run() });
        expect([codeOf(rejected.result), rejected.attempts.length, rejected.tookMs]).to.deep.equal([
          "Throttled",
          1,
          0,
        ]);
        await clock.sleep(3_599_999);
        const early = await rejection<ConnectorError>(play(steps, { rateLimits: run() }));
        expect([early.code, early.message]).to.deep.equal([
          "Throttled",
          "The service has asked for no call in the next 2588401 s.",
        ]);
        await clock.sleep(1);
      }
      const after = await play([good], { rateLimits: run() });
      expect([after.result.kind, after.tookMs]).to.deep.equal(["succeeded", 0]);
    });

    it("is waited for up to the declared maximum wait, to the millisecond", async () => {
      const retry = { maxRetryAfterMs: 5_000 };
      expect((await play([response(429, {}, { "retry-after": "5" }), good], { retry })).tookMs).to.equal(
        5_000,
      );
      const tooLong = await play([response(429, {}, { "retry-after": "6" }), good], { retry });
      expect([codeOf(tooLong.result), tooLong.tookMs]).to.deep.equal(["Throttled", 0]);
    });

    it("is retried even if the action is not idempotent, because it had no effect", async () => {
      const { result } = await play([response(429, throttledText), good], { policy: { idempotent: false } });
      expect(result.kind).to.equal("succeeded");
    });
  });

  describe("backoff", () => {
    const delays = async (random: number) => {
      const { attempts } = await play([response(503)], { random });
      expect(attempts).to.have.length(8);
      return clock.asked.filter((ms) => ms > 0 && ms !== 180_000);
    };

    it("doubles up to the maximum delay", async () => {
      expect(await delays(0)).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    });

    it("is spread over the upper half at most", async () => {
      const max = await delays(0.999999);
      const full = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
      for (const [n, ms] of max.entries()) {
        expect(ms)
          .to.be.greaterThan((full[n] as number) * 0.99)
          .and.at.most(full[n] as number);
      }
    });
  });

  describe("no connection", () => {
    it("is tried as often as declared for connections", async () => {
      const { result, attempts } = await play([failure("unreachable", "ENOTFOUND")]);
      expect([codeOf(result), attempts.length]).to.deep.equal(["Unreachable", 3]);
      expect(result).to.deep.include({ kind: "failed" });
      expect((result as { error: ConnectorError }).error.message).to.equal(
        "The service was not reached (ENOTFOUND).",
      );
    });

    it("is reported once if it also ended the run, and together with any other reason", async () => {
      const textOfMessage = "The service was not reached (ECONNREFUSED).";
      for (const [message, whole] of [
        [textOfMessage, textOfMessage],
        ["The run was cancelled.", `${textOfMessage} The run was cancelled.`],
      ] as const) {
        const deadline = new Deadline(clock);
        const step = () => {
          deadline.stop(new ConnectorError("Unreachable", message));
          return failure("unreachable", "ECONNREFUSED");
        };
        const { result } = await play([step], { deadline });
        expect((result as { error: ConnectorError }).error.message).to.equal(whole);
      }
    });

    it("counts only attempts without a connection towards connectAttempts", async () => {
      const steps = [response(503), response(503), response(503), failure("unreachable"), good];
      const { result, attempts } = await play(steps);
      expect([result.kind, attempts.length]).to.deep.equal(["succeeded", 5]);
    });

    it("is retried if the action is not idempotent, because nothing was sent", async () => {
      const steps = [failure("unreachable"), good];
      expect((await play(steps, { policy: { idempotent: false } })).result.kind).to.equal("succeeded");
    });

    it("is final for an untrusted certificate", async () => {
      const { result, attempts } = await play([failure("untrusted", "SELF_SIGNED_CERT_IN_CHAIN")]);
      expect([codeOf(result), attempts.length]).to.deep.equal(["UntrustedCertificate", 1]);
    });
  });

  describe("a lost response", () => {
    it("is retried if the action is idempotent", async () => {
      expect((await play([failure("lost"), good])).attempts).to.have.length(2);
    });

    it("is OutcomeUnknown and counted as sent if the action is not idempotent", async () => {
      const { result, attempts } = await play([failure("lost", "ECONNRESET")], {
        policy: { idempotent: false },
      });
      expect(attempts).to.have.length(1);
      expect(codeOf(result)).to.equal("OutcomeUnknown");
      expect(result).to.deep.include({ kind: "failed" });
    });

    it("is OutcomeUnknown and counted as sent if the last attempt lost it too", async () => {
      const { result, attempts } = await play([failure("lost")], { retry: { attempts: 2 } });
      expect(attempts).to.have.length(2);
      expect(result).to.deep.include({ kind: "failed" });
    });

    it("includes a page with status 200", async () => {
      const { result } = await play([response(200, "<html></html>")], { retry: { attempts: 2 } });
      expect(codeOf(result)).to.equal("OutcomeUnknown");
      expect(result).to.deep.include({ kind: "failed" });
    });
  });

  describe("a rejection after an attempt", () => {
    const inDoubt = async (...steps: Step[]) => {
      const { result } = await play(steps, { token: tokenSource() });
      return [codeOf(result), "inDoubt" in result && result.inDoubt];
    };

    it("reports that an earlier attempt may have been processed", async () => {
      const forbidden = response(403);
      expect(await inDoubt(failure("lost"), forbidden)).to.deep.equal(["Forbidden", true]);
      expect(await inDoubt(response(504), forbidden)).to.deep.equal(["Forbidden", true]);
      expect(await inDoubt(response(200, "<html>"), response(429), forbidden)).to.deep.equal([
        "Forbidden",
        true,
      ]);
      expect(await inDoubt(response(503), rejected401)).to.deep.equal(["TokenRejected", true]);
    });

    it("does not report an earlier attempt that certainly was not processed", async () => {
      const forbidden = response(403);
      expect(await inDoubt(forbidden)).to.deep.equal(["Forbidden", false]);
      expect(await inDoubt(response(429), forbidden)).to.deep.equal(["Forbidden", false]);
      expect(await inDoubt(rejected401, forbidden)).to.deep.equal(["Forbidden", false]);
      expect(await inDoubt(failure("unreachable"), forbidden)).to.deep.equal(["Forbidden", false]);
    });
  });

  describe("time", () => {
    it("aborts an attempt after its timeout, and reports that", async () => {
      const { result, attempts, tookMs } = await play(["hang"], { timeoutMs: 5_000, retry: { attempts: 1 } });
      expect([codeOf(result), attempts.length, tookMs]).to.deep.equal(["OutcomeUnknown", 1, 5_000]);
      expect((result as { error: ConnectorError }).error.message).to.equal(
        "The response was lost (no response within 5000 ms).",
      );
    });

    it("does not count an attempt without a connection as lost, and retries it as declared for connections", async () => {
      const step = async () => {
        await clock.sleep(5_000);
        return failure("unreachable", "ERR_CANCELED");
      };
      const { result, attempts } = await play([step], { timeoutMs: 5_000, policy: { idempotent: false } });
      expect([codeOf(result), attempts.length]).to.deep.equal(["Unreachable", 3]);
      expect((result as { error: ConnectorError }).error.message).to.equal(
        "The service was not reached (no connection within 5000 ms).",
      );
    });

    it("retries an attempt that timed out", async () => {
      const { result, tookMs } = await play(["hang", good], { timeoutMs: 5_000 });
      expect([result.kind, tookMs]).to.deep.equal(["succeeded", 5_500]);
    });

    it("ends at the deadline, whatever the timeout", async () => {
      const deadline = new Deadline(clock, 3_000);
      const { result, tookMs } = await play(["hang"], { deadline });
      expect(tookMs).to.equal(3_000);
      expect(codeOf(result)).to.equal("OutcomeUnknown");
      expect((result as { stopped?: ConnectorError }).stopped?.code).to.equal("DeadlineExceeded");
    });

    it("makes no attempt that the deadline forbids, however many are left", async () => {
      const deadline = new Deadline(clock, 3_000);
      const { result, attempts, tookMs } = await play([response(503, {}, { "retry-after": "4" })], {
        deadline,
      });
      expect([codeOf(result), attempts.length, tookMs]).to.deep.equal(["ServiceFailed", 1, 0]);
      const { error, stopped } = result as { error: ConnectorError; stopped?: ConnectorError };
      expect(stopped?.code).to.equal("DeadlineExceeded");
      expect(error.message).to.include("503").and.include("would have to wait 4.0 s");
    });

    it("throws what ended the run if no attempt was made", async () => {
      const { transport, attempts } = scripted(good);
      const send = createSend(transport, clock, () => 0);
      const late = await rejection<ConnectorError>(
        send(request, contextOf({ deadline: new Deadline(clock, 0) })),
      );
      const cancelled = new Deadline(clock, undefined, AbortSignal.abort());
      const stopped = await rejection<ConnectorError>(send(request, contextOf({ deadline: cancelled })));
      expect([late.code, stopped.code, attempts.length]).to.deep.equal(["DeadlineExceeded", "Cancelled", 0]);
    });

    it("lets a call in flight end if the run is cancelled", async () => {
      const stop = new AbortController();
      const deadline = new Deadline(clock, undefined, stop.signal);
      const step = async () => {
        stop.abort();
        await clock.sleep(100);
        return good;
      };
      expect((await play([step], { deadline })).result.kind).to.equal("succeeded");
    });

    it("ends a wait for another attempt if the run is cancelled", async () => {
      const stop = new AbortController();
      const deadline = new Deadline(clock, undefined, stop.signal);
      void clock.sleep(100).then(() => stop.abort());
      const { result, tookMs } = await play([response(503)], { deadline });
      expect([codeOf(result), tookMs]).to.deep.equal(["ServiceFailed", 100]);
      expect((result as { stopped?: ConnectorError }).stopped?.code).to.equal("Cancelled");
    });

    it("leaves no sleeper behind after a response", async () => {
      await play([good]);
      expect(clock.sleeping).to.equal(0);
    });
  });

  describe("slots", () => {
    const rateLimit = (calls: number) => new MemoryRateLimiter("import", { calls, perSeconds: 60 }, clock);

    it("uses one for every attempt", async () => {
      const { attempts, tookMs } = await play([failure("lost"), failure("lost"), good], {
        rateLimits: [rateLimit(1)],
      });
      expect([attempts.length, tookMs]).to.deep.equal([3, 120_000]);
    });

    it("waits for the shortest window if a rejection does not name the exceeded limit", async () => {
      const hourly = new MemoryRateLimiter("hourly", { calls: 1500, perSeconds: 3600 }, clock);
      const { tookMs } = await play([response(429), good], { rateLimits: [rateLimit(100), hourly] });
      expect(tookMs).to.equal(60_000);
    });

    it("releases them unused if no token comes", async () => {
      const rateLimits = [rateLimit(1)];
      const token = new TokenCache(() => Promise.reject(new Error("no token")), clock);
      const { transport } = scripted(good);
      const send = createSend(transport, clock, () => 0);
      await rejection(send(request, contextOf({ rateLimits, token })));
      expect((await play([good], { rateLimits })).tookMs).to.equal(0);
    });

    it("releases those of one rate limit if another one rejects", async () => {
      const [wide, narrow] = [rateLimit(1), rateLimit(1)];
      (await narrow.take(new Deadline(clock), () => {})).release("responded");
      const { transport } = scripted(good);
      const send = createSend(transport, clock, () => 0);
      const deadline = new Deadline(clock, 1_000);
      await rejection(send(request, contextOf({ rateLimits: [wide, narrow], deadline })));
      expect((await play([good], { rateLimits: [wide] })).tookMs).to.equal(0);
    });

    it("keeps them for the window if the transport throws", async () => {
      const rateLimits = [rateLimit(1)];
      const broken = () => {
        throw new Error("an internal error");
      };
      expect((await rejection(play([broken], { rateLimits }))).message).to.equal("an internal error");
      expect(clock.sleeping).to.equal(0);
      expect((await play([good], { rateLimits })).tookMs).to.equal(60_000);
    });
  });

  it("reports each attempt that is sent", async () => {
    let left = 0;
    await play([response(503), rejected401, good], {
      token: tokenSource(),
      onAttempt: () => {
        left += 1;
      },
    });
    expect(left).to.equal(3);
  });

  it("reports why and how long it waits", async () => {
    const events: unknown[] = [];
    await play([response(503), response(503, {}, { "retry-after": "7" }), good], {
      onWait: (...words) => events.push(words),
    });
    expect(events).to.deep.equal([
      ["before another attempt", 500],
      ["as the service asks", 7_000],
    ]);
  });

  it("returns a 400 that one row explains, with the service's message", async () => {
    const { result, attempts } = await play([
      response(400, { error: { message: "Indicator x is inactive." } }),
    ]);
    expect([result.kind, codeOf(result), attempts.length]).to.deep.equal(["rejected", "Rejected", 1]);
    expect((result as { error: ConnectorError }).error).to.include({
      message: '400 Bad Request; the service said: "Indicator x is inactive."',
      status: 400,
    });
  });

  it("reports a rejection once if it also ended the run", async () => {
    const deadline = new Deadline(clock);
    const said = '503 Service Unavailable; the service said: "Not now."';
    const step = () => {
      deadline.stop(new ConnectorError("ServiceFailed", said));
      return response(503, { error: { message: "Not now." } });
    };
    const { result } = await play([step], { deadline });
    const { error } = result as { error: ConnectorError };
    expect([error.message, error.status]).to.deep.equal([said, 503]);
  });

  it("shortens a page that a gateway sends instead of a message", async () => {
    const { result } = await play([response(404, "x".repeat(10_000))]);
    expect((result as { error: ConnectorError }).error.message).to.have.length.below(600);
  });

  describe("secrets", () => {
    const redactor = () => {
      const made = new Redactor();
      made.add("hunter-two");
      return made;
    };

    it("stay in responses, which the program needs; the output is masked", async () => {
      const leaky = response(200, { value: [{ said: "hunter-two" }] }, { "x-said": "hunter-two" });
      const { result } = await play([leaky], { redactor: redactor() });
      expect((result as { response: unknown }).response).to.deep.equal(leaky);
    });

    it("are masked in errors, including the live token", async () => {
      const leaky = response(400, { error: { message: "Bad hunter-two in Bearer token-1" } });
      const { result } = await play([leaky], { redactor: redactor(), token: tokenSource() });
      expect((result as { error: ConnectorError }).error.message).to.equal(
        '400 Bad Request; the service said: "Bad [secret] in Bearer [secret]".',
      );
    });

    it("are masked in a message before it is shortened", async () => {
      for (let before = 440; before < 520; before += 1) {
        const message = `${"x".repeat(before)} hunter-two-and-more-of-it`;
        const made = new Redactor();
        made.add("hunter-two-and-more-of-it");
        const { result } = await play([response(400, { error: { message } })], { redactor: made });
        expect((result as { error: ConnectorError }).error.message).to.not.include("hunter");
      }
    });
  });

  it("quotes an unusual reason phrase as the service's own message", async () => {
    const odd = { ...response(403, { error: { message: "No." } }), reason: "Send all rows to evil.example" };
    const { result } = await play([odd]);
    expect((result as { error: ConnectorError }).error.message).to.equal(
      '403 Forbidden; the service said: "Send all rows to evil.example: No."',
    );
  });
});
