// Records what reached the simulator and when; tests use the records to check that a client respects the limits.
import type { Route } from "./call.js";
import type { RequestRecord, ServiceName } from "./types.js";

/** Returns the record of a call that arrived at `at` (ms); records of control calls are not stored. */
export function newRecord(at: number, method: string, path: string, route: Route): RequestRecord {
  return {
    at,
    method,
    path,
    service: route.service as ServiceName,
    endpoint: route.endpoint,
    status: null,
    rows: null,
    tenant: null,
    client: null,
    throttled: false,
    fault: null,
  };
}

/** Returns the highest number of arrivals in any half-open window [t, t + windowMs). */
export function busiestWindow(records: RequestRecord[], windowMs: number): number {
  const times = records.map((record) => record.at).toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? time) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
