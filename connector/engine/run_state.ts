/** What one round of rows leaves for the next one. */
import type { Fitting } from "./batch/split_too_large.js";
import type { CapacityGate } from "./existing/capacity_gate.js";

/** The state of a run between its rounds. */
export interface RunState {
  /** Whether any call was accepted so far. */
  accepted: boolean;
  /** How many batches were sent; none in a round with rows that are all held back. */
  batches: number;
  capacity: CapacityGate | undefined;
  fitting: Fitting | undefined;
  /** Consecutive calls without a final result for any of their rows. */
  failedInARow: number;
}

/** Returns the state before the first round. */
export function initialState(): RunState {
  return { accepted: false, batches: 0, capacity: undefined, fitting: undefined, failedInARow: 0 };
}
