/** A process of a simulation that crashes at a planned step. */
import type { VirtualClock } from "../../support/virtual_clock.js";
import type { Life } from "./network_model.js";
import type { CrashPlan } from "./scenario.js";

/** A process, and the time of its crash. */
export class OneLife implements Life {
  readonly number: number;
  readonly clock: Life["clock"];
  alive = true;
  readonly #plan: CrashPlan | undefined;
  #left: number;

  constructor(number: number, clock: VirtualClock, plan: CrashPlan | undefined) {
    this.number = number;
    this.#plan = plan;
    this.#left = plan?.n ?? 0;
    this.clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: async (ms, signal) => {
        if (this.alive) await clock.sleep(ms, signal);
        if (!this.alive) await new Promise(() => {});
      },
    };
  }

  get causeOfDeath(): string {
    return `${this.#plan?.on} ${this.#plan?.n} of this life`;
  }

  happened(what: CrashPlan["on"]): void {
    if (this.#plan?.on !== what) return;
    this.#left -= 1;
    if (this.#left === 0) this.alive = false;
  }
}
