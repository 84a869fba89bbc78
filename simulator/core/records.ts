// What reached the simulator and when: the evidence that a client keeps to the limits.
import type { Route } from "./call.js";
import type { RequestRecord, ServiceName } from "./types.js";

/** A fresh record of a call that has just arrived (`at` in ms); one of the control is never kept. */
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

/** Most arrivals in any half-open window [t, t + windowMs). */
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
