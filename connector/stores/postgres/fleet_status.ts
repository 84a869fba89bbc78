/** What an operator asks about the fleet: workers, queues, rate limits and capacity. */
import type { Query } from "./database.js";

/** The state of the fleet, as programs read it. */
export interface FleetStatus {
  readonly workers: readonly { readonly id: string; readonly leaseUntil: string; readonly running: number }[];
  readonly queues: readonly {
    readonly profile: string;
    readonly depth: number;
    readonly oldestSeconds: number;
  }[];
  readonly rateLimits: readonly {
    readonly name: string;
    readonly key: string;
    readonly waitSeconds: number;
  }[];
  readonly capacity: readonly { readonly profile: string; readonly used: number; readonly limit: number }[];
}

const workers = `
SELECT name AS id, max(lease_until) AS until,
  (SELECT count(*) FROM fleet.job j WHERE j.owner = w.name AND j.state = 'running') AS running
FROM fleet.worker w WHERE takes_jobs AND lease_until > clock_timestamp() GROUP BY name ORDER BY name`;

const queues = `
SELECT profile, count(*) AS depth, extract(epoch FROM clock_timestamp() - min(queued_at)) AS oldest
FROM fleet.job WHERE state = 'queued' GROUP BY profile ORDER BY profile`;

/** Limits with a wait, or used in their last window. */
const rateLimits = `
SELECT l.name, l.key, greatest(0, extract(epoch FROM greatest(l.paused_until, max(s.held_from)) - clock_timestamp())) AS wait
FROM fleet.rate_limit l LEFT JOIN fleet.slot s ON s.rate_limit = l.id
  AND (s.holder IS NOT NULL OR s.answered_at > clock_timestamp() - l.window_ms * interval '1 ms')
GROUP BY l.id HAVING count(s.n) > 0 OR l.paused_until > clock_timestamp() ORDER BY l.name, l.key`;

/** Reads the state of the fleet. */
export async function fleetStatus(query: Query): Promise<FleetStatus> {
  const [worker, queue, limit, capacity] = [
    await query<{ id: string; until: Date; running: string }>(workers),
    await query<{ profile: string; depth: string; oldest: string }>(queues),
    await query<{ name: string; key: string; wait: string | null }>(rateLimits),
    await query<{ profile: string; used: string; max: string }>(
      "SELECT * FROM fleet.capacity ORDER BY profile",
    ),
  ];
  return {
    workers: worker.map(({ id, until, running }) => ({
      id,
      leaseUntil: until.toISOString(),
      running: Number(running),
    })),
    queues: queue.map(({ profile, depth, oldest }) => ({
      profile,
      depth: Number(depth),
      oldestSeconds: Math.round(Number(oldest)),
    })),
    rateLimits: limit.map(({ name, key, wait }) => ({
      name,
      key,
      waitSeconds: Math.round(Number(wait ?? 0) * 10) / 10,
    })),
    capacity: capacity.map(({ profile, used, max }) => ({ profile, used: Number(used), limit: Number(max) })),
  };
}
