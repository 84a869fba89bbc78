/** The callers of one process that wait for slots of one rate limit, in order of arrival. */
import type { Clock } from "../../contract/types.js";
import type { Acquire, Grant, SlotBatcher } from "./slot_batcher.js";

/** The rate limit as the database knows it. */
export type LineLimit = Omit<Acquire, "grants">;

/** A process that gives a slot back unused is not announced, so the next question comes after this, in milliseconds. */
const maxSleepMs = 5_000;

/** Slots that are asked for at once: a process with many callers leaves room for others. */
const maxAsked = 8;

interface Waiter {
  readonly grantNo: string;
  readonly granted: Promise<Grant>;
  readonly resolve: (grant: Grant) => void;
  readonly reject: (error: unknown) => void;
}

/** A caller that waits, and can leave. */
export interface Waiting {
  readonly granted: Promise<Grant>;
  /** Called when the caller no longer waits: a slot that comes later is given back. */
  leave(): void;
}

/** What all lines of a process share. */
export interface LinePorts {
  readonly batcher: SlotBatcher;
  readonly clock: Clock;
  /** Returns a number that the process has not used for a grant. */
  readonly nextNumber: () => string;
}

/** One line. */
export class SlotLine {
  readonly limit: LineLimit;
  readonly #batcher: SlotBatcher;
  readonly #clock: Clock;
  readonly #nextNumber: () => string;
  #waiters: Waiter[] = [];
  #isAsking = false;
  /** Ends the sleep between two questions. */
  #noWaiters = new AbortController();

  constructor(limit: LineLimit, { batcher, clock, nextNumber }: LinePorts) {
    this.limit = limit;
    this.#batcher = batcher;
    this.#clock = clock;
    this.#nextNumber = nextNumber;
  }

  /** Joins the line. */
  wait(): Waiting {
    const waiter = newWaiter(this.#nextNumber());
    this.#waiters.push(waiter);
    if (!this.#isAsking) void this.#ask();
    return { granted: waiter.granted, leave: () => this.#leave(waiter) };
  }

  #leave(waiter: Waiter): void {
    this.#waiters = this.#waiters.filter((one) => one !== waiter);
    if (this.#waiters.length === 0) this.#noWaiters.abort(null);
    waiter.granted.then(
      (grant) => this.#batcher.release(this.limit.id, grant, false),
      () => {},
    );
  }

  /** Asks for slots until nobody waits. */
  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiters.length > 0) {
      const asked = this.#waiters.splice(0, maxAsked);
      try {
        const left = await this.#granted(asked);
        this.#noWaiters = new AbortController();
        if (left !== undefined && this.#waiters.length > 0)
          await this.#clock.sleep(Math.min(left, maxSleepMs), this.#noWaiters.signal);
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    this.#isAsking = false;
  }

  /** Returns how long to wait before asking again, if not all were granted. */
  async #granted(asked: readonly Waiter[]): Promise<number | undefined> {
    const { grants, busyMs } = await this.#batcher.acquire({
      ...this.limit,
      grants: asked.map(({ grantNo }) => grantNo),
    });
    const byNumber = new Map(grants.map((grant) => [grant.grantNo, grant]));
    const left: Waiter[] = [];
    for (const waiter of asked) {
      const grant = byNumber.get(waiter.grantNo);
      if (grant === undefined) left.push(waiter);
      else waiter.resolve(grant);
    }
    this.#waiters.unshift(...left);
    return left.length === 0 ? undefined : busyMs;
  }
}

function newWaiter(grantNo: string): Waiter {
  let resolve: Waiter["resolve"] = () => {};
  let reject: Waiter["reject"] = () => {};
  const granted = new Promise<Grant>((onGrant, onError) => {
    resolve = onGrant;
    reject = onError;
  });
  return { grantNo, granted, resolve, reject };
}
