/**
 * The lease of a process. While it lasts, the slots of the process belong to it. A process that was stopped for longer
 * finds its lease gone, and goes on under a new one.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../contract/types.js";
import type { Database } from "./database.js";

/** Who holds the lease. */
export interface LeaseSettings {
  /** Name of the process, the same in all its leases. */
  readonly name: string;
  readonly version: string;
  readonly takesJobs: boolean;
  readonly leaseMs: number;
}

/** One lease. */
export interface HeldLease {
  readonly id: string;
  /** False as soon as PostgreSQL may consider the lease over. */
  readonly isValid: boolean;
  /** Aborted when the lease is over. */
  readonly lost: AbortSignal;
}

class OneLease implements HeldLease {
  readonly id = randomUUID();
  readonly #clock: Clock;
  readonly #lost = new AbortController();
  #endsAt = 0;
  /** A machine that sleeps may stop its monotonic clock, so the wall clock is compared too. */
  #wallEndsAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get isValid(): boolean {
    return !this.lost.aborted && this.leftMs > 0;
  }

  get leftMs(): number {
    return Math.min(this.#endsAt - this.#clock.monotonic(), this.#wallEndsAt - this.#clock.now());
  }

  /** @param since - times before the heartbeat was sent, so that PostgreSQL never ends the lease first */
  extend(since: readonly [monotonic: number, wall: number], leaseMs: number): void {
    this.#endsAt = since[0] + leaseMs;
    this.#wallEndsAt = since[1] + leaseMs;
  }

  end(): void {
    this.#lost.abort(null);
  }
}

/** Keeps a lease by heartbeats, one every third of its length. */
export class Lease {
  readonly settings: LeaseSettings;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #running: () => number;
  #current: OneLease | undefined;
  #renewal: Promise<OneLease> | undefined;
  #beat: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param running - returns the number of jobs that the process runs now */
  constructor(database: Database, clock: Clock, settings: LeaseSettings, running: () => number = () => 0) {
    this.#database = database;
    this.#clock = clock;
    this.settings = settings;
    this.#running = running;
  }

  /** Returns a valid lease: the current one, or a new one. Throws the errors of the driver. */
  async held(): Promise<HeldLease> {
    const current = this.#current;
    if (current?.isValid === true) return current;
    if (current !== undefined) this.drop(current);
    this.#renewal ??= this.#begin().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** Ends a lease that PostgreSQL, or the clock, considers over. */
  drop(lease: HeldLease): void {
    if (lease !== this.#current) return;
    this.#current.end();
    this.#current = undefined;
  }

  /** Ends the lease. Slots of calls in flight come free as after a death. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#beat);
    clearTimeout(this.#expiry);
    const current = this.#current;
    if (current === undefined) return;
    this.drop(current);
    await this.#database.query(
      "UPDATE fleet.worker SET lease_until = least(lease_until, clock_timestamp()), running = 0 WHERE id = $1",
      [current.id],
    );
  }

  async #begin(): Promise<OneLease> {
    const lease = new OneLease(this.#clock);
    const { name, version, takesJobs, leaseMs } = this.settings;
    const since = this.#times();
    await this.#database.query(
      `INSERT INTO fleet.worker (id, name, version, takes_jobs, running, lease_until)
       VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 ms')`,
      [lease.id, name, version, takesJobs, this.#running(), leaseMs],
    );
    lease.extend(since, leaseMs);
    this.#current = lease;
    this.#schedule(lease);
    return lease;
  }

  #times(): readonly [monotonic: number, wall: number] {
    return [this.#clock.monotonic(), this.#clock.now()];
  }

  #schedule(lease: OneLease): void {
    if (this.#isClosed) return;
    clearTimeout(this.#beat);
    clearTimeout(this.#expiry);
    const everyMs = this.settings.leaseMs / 3;
    this.#beat = setTimeout(() => void this.#renew(lease), everyMs);
    this.#expiry = setTimeout(() => void this.#expire(lease), lease.leftMs);
    // A lease alone does not keep a process alive.
    this.#beat.unref();
    this.#expiry.unref();
  }

  async #renew(lease: OneLease): Promise<void> {
    const since = this.#times();
    try {
      const renewed = lease.isValid && (await this.#extended(lease.id));
      if (!renewed) return await this.#expire(lease, true);
      lease.extend(since, this.settings.leaseMs);
      if (lease === this.#current) this.#schedule(lease);
    } catch {
      // The lease may end before the database is back. Another heartbeat is due soon.
      if (this.#isClosed || lease !== this.#current) return;
      this.#beat = setTimeout(() => void this.#renew(lease), Math.min(500, this.settings.leaseMs / 10));
      this.#beat.unref();
    }
  }

  async #extended(id: string): Promise<boolean> {
    const rows = await this.#database.query(
      `UPDATE fleet.worker SET lease_until = clock_timestamp() + $2 * interval '1 ms', running = $3
       WHERE id = $1 AND lease_until > clock_timestamp() RETURNING id`,
      [id, this.settings.leaseMs, this.#running()],
    );
    return rows.length > 0;
  }

  /** Begins a new lease, so that a process without calls stays in the list of workers. */
  async #expire(lease: OneLease, isKnown = false): Promise<void> {
    if (lease !== this.#current || (!isKnown && lease.isValid)) return;
    this.drop(lease);
    while (!this.#isClosed && this.#current === undefined) {
      try {
        await this.held();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 500).unref());
      }
    }
  }
}
