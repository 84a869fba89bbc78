/** The tables and functions of workers and rate limits. PostgreSQL's clock alone decides. */

/** Version 1, first part. */
export const slotTables = `
CREATE TABLE fleet.worker (
  id text PRIMARY KEY,
  name text NOT NULL,
  version text NOT NULL,
  takes_jobs boolean NOT NULL,
  running integer NOT NULL DEFAULT 0,
  lease_until timestamptz NOT NULL
);
CREATE INDEX worker_name ON fleet.worker (name);
CREATE TABLE fleet.rate_limit (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  key text NOT NULL,
  window_ms double precision NOT NULL,
  paused_until timestamptz,
  requested_until timestamptz
);
-- Half of each page stays free, so that an update of a slot stays on its page.
CREATE TABLE fleet.slot (
  rate_limit bigint NOT NULL,
  n integer NOT NULL,
  grant_no bigint NOT NULL,
  holder text,
  held_from timestamptz NOT NULL,
  answered_at timestamptz,
  PRIMARY KEY (rate_limit, n)
) WITH (fillfactor = 40);
-- What the server was when it last granted a slot. Another server or timeline may have lost slots.
CREATE TABLE fleet.store_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  identity text NOT NULL,
  changed_at timestamptz
);
`;

/** The identity changes with a restore of a dump, a restore to a point in time, and the promotion of a replica. */
export const identityFunctions = `
CREATE FUNCTION fleet.identity() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()
$$;
INSERT INTO fleet.store_state (identity) VALUES (fleet.identity());
CREATE FUNCTION fleet.changed_at() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE state fleet.store_state;
BEGIN
  SELECT * INTO state FROM fleet.store_state;
  IF state.identity = fleet.identity() THEN RETURN state.changed_at; END IF;
  UPDATE fleet.store_state SET identity = fleet.identity(), changed_at = clock_timestamp();
  RETURN clock_timestamp();
END $$;
CREATE FUNCTION fleet.ms(span interval) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT greatest(0, extract(epoch FROM span) * 1000)::double precision
$$;
`;

/**
 * Grants the slots that are free first, now or later. Each grant has a number of the worker, so that a repeated call
 * returns what it was granted the first time. A slot of a dead worker is free when its last call can no longer leave,
 * plus a window. With k calls allowed, the call after next waits until fewer than k slots are taken. Of the free slots the
 * first ones are used again, so that a limit of many calls has few rows.
 */
export const grantFunction = `
CREATE OR REPLACE FUNCTION fleet.grant_slots(
  p_worker text, p_slack interval, p_id bigint, p_calls integer, p_window interval, p_grants bigint[],
  p_blocked timestamptz, p_now timestamptz
) RETURNS TABLE (n integer, grant_no bigint, held_from timestamptz) LANGUAGE sql VOLATILE AS $$
  WITH used AS (
    SELECT coalesce(max(s.n), 0) AS slots FROM fleet.slot s WHERE s.rate_limit = p_id
  ), known AS (
    SELECT s.n, s.grant_no, s.held_from FROM fleet.slot s
    WHERE s.rate_limit = p_id AND s.holder = p_worker AND s.grant_no = ANY (p_grants)
  ), wanted AS (
    SELECT w.grant_no, row_number() OVER (ORDER BY w.grant_no) AS place FROM unnest(p_grants) AS w (grant_no)
    WHERE w.grant_no NOT IN (SELECT known.grant_no FROM known)
  ), places AS (
    SELECT i.n, f.free_at, row_number() OVER (ORDER BY greatest(f.free_at, p_now), i.n) AS place,
      greatest(used.slots - p_calls, 0) AS surplus
    FROM used
    CROSS JOIN LATERAL
      generate_series(1, greatest(used.slots, least(used.slots + cardinality(p_grants), p_calls))) AS i (n)
    LEFT JOIN fleet.slot s ON s.rate_limit = p_id AND s.n = i.n
    LEFT JOIN fleet.worker w ON w.id = s.holder
    CROSS JOIN LATERAL (SELECT CASE
      WHEN s.holder IS NULL THEN coalesce(s.answered_at + p_window, '-infinity')
      WHEN w.lease_until > p_now THEN 'infinity'
      ELSE coalesce(greatest(w.lease_until + p_slack, s.answered_at) + p_window, '-infinity')
    END AS free_at) f
  ), granted AS (
    SELECT wanted.grant_no, taken.n, greatest(p_blocked, gate.free_at, taken.free_at) AS held_from,
      CASE WHEN taken.free_at > '-infinity' THEN taken.free_at - p_window END AS answered_at
    FROM wanted
    JOIN places taken ON taken.place = wanted.place
    JOIN places gate ON gate.place = wanted.place + gate.surplus
    WHERE gate.free_at < 'infinity'
  ), written AS (
    INSERT INTO fleet.slot AS s (rate_limit, n, grant_no, holder, held_from, answered_at)
    SELECT p_id, granted.n, granted.grant_no, p_worker, granted.held_from, granted.answered_at FROM granted
    ON CONFLICT (rate_limit, n) DO UPDATE SET grant_no = excluded.grant_no, holder = excluded.holder,
      held_from = excluded.held_from, answered_at = excluded.answered_at
    RETURNING s.n, s.grant_no, s.held_from
  )
  SELECT * FROM known UNION ALL SELECT * FROM written
$$;
`;

