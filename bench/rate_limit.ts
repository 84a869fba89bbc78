/** Throughput under a rate limit: seconds for a full tenant, and the arrival times of a burst of calls. */
import { createConnector } from "../connector/index.js";
import { type RateLimit, assetFor } from "./asset.js";
import { Child } from "./children.js";
import { inputOf } from "./input.js";
import type { Line } from "./table.js";

const maxItems = 500;
const latencyMs = 200;

interface Burst {
  readonly seconds: number;
  /** When each call reached the server, in milliseconds. */
  readonly arrivals: number[];
}

/** Fills a tenant with the shipped settings: the 30 calls fit the rate limit, so only the overlap of calls matters. */
export async function fullTenant(rows: number): Promise<Line[]> {
  const { seconds, arrivals } = await burst(rows);
  const oneByOne = (arrivals.length * latencyMs) / 1000;
  return [
    {
      what: `${rows.toLocaleString("en")} rows as shipped, ${latencyMs} ms per call (${arrivals.length} calls)`,
      measured: `${seconds.toFixed(2)} s; one call after the other at least ${oneByOne.toFixed(1)} s`,
      ratio: seconds / oneByOne,
      wanted: "< 10 s",
    },
  ];
}

/**
 * Sends more calls than the rate limit allows: with `calls` per window, the last of n calls arrives no earlier than
 * (⌈n / calls⌉ − 1) windows after the first.
 */
export async function fullRateLimit(calls: number, rateLimit: RateLimit): Promise<Line[]> {
  const { arrivals } = await burst(calls * maxItems, rateLimit);
  const windowMs = rateLimit.per_seconds * 1000;
  const boundMs = (Math.ceil(calls / rateLimit.calls) - 1) * windowMs;
  const spanMs = Math.max(...arrivals) - Math.min(...arrivals);
  const what = `${calls} calls under ${rateLimit.calls} per ${rateLimit.per_seconds} s`;
  return [
    {
      what: `${what}, first to last arrival`,
      measured: `${(spanMs / 1000).toFixed(2)} s; bound ${(boundMs / 1000).toFixed(2)} s`,
      ratio: spanMs / boundMs,
      wanted: "≤ 1.15",
    },
    {
      what: `${what}, busiest window at the server`,
      measured: `${busiest(arrivals, windowMs)} calls; allowed ${rateLimit.calls}`,
      wanted: `≤ ${rateLimit.calls}`,
    },
  ];
}

async function burst(rows: number, rateLimit?: RateLimit): Promise<Burst> {
  await using server = new Child("server.js", rateLimit === undefined ? String(latencyMs) : "0");
  const asset = assetFor(await server.next<string>(), rateLimit);
  const connector = await createConnector();
  const input = inputOf(rows);
  const startedAt = performance.now();
  await connector.run("import_indicators", input, { asset });
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, arrivals: await server.ask<number[]>("diary") };
}

/** Returns the highest number of arrivals in any half-open window. */
function busiest(arrivals: readonly number[], windowMs: number): number {
  const counts = arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + windowMs).length);
  return Math.max(...counts);
}
