/** Jobs: submitted, claimed by one worker at a time, and finished once. */
import { Claim } from "./claim.js";
import type { Query, Row } from "./database.js";

/** The states of a job; the last three are final. */
export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** What a job runs: an action with an input, or one round of a sync file. */
export type JobKind = "run" | "sync";

/** Options of a run, by their declared names. */
export type JobOptions = Readonly<Record<string, unknown>>;

/** What a caller submits. */
export interface JobRequest {
  readonly id: string;
  readonly kind: JobKind;
  readonly action: string;
  readonly profile: string;
  /** Caller of the HTTP service that sees the job; undefined for the command line and a service with one key. */
  readonly caller?: string | undefined;
  /** Digest of the input. */
  readonly input: string;
  /** Name of the input file. For a sync, its absolute path: the paths of its sources start there. */
  readonly inputName: string;
  readonly format: string | undefined;
  /** Options of the run, by their declared names. */
  readonly options: JobOptions;
  readonly priority: number;
  /** Number of rows, if it is known. */
  readonly rows: number | undefined;
  readonly workflow: string;
  /** The schedule that queues the job; absent for a job that was submitted. */
  readonly schedule?: string;
}

/** A job as it is stored. */
export interface JobRow extends Row {
  readonly id: string;
  readonly kind: JobKind;
  readonly action: string;
  readonly profile: string;
  readonly caller: string | null;
  readonly input: string;
  readonly input_name: string;
  readonly format: string | null;
  readonly options: JobOptions;
  readonly priority: number;
  readonly state: JobState;
  readonly workflow: string;
  readonly schedule: string | null;
  readonly epoch: string;
  readonly attempts: number;
  readonly owner: string | null;
  readonly cancel: boolean;
  readonly rows: string | null;
  readonly processed: string;
  readonly failed: string;
  readonly queued_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly exit_code: number | null;
  readonly messages: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** A job that a worker has claimed. */
export interface ClaimedRow extends JobRow {
  /** Time since the job was claimed first. */
  readonly since_start_ms: string;
}

/** Returns the new job; undefined if there is a job of this id, which stays as it is, or an open one of the same schedule. */
export async function insertJob(query: Query, job: JobRequest): Promise<JobRow | undefined> {
  const [row] = await query<JobRow>(
    `INSERT INTO fleet.job (id, kind, action, profile, caller, input, input_name, format, options, priority, rows,
       workflow, schedule)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING *`,
    [
      job.id,
      job.kind,
      job.action,
      job.profile,
      job.caller ?? null,
      job.input,
      job.inputName,
      job.format ?? null,
      JSON.stringify(job.options),
      job.priority,
      job.rows ?? null,
      job.workflow,
      job.schedule ?? null,
    ],
  );
  return row;
}

/** Returns the job, if it exists. */
export async function findJob(query: Query, id: string): Promise<JobRow | undefined> {
  return (await query<JobRow>("SELECT * FROM fleet.job WHERE id = $1", [id]))[0];
}

/** Returns all jobs, the oldest first. */
export function listJobs(query: Query): Promise<JobRow[]> {
  return query<JobRow>("SELECT * FROM fleet.job ORDER BY queued_at, id");
}

/** Claims the job of a workflow. Returns undefined if the job has another workflow by now, or has ended. */
export async function claimJob(
  query: Query,
  workflow: string,
  owner: string,
): Promise<{ readonly job: ClaimedRow; readonly claim: Claim } | undefined> {
  const [job] = await query<ClaimedRow>(
    `UPDATE fleet.job SET state = 'running', owner = $2, epoch = epoch + 1, attempts = attempts + 1, processed = 0,
       failed = 0, started_at = coalesce(started_at, clock_timestamp())
     WHERE workflow = $1 AND state IN ('queued', 'running')
     RETURNING *, 1000 * extract(epoch FROM clock_timestamp() - started_at) AS since_start_ms`,
    [workflow, owner],
  );
  return job && { job, claim: new Claim(job.id, job.epoch, query) };
}

/** Asks for the end of a job. A queued job is cancelled at once. Returns the job, or undefined if it has ended or is missing. */
export async function cancelJob(query: Query, id: string): Promise<JobRow | undefined> {
  const [job] = await query<JobRow>(
    `UPDATE fleet.job SET cancel = true,
       state = CASE WHEN state = 'queued' AND attempts = 0 THEN 'cancelled' ELSE state END,
       ended_at = CASE WHEN state = 'queued' AND attempts = 0 THEN clock_timestamp() END
     WHERE id = $1 AND state IN ('queued', 'running') RETURNING *`,
    [id],
  );
  return job;
}

/** Puts a failed or cancelled job back into the queue. Returns it, or undefined if it is in another state, or another job of its schedule is open. */
export async function retryJob(query: Query, id: string, workflow: string): Promise<JobRow | undefined> {
  const [job] = await query<JobRow>(
    `UPDATE fleet.job SET state = 'queued', workflow = $2, moves = moves + 1, cancel = false, attempts = 0, processed = 0, failed = 0,
       queued_at = clock_timestamp(), started_at = NULL, ended_at = NULL, owner = NULL, exit_code = NULL,
       messages = NULL, error_code = NULL, error_message = NULL
     WHERE id = $1 AND state IN ('failed', 'cancelled') AND NOT EXISTS (
       SELECT FROM fleet.job other WHERE other.schedule = job.schedule AND other.state IN ('queued', 'running'))
     RETURNING *`,
    [id, workflow],
  );
  if (job !== undefined) await query("DELETE FROM fleet.result WHERE job = $1", [id]);
  return job;
}

/**
 * Assigns a new workflow to an unfinished job whose workflow died. Returns undefined if the job has changed.
 * @param states - the job must be in one of these
 */
export async function requeueJob(
  query: Query,
  workflow: string,
  next: string,
  states: readonly JobState[] = ["queued", "running"],
): Promise<JobRow | undefined> {
  const [job] = await query<JobRow>(
    `UPDATE fleet.job SET state = 'queued', workflow = $2, moves = moves + 1, epoch = epoch + 1, owner = NULL
     WHERE workflow = $1 AND state = ANY ($3) RETURNING *`,
    [workflow, next, states],
  );
  return job;
}

/** Returns the workflows of running jobs whose worker has no lease. */
export async function abandonedWorkflows(query: Query): Promise<string[]> {
  const rows = await query<{ workflow: string }>(
    `SELECT workflow FROM fleet.job j WHERE state = 'running' AND NOT EXISTS (
       SELECT FROM fleet.worker w WHERE w.name = j.owner AND w.lease_until > clock_timestamp())`,
  );
  return rows.map(({ workflow }) => workflow);
}

/** Returns the names of the workers that have a lease. */
export async function liveWorkers(query: Query): Promise<Set<string>> {
  const rows = await query<{ name: string }>(
    "SELECT DISTINCT name FROM fleet.worker WHERE lease_until > clock_timestamp() AND takes_jobs",
  );
  return new Set(rows.map(({ name }) => name));
}

/** Remembers how much of a tenant's capacity is used. */
export async function storeCapacity(
  query: Query,
  profile: string,
  used: number,
  limit: number,
): Promise<void> {
  await query(
    `INSERT INTO fleet.capacity (profile, used, max) VALUES ($1, $2, $3)
     ON CONFLICT (profile) DO UPDATE SET used = excluded.used, max = excluded.max, seen_at = clock_timestamp()`,
    [profile, used, limit],
  );
}
