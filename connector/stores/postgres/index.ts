/** What adapters use of the shared database. Loaded only if a database is named. */
export { type Database, databaseError, isTransient, openDatabase, type Query } from "./database.js";
export { fleetStatus, type FleetStatus } from "./fleet_status.js";
export { type Claim, readBlocks } from "./claim.js";
export { tryLock } from "./advisory_lock.js";
export { readInput, storeInput } from "./input_store.js";
export {
  abandonedWorkflows,
  cancelJob,
  type ClaimedRow,
  claimJob,
  findJob,
  insertJob,
  type JobKind,
  type JobOptions,
  type JobRequest,
  type JobRow,
  type JobState,
  listJobs,
  liveWorkers,
  requeueJob,
  retryJob,
  storeCapacity,
} from "./job_store.js";
export { jobsOf, type ListedJob, recentEnds } from "./job_lists.js";
export { patiently, patientQuery } from "./patient_query.js";
export { deleteOld, removeJob } from "./retention.js";
export { assertSchema, migrate } from "./schema.js";
export { type SharedRateLimits, sharedRateLimits } from "./shared_rate_limits.js";
export { systemClock } from "../../http/clock.js";
