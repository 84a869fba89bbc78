/** The tables of jobs. Bytes are compressed by the worker, so PostgreSQL stores them as they are. */

/** Version 1, second part. */
export const jobTables = `
CREATE TABLE fleet.input (
  digest text PRIMARY KEY,
  bytes bigint NOT NULL,
  used_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE fleet.input_chunk (
  digest text NOT NULL REFERENCES fleet.input ON DELETE CASCADE,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (digest, n)
);
ALTER TABLE fleet.input_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE fleet.job (
  id text PRIMARY KEY,
  action text NOT NULL,
  profile text NOT NULL,
  input text NOT NULL REFERENCES fleet.input,
  input_name text NOT NULL,
  format text,
  priority integer NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  -- The workflow that runs the job. A job that returns to the queue gets another one.
  workflow text NOT NULL,
  -- Grows with each claim. Writes of a worker that lost the job carry an older epoch, and have no effect.
  epoch bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  owner text,
  cancel boolean NOT NULL DEFAULT false,
  rows bigint,
  processed bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  exit_code integer,
  messages text,
  error_code text,
  error_message text
);
CREATE INDEX job_open ON fleet.job (state, profile) WHERE state IN ('queued', 'running');
CREATE INDEX job_queued_at ON fleet.job (queued_at);
CREATE TABLE fleet.journal (
  job text NOT NULL REFERENCES fleet.job ON DELETE CASCADE,
  seq bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (job, seq)
);
ALTER TABLE fleet.journal ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE fleet.result (
  job text NOT NULL REFERENCES fleet.job ON DELETE CASCADE,
  block integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (job, block)
);
ALTER TABLE fleet.result ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE fleet.capacity (
  profile text PRIMARY KEY,
  used bigint NOT NULL,
  max bigint NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
`;

/** Version 2: the options of a job's run, by their declared names, and syncs with what their next round needs. */
export const syncTables = `
ALTER TABLE fleet.job
  ADD COLUMN options jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN kind text NOT NULL DEFAULT 'run' CHECK (kind IN ('run', 'sync')),
  ADD COLUMN schedule text,
  -- Counts how often the job got another workflow.
  ADD COLUMN moves integer NOT NULL DEFAULT 0,
  -- Caller of the HTTP service that sees the job.
  ADD COLUMN caller text;
-- Programs of version 1 do not count, and cannot run a sync or obey options: they must not queue such a job for themselves.
CREATE FUNCTION fleet.keep_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER job_of_version_2 BEFORE UPDATE OF workflow ON fleet.job FOR EACH ROW
  WHEN (NEW.moves = OLD.moves AND (OLD.kind <> 'run' OR OLD.options <> '{}')) EXECUTE FUNCTION fleet.keep_row();
-- A run of a schedule that is still going is not queued a second time.
CREATE UNIQUE INDEX job_schedule_open ON fleet.job (schedule) WHERE state IN ('queued', 'running');
CREATE INDEX job_ended_at ON fleet.job (ended_at);
CREATE INDEX job_input ON fleet.job (input);
CREATE TABLE fleet.sync_state (
  profile text NOT NULL,
  sync text NOT NULL,
  part text NOT NULL,
  bytes bytea NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (profile, sync, part)
);
ALTER TABLE fleet.sync_state ALTER COLUMN bytes SET STORAGE EXTERNAL;
`;
