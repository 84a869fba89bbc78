/** Caches one token per connection: one request at a time, renewed in the background before the token expires. */
import type { Clock } from "../../contract/types.js";
import type { OnAttemptEnd } from "../attempt_end.js";
import { type Deadline, noReason } from "../deadline.js";

/** An access token. */
export interface Token {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Held extends Token {
  readonly renewFrom: number;
  readonly usableUntil: number;
}

/** Share of the lifetime after which a token is renewed in the background. */
const renewAfter = 0.8;
/** A token is not used in the last part of its lifetime, since clocks differ and a request takes time to arrive. */
const lastUseMarginMs = 120_000;

/** How often a request is repeated. A background request needs one attempt only: the old token is still valid. */
export type TokenAttempts = "one" | "as declared";

/** Requests a new token until the signal aborts. @throws ConnectorError */
export type TokenRequest = (
  signal: AbortSignal,
  attempts: TokenAttempts,
  onEnd: OnAttemptEnd,
) => Promise<Token>;

/** The token of one connection, for one run. */
export type TokenSource = Pick<TokenCache, "cached" | "get" | "invalidate">;

const unreported: OnAttemptEnd = () => {};

interface Pending {
  readonly attempts: TokenAttempts;
  readonly token: Promise<Held>;
  /** Ends the request. */
  readonly stop: AbortController;
  /** Number of callers that wait for the token. */
  waiting: number;
}

/** Caches the token of one connection. */
export class TokenCache {
  readonly #request: TokenRequest;
  readonly #clock: Clock;
  #held: Held | undefined;
  #pending: Pending | undefined;

  constructor(request: TokenRequest, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
  }

  /** Returns the same token for a run that receives the ends of the requests that it starts. */
  reportedTo(onEnd: OnAttemptEnd): TokenSource {
    return {
      cached: (deadline) => this.cached(deadline, onEnd),
      get: (deadline) => this.get(deadline, onEnd),
      invalidate: (value) => this.invalidate(value),
    };
  }

  /** Returns the cached token if it is usable. Renews the token in the background if it expires soon. */
  cached(deadline: Deadline, onEnd = unreported): string | undefined {
    const now = this.#clock.now();
    const held = this.#held;
    if (held === undefined || now >= held.usableUntil) return undefined;
    if (now >= held.renewFrom && this.#pending === undefined)
      this.#renewed("one", deadline, onEnd).catch(() => {});
    return held.value;
  }

  /**
   * Returns a usable token. A failed request is not cached. A request for which no caller waits any more is ended,
   * since it would keep the process alive.
   * @throws what the request or the deadline throws
   */
  async get(deadline: Deadline, onEnd = unreported): Promise<string> {
    const cached = this.cached(deadline, onEnd);
    if (cached !== undefined) return cached;
    while (this.#isBackgroundRefresh) {
      const early = await this.#renewed("one", deadline, onEnd).catch(() => undefined);
      if (early !== undefined) return early.value;
      deadline.check();
    }
    return (await this.#renewed("as declared", deadline, onEnd)).value;
  }

  /** Removes a token that the service rejected. The next {@link get} requests one token for all callers. */
  invalidate(value: string): void {
    if (this.#held?.value === value) this.#held = undefined;
  }

  /** Whether the pending request is one in the background or one that was ended: its failure is not final. */
  get #isBackgroundRefresh(): boolean {
    return this.#pending?.attempts === "one" || this.#pending?.stop.signal.aborted === true;
  }

  /** Waits for the pending request, or starts one. */
  async #renewed(attempts: TokenAttempts, deadline: Deadline, onEnd: OnAttemptEnd): Promise<Held> {
    deadline.check();
    const pending = (this.#pending ??= this.#begin(attempts, onEnd));
    pending.waiting += 1;
    try {
      return await deadline.race(pending.token);
    } finally {
      pending.waiting -= 1;
      if (pending.waiting === 0) pending.stop.abort(noReason);
    }
  }

  #begin(attempts: TokenAttempts, onEnd: OnAttemptEnd): Pending {
    const stop = new AbortController();
    const token = this.#fetch(stop.signal, attempts, onEnd).finally(() => {
      this.#pending = undefined;
    });
    return { attempts, token, stop, waiting: 0 };
  }

  async #fetch(signal: AbortSignal, attempts: TokenAttempts, onEnd: OnAttemptEnd): Promise<Held> {
    const token = await this.#request(signal, attempts, onEnd);
    const now = this.#clock.now();
    const lifetime = token.expiresAt - now;
    this.#held = {
      ...token,
      renewFrom: now + lifetime * renewAfter,
      usableUntil: token.expiresAt - Math.min(lastUseMarginMs, lifetime * 0.1),
    };
    return this.#held;
  }
}