/**
 * Everything that one worker wants in one statement: pauses and releases first. Locks are taken in the order of the
 * ids, so that two batches cannot block each other.
 */
export const batchFunction = `
CREATE FUNCTION fleet.slot_batch(
  p_worker text, p_slack interval, p_pauses jsonb, p_releases jsonb, p_confirms jsonb, p_acquires jsonb
) RETURNS TABLE (kind text, ref integer, n integer, grant_no bigint, wait_ms double precision, asked_ms double precision)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  changed timestamptz := fleet.changed_at();
  wanted record;
  state fleet.rate_limit;
  time_now timestamptz;
  blocked timestamptz;
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM pg_advisory_xact_lock(o.id) FROM (
    SELECT DISTINCT (x ->> 'id')::bigint AS id
    FROM jsonb_array_elements(p_pauses || p_releases || p_confirms || p_acquires) AS x ORDER BY 1
  ) o;
  UPDATE fleet.rate_limit l SET
    paused_until = greatest(l.paused_until, clock_timestamp() + p.ms * interval '1 ms'),
    requested_until = greatest(CASE WHEN l.paused_until > clock_timestamp() THEN l.requested_until END,
      clock_timestamp() + p.asked_ms * interval '1 ms')
  FROM (
    SELECT x.id, max(x.ms) AS ms, max(x.asked_ms) AS asked_ms
    FROM jsonb_to_recordset(p_pauses) AS x (id bigint, ms double precision, asked_ms double precision) GROUP BY x.id
  ) p WHERE l.id = p.id;
  UPDATE fleet.slot s SET holder = NULL,
    answered_at = CASE WHEN r.sent THEN clock_timestamp() ELSE s.answered_at END
  FROM jsonb_to_recordset(p_releases) AS r (id bigint, n integer, grant_no bigint, sent boolean)
  WHERE s.rate_limit = r.id AND s.n = r.n AND s.grant_no = r.grant_no AND s.holder = p_worker;
  IF NOT EXISTS (SELECT FROM fleet.worker w WHERE w.id = p_worker AND w.lease_until > clock_timestamp()) THEN
    RETURN QUERY SELECT 'expired', 0, 0, 0::bigint, 0::float8, 0::float8;
    RETURN;
  END IF;
  RETURN QUERY SELECT CASE WHEN s.n IS NULL THEN 'gone' ELSE 'confirmed' END, c.ref, c.n, c.grant_no,
    fleet.ms(greatest(s.held_from, l.paused_until, changed + l.window_ms * interval '1 ms') - clock_timestamp()),
    fleet.ms(CASE WHEN l.paused_until > clock_timestamp() THEN l.requested_until END - clock_timestamp())
  FROM jsonb_to_recordset(p_confirms) AS c (id bigint, ref integer, n integer, grant_no bigint)
  LEFT JOIN fleet.slot s ON s.rate_limit = c.id AND s.n = c.n AND s.grant_no = c.grant_no AND s.holder = p_worker
  LEFT JOIN fleet.rate_limit l ON l.id = c.id;
  FOR wanted IN
    SELECT a.*, ARRAY (SELECT value::bigint FROM jsonb_array_elements_text(a.grants)) AS numbers,
      a.window_ms * interval '1 ms' AS span
    FROM jsonb_to_recordset(p_acquires)
      AS a (id bigint, ref integer, name text, key text, calls integer, window_ms double precision, grants jsonb)
    ORDER BY a.id, a.ref
  LOOP
    SELECT * INTO state FROM fleet.rate_limit WHERE id = wanted.id;
    IF NOT FOUND THEN
      INSERT INTO fleet.rate_limit (id, name, key, window_ms)
      VALUES (wanted.id, wanted.name, wanted.key, wanted.window_ms);
    ELSIF state.window_ms < wanted.window_ms THEN
      UPDATE fleet.rate_limit SET window_ms = wanted.window_ms WHERE id = wanted.id;
    END IF;
    time_now := clock_timestamp();
    blocked := greatest(time_now, state.paused_until, changed + wanted.span);
    RETURN QUERY SELECT 'granted', wanted.ref, g.n, g.grant_no, fleet.ms(g.held_from - time_now),
      fleet.ms(CASE WHEN state.paused_until > time_now THEN state.requested_until END - time_now)
    FROM fleet.grant_slots(p_worker, p_slack, wanted.id, wanted.calls, wanted.span, wanted.numbers, blocked, time_now) g;
    RETURN QUERY SELECT 'busy', wanted.ref, 0, 0::bigint,
      coalesce(min(fleet.ms(greatest(s.held_from, time_now) + wanted.span - time_now)), wanted.window_ms), 0::float8
    FROM fleet.slot s WHERE s.rate_limit = wanted.id AND s.holder IS NOT NULL;
  END LOOP;
END $$;
`;
