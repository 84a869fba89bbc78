/** Sends what a process wants of rate limits in batches: one statement at a time, with everything that came meanwhile. */
import { isTransient, type Database, type Row } from "./database.js";
import type { HeldLease, Lease } from "./lease.js";

/** A slot that was granted. */
export interface Grant {
  readonly n: number;
  readonly grantNo: string;
  readonly lease: HeldLease;
  /** Time until the slot may be used, in milliseconds. */
  readonly waitMs: number;
  /** Rest of the wait that the service asked for, in milliseconds. */
  readonly askedMs: number;
}

/** What became of the wish for slots. */
export interface Granted {
  readonly grants: readonly Grant[];
  /** Asking again makes no sense before that, in milliseconds. */
  readonly busyMs: number;
}

/** A wish for slots. */
export interface Acquire {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly calls: number;
  readonly windowMs: number;
  /** Numbers of the grants, each used once by this process. */
  readonly grants: readonly string[];
}

interface Pending<Wish, Outcome> {
  readonly wish: Wish;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Reply extends Row {
  readonly kind: "granted" | "busy" | "confirmed" | "gone" | "expired";
  readonly ref: number;
  readonly n: number;
  readonly grant_no: string;
  readonly wait_ms: number;
  readonly asked_ms: number;
}

type Confirmed = Pick<Grant, "waitMs" | "askedMs"> | "gone";
type SlotId = { readonly id: string; readonly grant: Grant };

interface Batch {
  readonly pauses: { id: string; ms: number; asked_ms: number }[];
  readonly releases: (SlotId & { readonly sent: boolean })[];
  readonly confirms: Pending<SlotId, Confirmed>[];
  readonly acquires: Pending<Acquire, Granted>[];
}

const emptyBatch = (): Batch => ({ pauses: [], releases: [], confirms: [], acquires: [] });

/** Least time between two statements of a busy process, in milliseconds: few large ones cost PostgreSQL less. */
const gatherMs = 20;

/** Wait before a statement is repeated, in milliseconds. */
const repeatMs = 200;

/** After the lease of a dead process, its last request may be on its way for so long, in milliseconds. */
const slackMs = 2_000;

/** The batches of one process. */
export class SlotBatcher {
  readonly #database: Database;
  readonly #lease: Lease;
  #next = emptyBatch();
  #isSending = false;
  #sentAt = Number.NEGATIVE_INFINITY;
  #idle: Promise<void> = Promise.resolve();

  constructor(database: Database, lease: Lease) {
    this.#database = database;
    this.#lease = lease;
  }

  pause(id: string, ms: number, askedMs: number): void {
    this.#next.pauses.push({ id, ms, asked_ms: askedMs });
    this.#send();
  }

  /** @param sent - whether the service may have received the request */
  release(id: string, grant: Grant, sent: boolean): void {
    this.#next.releases.push({ id, grant, sent });
    this.#send();
  }

  /** Resolves to the rest of the wait, or "gone" if the slot is lost. */
  confirm(id: string, grant: Grant): Promise<Confirmed> {
    return new Promise((resolve, reject) => {
      this.#next.confirms.push({ wish: { id, grant }, resolve, reject });
      this.#send();
    });
  }

  acquire(wish: Acquire): Promise<Granted> {
    return new Promise((resolve, reject) => {
      this.#next.acquires.push({ wish, resolve, reject });
      this.#send();
    });
  }

  /** Resolves when everything has been sent. */
  async close(): Promise<void> {
    await this.#idle;
  }

  #send(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#idle = this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    while (Object.values(this.#next).some((wishes: readonly unknown[]) => wishes.length > 0)) {
      await this.#gather();
      const batch = this.#next;
      this.#next = emptyBatch();
      await this.#deliver(batch);
    }
    this.#isSending = false;
  }

  /** Waits for what comes in the same turn of the event loop, or soon after another statement. */
  async #gather(): Promise<void> {
    const restMs = this.#sentAt + gatherMs - performance.now();
    await new Promise((resolve) => {
      if (restMs > 0) setTimeout(resolve, restMs);
      else setImmediate(resolve);
    });
    this.#sentAt = performance.now();
  }

  /** Repeats the statement while the database is away: the numbers of the grants make that safe. */
  async #deliver(batch: Batch): Promise<void> {
    for (;;) {
      try {
        const lease = await this.#lease.held();
        const replies = await this.#database.query<Reply>(statement, parameters(batch, lease));
        if (!replies.some(({ kind }) => kind === "expired")) return settle(batch, replies, lease);
        this.#lease.drop(lease);
      } catch (error) {
        if (!isTransient(error)) return fail(batch, error);
        await new Promise((resolve) => setTimeout(resolve, repeatMs));
      }
    }
  }
}

const statement = `SELECT * FROM fleet.slot_batch($1, ${slackMs} * interval '1 ms', $2, $3, $4, $5)`;

function parameters({ pauses, releases, confirms, acquires }: Batch, lease: HeldLease): string[] {
  const slot = ({ id, grant }: SlotId) => ({ id, n: grant.n, grant_no: grant.grantNo });
  // Slots of an earlier lease are lost: PostgreSQL frees them.
  const ofLease = releases.filter(({ grant }) => grant.lease === lease);
  return [
    lease.id,
    JSON.stringify(pauses),
    JSON.stringify(ofLease.map((one) => ({ ...slot(one), sent: one.sent }))),
    JSON.stringify(confirms.map(({ wish }, ref) => ({ ...slot(wish), ref }))),
    JSON.stringify(
      acquires.map(({ wish: { windowMs, ...wish } }, ref) => ({ ...wish, window_ms: windowMs, ref })),
    ),
  ];
}

function settle({ confirms, acquires }: Batch, replies: readonly Reply[], lease: HeldLease): void {
  const grants = acquires.map((): Grant[] => []);
  const busyMs = acquires.map(() => 0);
  for (const { kind, ref, n, grant_no: grantNo, wait_ms: waitMs, asked_ms: askedMs } of replies) {
    if (kind === "granted") grants[ref]?.push({ n, grantNo, lease, waitMs, askedMs });
    else if (kind === "busy") busyMs[ref] = waitMs;
    else confirms[ref]?.resolve(kind === "confirmed" ? { waitMs, askedMs } : "gone");
  }
  for (const [i, { resolve }] of acquires.entries())
    resolve({ grants: grants[i] ?? [], busyMs: busyMs[i] ?? 0 });
}

function fail({ confirms, acquires }: Batch, error: unknown): void {
  for (const { reject } of [...confirms, ...acquires]) reject(error);
}
