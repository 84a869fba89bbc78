/** Limits how many calls of a run overlap. Waiting batches get a slot in order. */

/** The slots of one run. */
export class CallSlots {
  #calls: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];
  #onRelease: (() => void)[] = [];

  /** @param calls - Most calls at a time. */
  constructor(calls: number) {
    this.#calls = calls;
    this.#free = calls;
  }

  /** Changes the number of calls. If it is lower, calls in flight go on, and further ones wait. */
  resize(calls: number): void {
    this.#free += calls - this.#calls;
    this.#calls = calls;
    while (this.#free > 0 && this.#waiting.length > 0) {
      this.#free -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Resolves once a slot is taken. */
  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#free < 0 ? undefined : this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
    for (const resolve of this.#onRelease.splice(0)) resolve();
  }

  /** Resolves with the next release. */
  released(): Promise<void> {
    return new Promise((resolve) => this.#onRelease.push(resolve));
  }
}

/** The slot of one batch, which holds it from its first call on. A slot that is held is not taken twice. */
export class CallSlot {
  readonly #slots: CallSlots;
  #isHeld = false;

  constructor(slots: CallSlots) {
    this.#slots = slots;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Resolves once the slot is held. */
  async take(): Promise<void> {
    if (this.#isHeld) return;
    await this.#slots.take();
    this.#isHeld = true;
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#slots.release();
  }
}
