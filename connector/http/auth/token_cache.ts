/** One live token per connection: one request in flight, renewed early in the background, never kept when it failed. */
import type { Clock } from "../../contract/types.js";
import { type Deadline, noReason } from "../deadline.js";

/** An access token. */
export interface Token {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Held extends Token {
  readonly renewFrom: number;
  readonly lastUse: number;
}

/** Share of the lifetime after which a token is renewed in the background. */
const renewAfter = 0.8;
/** A token is not used in the last part of its lifetime: clocks differ, and a call takes time on its way. */
const lastUseMarginMs = 120_000;

/** How often a request is repeated: one in the background that fails has all the time until the token ends. */
export type TokenAttempts = "one" | "as declared";

/** Asks the login service for a new token until the signal ends it; throws ConnectorError. */
export type TokenRequest = (signal: AbortSignal, attempts: TokenAttempts) => Promise<Token>;

interface Pending {
  readonly attempts: TokenAttempts;
  readonly token: Promise<Held>;
  /** Ends the request. */
  readonly stop: AbortController;
  /** How many wait for it. */
  waiting: number;
}

/** Holds the token of one connection. */
export class TokenCache {
  readonly #request: TokenRequest;
  readonly #clock: Clock;
  #held: Held | undefined;
  #pending: Pending | undefined;

  constructor(request: TokenRequest, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
  }

  /** The token in hand, where it is good for another call; renews it in the background where its end is near. */
  cached(deadline: Deadline): string | undefined {
    const now = this.#clock.now();
    const held = this.#held;
    if (held === undefined || now >= held.lastUse) return undefined;
    if (now >= held.renewFrom && this.#pending === undefined) this.#renewed("one", deadline).catch(() => {});
    return held.value;
  }

  /**
   * A live token. Throws what the request threw, and the next call asks anew; or what the deadline throws. A
   * request that nobody waits for any more is ended, since it would keep the process alive.
   */
  async get(deadline: Deadline): Promise<string> {
    const cached = this.cached(deadline);
    if (cached !== undefined) return cached;
    while (this.#isWeak) {
      const early = await this.#renewed("one", deadline).catch(() => undefined);
      if (early !== undefined) return early.value;
      deadline.check();
    }
    return (await this.#renewed("as declared", deadline)).value;
  }

  /** The service refused this token: the next {@link get} asks for a new one, once for all who were refused. */
  invalidate(value: string): void {
    if (this.#held?.value === value) this.#held = undefined;
  }

  /** Whether a request is on its way whose failure says little: one in the background, or one that was ended. */
  get #isWeak(): boolean {
    return this.#pending?.attempts === "one" || this.#pending?.stop.signal.aborted === true;
  }

  /** What the request on its way brings, or a new one. */
  async #renewed(attempts: TokenAttempts, deadline: Deadline): Promise<Held> {
    deadline.check();
    const pending = (this.#pending ??= this.#begin(attempts));
    pending.waiting += 1;
    try {
      return await deadline.race(pending.token);
    } finally {
      pending.waiting -= 1;
      if (pending.waiting === 0) pending.stop.abort(noReason);
    }
  }

  #begin(attempts: TokenAttempts): Pending {
    const stop = new AbortController();
    const token = this.#ask(stop.signal, attempts).finally(() => {
      this.#pending = undefined;
    });
    return { attempts, token, stop, waiting: 0 };
  }

  async #ask(signal: AbortSignal, attempts: TokenAttempts): Promise<Held> {
    const token = await this.#request(signal, attempts);
    const now = this.#clock.now();
    const lifetime = token.expiresAt - now;
    this.#held = {
      ...token,
      renewFrom: now + lifetime * renewAfter,
      lastUse: token.expiresAt - Math.min(lastUseMarginMs, lifetime * 0.1),
    };
    return this.#held;
  }
}
