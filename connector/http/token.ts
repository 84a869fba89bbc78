/** One live token per connection: one request in flight, renewed early in the background, never kept when it failed. */
import type { Clock } from "../contract/types.js";
import { type Deadline, noReason } from "./deadline.js";

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

/** Holds the token of one connection. */
export class TokenSource {
  readonly #request: (signal: AbortSignal) => Promise<Token>;
  readonly #clock: Clock;
  #held: Held | undefined;
  #pending: Promise<Held> | undefined;
  /** Ends the pending request. */
  #stop = new AbortController();
  #waiting = 0;

  /** @param request asks the login service for a new token until the signal ends it; throws ConnectorError */
  constructor(request: (signal: AbortSignal) => Promise<Token>, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
  }

  /** The token in hand, where it is good for another call; renews it in the background where its end is near. */
  live(): string | undefined {
    const now = this.#clock.now();
    const held = this.#held;
    if (held === undefined || now >= held.lastUse) return undefined;
    if (now >= held.renewFrom) this.#renew().catch(() => {});
    return held.value;
  }

  /**
   * A live token. Throws what the request threw, and the next call asks anew; or what the deadline throws. A
   * request that nobody waits for any more is ended, since it would keep the process alive.
   */
  async get(deadline: Deadline): Promise<string> {
    const live = this.live();
    if (live !== undefined) return live;
    this.#waiting += 1;
    try {
      return (await deadline.race(this.#renew())).value;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#stop.abort(noReason);
    }
  }

  /** The service refused this token: the next {@link get} asks for a new one, once for all who were refused. */
  forget(value: string): void {
    if (this.#held?.value === value) this.#held = undefined;
  }

  #renew(): Promise<Held> {
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #ask(): Promise<Held> {
    this.#stop = new AbortController();
    const token = await this.#request(this.#stop.signal);
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
