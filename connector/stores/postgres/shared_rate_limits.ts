/** Rate limits that all processes with the same database share. */
import { createHash } from "node:crypto";
import type { Clock, CountedRateLimit } from "../../contract/types.js";
import type { Deadline } from "../../http/deadline.js";
import { timeErrors, waitReasons, waiters } from "../../http/messages.js";
import type {
  OnWait,
  RateLimit,
  RateLimiter,
  RateLimitStore,
  Slot,
} from "../../http/rate_limit/rate_limit_store.js";
import { type Database, databaseError } from "./database.js";
import { Lease, type LeaseSettings } from "./lease.js";
import { type Grant, SlotBatcher } from "./slot_batcher.js";
import { SlotLine } from "./slot_line.js";

/** A store that ends with its process. */
export interface SharedRateLimits extends RateLimitStore {
  readonly lease: Lease;
  /** Frees the slots and the lease of this process. */
  close(): Promise<void>;
}

/** Returns the store. It uses the database with the first slot. @param running - returns the number of jobs that run */
export function sharedRateLimits(
  database: Database,
  clock: Clock,
  settings: LeaseSettings,
  running?: () => number,
): SharedRateLimits {
  const lease = new Lease(database, clock, settings, running);
  const batcher = new SlotBatcher(database, lease);
  const lines = new Map<string, SlotLine>();
  let numbers = 0;
  const nextNumber = (): string => `${(numbers += 1)}`;
  const lineOf = (name: string, key: readonly string[], { calls, perSeconds }: RateLimit): SlotLine => {
    const id = idOf(name, key);
    const place = `${id} ${calls}/${perSeconds}`;
    const limit = { id, name, key: key.join("/"), calls, windowMs: perSeconds * 1000 };
    const line = lines.get(place) ?? new SlotLine(limit, { batcher, clock, nextNumber });
    lines.set(place, line);
    return line;
  };
  return {
    lease,
    get: (name, key, limit) => new SharedRateLimiter(lineOf(name, key, limit), batcher, clock),
    async close() {
      await batcher.close();
      await lease.close();
    },
  };
}

/** Returns the 64-bit number of a rate limit, as text. */
function idOf(name: string, key: readonly string[]): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([name, ...key]))
    .digest();
  return digest.readBigInt64BE().toString();
}

class SharedRateLimiter implements RateLimiter {
  readonly #line: SlotLine;
  readonly #batcher: SlotBatcher;
  readonly #clock: Clock;

  constructor(line: SlotLine, batcher: SlotBatcher, clock: Clock) {
    this.#line = line;
    this.#batcher = batcher;
    this.#clock = clock;
  }

  get counted(): CountedRateLimit {
    const { name, calls } = this.#line.limit;
    return { name, calls, perSeconds: this.windowMs / 1000 };
  }

  get windowMs(): number {
    return this.#line.limit.windowMs;
  }

  pause(ms: number, askedMs = ms): void {
    this.#batcher.pause(this.#line.limit.id, ms, askedMs);
  }

  async take(deadline: Deadline, onWait: OnWait, maxPauseMs = Number.POSITIVE_INFINITY): Promise<Slot> {
    deadline.check();
    for (;;) {
      const grant = await this.#granted(deadline);
      let isReady = false;
      try {
        isReady = await this.#waited(grant, deadline, onWait, maxPauseMs);
        if (isReady) return this.#slot(grant);
      } finally {
        if (!isReady) this.#batcher.release(this.#line.limit.id, grant, false);
      }
    }
  }

  async #granted(deadline: Deadline): Promise<Grant> {
    const waiting = this.#line.wait();
    try {
      return await deadline.race(waiting.granted);
    } catch (error) {
      waiting.leave();
      throw deadline.isOver ? error : databaseError(error);
    }
  }

  /** Waits until the slot may be used. Returns false if it was lost. */
  async #waited(grant: Grant, deadline: Deadline, onWait: OnWait, maxPauseMs: number): Promise<boolean> {
    let { waitMs, askedMs } = grant;
    for (let isReported = false; waitMs > 0; ) {
      if (askedMs > maxPauseMs) throw timeErrors.longPause(askedMs);
      const { name } = this.#line.limit;
      deadline.check(waitMs, waiters.rateLimitedCall(name));
      if (!isReported) onWait(waitReasons.rateLimit(name, undefined), waitMs);
      isReported = true;
      await this.#clock.sleep(waitMs, deadline.signal);
      deadline.check();
      const confirmed = await deadline.race(this.#batcher.confirm(this.#line.limit.id, grant));
      if (confirmed === "gone") return false;
      ({ waitMs, askedMs } = confirmed);
    }
    return grant.lease.isValid;
  }

  #slot(grant: Grant): Slot {
    let isHeld = true;
    return {
      get isValid() {
        return grant.lease.isValid;
      },
      lost: grant.lease.lost,
      release: (end) => {
        if (isHeld) this.#batcher.release(this.#line.limit.id, grant, end !== "unsent");
        isHeld = false;
      },
    };
  }
}
