/** Sends batches as far as calls may overlap, and each one after the batches that it depends on. */
import type { JsonObject } from "../../contract/types.js";
import type { Batch } from "./batch.js";
import { CallSlot, CallSlots } from "./call_slots.js";

/** How batches are sent. */
export interface BatchSteps {
  /** Returns one result per row and never throws. May set `serialized` in the batch, which then drops its rows. */
  send(batch: Batch): Promise<readonly JsonObject[]>;
  /** Returns how many batches may be in progress now, waiting ones included; the declared concurrency if absent. */
  atOnce?(): number;
  /** Returns how many calls may be in flight now; the declared concurrency if absent. */
  callsInFlight?(): number;
}

/** The batches that are being sent. */
export class RunningBatches {
  readonly #concurrency: number;
  readonly #steps: BatchSteps;
  readonly #running = new Map<number, Promise<void>>();
  readonly #calls: CallSlots;
  /** How many of the running batches wait for the results of others. */
  #waiting = 0;
  /** The slot of the batch that starts next, and the promise that waits for it. */
  #slot: CallSlot;
  #taking: Promise<void> | undefined;

  constructor(concurrency: number, steps: BatchSteps) {
    this.#concurrency = concurrency;
    this.#steps = steps;
    this.#calls = new CallSlots(concurrency);
    this.#slot = new CallSlot(this.#calls);
  }

  get size(): number {
    return this.#running.size;
  }

  /** Starts the first due batch if it may start now, and removes it; else waits until a batch or a call ends. */
  async startOrWait(due: Batch[]): Promise<void> {
    const [batch] = due;
    // A call may have ended since the caller looked; a race without promises would never end.
    if (batch === undefined && this.#running.size === 0) return;
    this.#calls.resize(this.#steps.callsInFlight?.() ?? this.#concurrency);
    const most = this.#steps.atOnce?.() ?? this.#concurrency;
    if (batch === undefined || this.#running.size - this.#waiting >= most) {
      await Promise.race([...this.#running.values(), this.#calls.released()]);
      return;
    }
    const waits = [...batch.dependsOn].some(({ results }) => results === undefined);
    if (!waits && !(await this.#hasSlot())) return;
    due.shift();
    this.#running.set(batch.index, this.#send(batch, waits ? new CallSlot(this.#calls) : this.#slot));
    if (!waits) this.#slot = new CallSlot(this.#calls);
  }

  /** Resolves when no call is in progress. */
  async idle(): Promise<void> {
    void (this.#taking ?? Promise.resolve()).then(() => this.#slot.release());
    await Promise.all(this.#running.values());
  }

  /** Waits in line for a slot. Resolves to false if a batch ends first. */
  async #hasSlot(): Promise<boolean> {
    this.#taking ??= this.#slot.take().finally(() => {
      this.#taking = undefined;
    });
    await Promise.race([this.#taking, ...this.#running.values()]);
    return this.#slot.isHeld;
  }

  async #send(batch: Batch, slot: CallSlot): Promise<void> {
    this.#waiting += 1;
    for (const before of batch.dependsOn) await this.#running.get(before.index);
    this.#waiting -= 1;
    await slot.take();
    batch.slot = slot;
    batch.results = await this.#steps.send(batch);
    slot.release();
    delete batch.slot;
    if (batch.serialized !== undefined) batch.rows = [];
    batch.positions = [];
    batch.dependsOn.clear();
    this.#running.delete(batch.index);
  }
}
