/** Metrics of the fleet for Prometheus. They are in the database, so every service shows the same numbers. */
import type { FleetStatus } from "../../../connector/platform_api.js";
import { prometheus } from "../metrics.js";

/** Thousands of profiles would be as many series: the profiles whose oldest job waits longest are listed. */
const maxProfiles = 100;

type MetricName = keyof typeof helps;

/** One metric: its name, its label, and its samples. */
interface Measured {
  readonly name: MetricName;
  readonly label?: string;
  readonly samples: readonly (readonly [label: string, value: number])[];
}

/** @param ended - numbers of jobs that ended recently, by status */
export function fleetMetrics(status: FleetStatus, ended: Readonly<Record<string, number>>): Promise<string> {
  const { workers, queues, rateLimits } = status;
  return textOf([
    database(true),
    total("workers", workers.length),
    total("jobs_running", sum(workers.map(({ running }) => running))),
    total("jobs_queued", sum(queues.map(({ depth }) => depth))),
    ...queueMetrics(queues),
    { name: "jobs_ended", label: "status", samples: Object.entries(ended) },
    { name: "rate_limit_longest_wait_seconds", label: "limit", samples: longestWaits(rateLimits) },
  ]);
}

function queueMetrics(queues: FleetStatus["queues"]): Measured[] {
  const waiting = queues.toSorted((a, b) => b.oldestSeconds - a.oldestSeconds).slice(0, maxProfiles);
  const label = "profile";
  return [
    { name: "queue_depth", label, samples: waiting.map(({ profile, depth }) => [profile, depth]) },
    {
      name: "queue_oldest_seconds",
      label,
      samples: waiting.map(({ profile, oldestSeconds }) => [profile, oldestSeconds]),
    },
  ];
}

function longestWaits(rateLimits: FleetStatus["rateLimits"]): Measured["samples"] {
  const waits = new Map<string, number>();
  for (const { name, waitSeconds } of rateLimits)
    waits.set(name, Math.max(waitSeconds, waits.get(name) ?? 0));
  return [...waits];
}

/** Returns the metrics if the database does not respond. */
export function withoutDatabase(): Promise<string> {
  return textOf([database(false)]);
}

function database(isUp: boolean): Measured {
  return total("database_up", isUp ? 1 : 0);
}

function total(name: MetricName, value: number): Measured {
  return { name, samples: [["", value]] };
}

function textOf(all: readonly Measured[]): Promise<string> {
  const { Registry, Gauge } = prometheus();
  const registry = new Registry();
  for (const { name, label, samples } of all) {
    const labelNames = label === undefined ? [] : [label];
    const gauge = new Gauge({
      name: `defender_${name}`,
      help: helps[name],
      labelNames,
      registers: [registry],
    });
    for (const [value, number] of samples)
      if (label === undefined) gauge.set(number);
      else gauge.set({ [label]: value }, number);
  }
  return registry.metrics();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, one) => before + one, 0);
}

const helps = {
  database_up: "Whether the database of the fleet responds: 1 or 0.",
  workers: "Workers that hold a lease and take jobs.",
  jobs_running: "Jobs that workers run.",
  jobs_queued: "Jobs that wait for a worker.",
  queue_depth: `Queued jobs of a profile, for the ${maxProfiles} profiles whose oldest job waits longest.`,
  queue_oldest_seconds: "Seconds since the oldest queued job of the same profiles was queued.",
  jobs_ended: "Jobs that ended within the last hour, by status.",
  rate_limit_longest_wait_seconds:
    "Seconds until the next call, for the key of the rate limit that waits longest.",
} as const;
