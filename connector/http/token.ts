/** One live token per connection: one request in flight, renewed early in the background, never kept when it failed. */
import type { Clock } from "../contract/types.js";

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
  readonly #request: () => Promise<Token>;
  readonly #clock: Clock;
  #held: Held | undefined;
  #pending: Promise<Held> | undefined;

  /** @param request asks the login service for a new token; throws ConnectorError */
  constructor(request: () => Promise<Token>, clock: Clock) {
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

  /** A live token. Throws what the request threw; the next call asks anew. */
  async get(): Promise<string> {
    return this.live() ?? (await this.#renew()).value;
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
    const token = await this.#request();
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
