/** What a service with a database offers in addition: jobs that workers run, and the state of the fleet. */
import type { FleetStatus } from "../../connector/platform_api.js";
import type { Caller } from "./callers.js";
import type { JobBackend } from "./job_backend.js";

/** The fleet as the routes of a service use it. */
export interface FleetService {
  readonly jobs: JobBackend;
  /** Returns what the caller may see. */
  status(caller: Caller): Promise<FleetStatus>;
  /** Returns the metrics of the fleet as text. Never rejects: one of them is whether the database responds. */
  metrics(caller: Caller): Promise<string>;
  /** @throws DatabaseUnreachable, DatabaseRejected, DatabaseFailed */
  assertReachable(): Promise<void>;
}
