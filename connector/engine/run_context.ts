/** Everything that one run of an action needs. */
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { HttpRequest, Overflow } from "../contract/types.js";
import type { Deadline } from "../http/deadline.js";
import type { Fitting } from "./batch/split_too_large.js";
import type { CallResult } from "../http/call_context.js";
import type { Journal } from "./journal/journal.js";
import type { CapacityGate } from "./existing/capacity_gate.js";
import type { RowContext } from "./rows/row_context.js";
import type { RunStats } from "./results/run_stats.js";
import type { OutputRedactor } from "./output_redactor.js";

/** One run of one action. */
export interface RunContext extends RowContext {
  readonly manifest: Manifest;
  readonly deadline: Deadline;
  readonly stats: RunStats;
  /** Throws MissingPermission and what the login throws; asked before each call. */
  readonly authorised: () => Promise<void>;
  /** Permissions of the application; undefined where a user's token, or an opaque one, does not tell. */
  readonly permissions: () => Promise<readonly string[] | undefined>;
  readonly send: (request: HttpRequest) => Promise<CallResult>;
  /** The job of another action within this run: under its deadline, and counted with it. */
  readonly contextFor: (name: string) => RunContext;
  /** Absent where none is kept. */
  readonly journal?: Journal;
  /** Through which everything leaves. */
  readonly out: OutputRedactor;
  /** What is done where not all rows fit. */
  readonly capacity: CapacityOptions;
  /** Given where the rows go in rounds. */
  readonly state?: RunState;
}

/** What the options of a run say of a service that has not room for all rows. */
export interface CapacityOptions {
  /** Whether the sum is done before the first row is sent. */
  readonly preflight: boolean;
  readonly overflow: Overflow;
}

/** What one round of rows leaves for the next. */
export interface RunState {
  /** Whether any call was accepted so far. */
  accepted: boolean;
  /** How many chunks were sent; none in a round whose rows are all kept back. */
  batches: number;
  capacity: CapacityGate | undefined;
  fitting: Fitting | undefined;
  /** Calls since the last one that got an answer for its rows. */
  failedInARow: number;
}

/** Before the first round. */
export function initialState(): RunState {
  return { accepted: false, batches: 0, capacity: undefined, fitting: undefined, failedInARow: 0 };
}

/** Makes the call, once the token is seen to permit it. */
export async function authorisedSend(request: HttpRequest, job: RunContext): Promise<CallResult> {
  await job.authorised();
  return job.send(request);
}
