/** Everything that one run of an action needs. */
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { HttpRequest, Overflow } from "../contract/types.js";
import type { Deadline } from "../http/deadline.js";
import type { CallResult } from "../http/call_context.js";
import type { ListedRows } from "./existing/existing_gate.js";
import type { Journal } from "./journal/journal.js";
import type { RowContext } from "./rows/row_context.js";
import type { RunStats } from "./results/run_stats.js";
import type { OutputRedactor } from "./output_redactor.js";

/** One run of one action. */
export interface RunContext extends RowContext {
  readonly manifest: Manifest;
  readonly deadline: Deadline;
  readonly stats: RunStats;
  /** Checks the permission before each call. Throws MissingPermission and the errors of the login. */
  readonly authorised: () => Promise<void>;
  /** Returns the permissions of the application; undefined if the token does not contain them. */
  readonly permissions: () => Promise<readonly string[] | undefined>;
  /** Returns the name that the service gives to whoever sends: the application, or the user of a delegated token. */
  readonly sender: () => Promise<string>;
  /** What the calls change: address of the service, and tenant. */
  readonly destination: string;
  readonly send: (request: HttpRequest) => Promise<CallResult>;
  /** The same, but the call is not repeated if the service may have received it. */
  readonly sendOnce: (request: HttpRequest) => Promise<CallResult>;
  /** Returns the context of another action within this run, with the same deadline and statistics. */
  readonly contextFor: (name: string) => RunContext;
  /** Absent if the run has no journal. */
  readonly journal?: Journal;
  /** Absent if rows are sent whether they exist or not. */
  readonly listed?: ListedRows;
  /** Masks the secrets in everything that the run returns. */
  readonly out: OutputRedactor;
  /** What happens if not all rows fit. */
  readonly capacity: CapacityOptions;
}

/** The options of a run for a service without capacity for all rows. */
export interface CapacityOptions {
  /** Whether the capacity is checked before the first row is sent. */
  readonly preflight: boolean;
  readonly overflow: Overflow;
}

/** Checks the permission and makes the call. */
export async function authorisedSend(request: HttpRequest, job: RunContext): Promise<CallResult> {
  await job.authorised();
  return job.send(request);
}
