// The rate limits of the gateway: which limit applies to a call, which calls share it, and its sliding windows.
import type { Principal } from "../entra/token_issuer.js";
import type { Endpoint, Limit, Limits, Service } from "./types.js";

/** Returns the name of the limit for an operation; operations without a documented limit have no entry in `Limits`. */
export function limitName(service: Service, endpoint: Endpoint | null): keyof Limits {
  return (service === "graph" || service === "misp" ? service : endpoint) as keyof Limits;
}

/** Returns the key of the calls that share a window; each service defines this differently. */
export function limitKey(service: Service, name: string, { tenant, client, user }: Principal): string {
  // "130,000 requests per 10 seconds" per app across all tenants (Microsoft Graph throttling limits).
  if (service === "graph") return `${client} ${name}`;
  // "per user" (upload API).
  if (service === "sentinel") return `${tenant} ${client} ${user ?? ""} ${name}`;
  // "the key Destination+TenantID+AppID" (captured response).
  return `${tenant} ${client} ${name}`;
}

/** A full window: its limit, and the wait until a call fits again. */
export interface Rejection {
  calls: number;
  windowSeconds: number;
  /** Seconds, rounded up, at least 1. */
  waitSeconds: number;
}

const windowsOf = (limit: Limit) => [
  { calls: limit.calls, windowSeconds: limit.perSeconds },
  ...(limit.perHour === undefined ? [] : [{ calls: limit.perHour, windowSeconds: 3600 }]),
];

function checkWindow(
  times: readonly number[],
  at: number,
  calls: number,
  windowSeconds: number,
): Rejection | undefined {
  const since = at - windowSeconds * 1000;
  const inside = times.filter((time) => time > since);
  if (inside.length < calls) return undefined;
  // A call fits when all but `calls - 1` of the calls inside have left the window.
  const nextToLeave = inside[inside.length - calls] ?? at;
  return { calls, windowSeconds, waitSeconds: Math.max(1, Math.ceil((nextToLeave - since) / 1000)) };
}

/** Records arrival times for the whole simulator. */
export class RateLimiter {
  readonly #arrivals = new Map<string, number[]>();

  /** Checks a call at `at` (ms) and counts it if it is accepted, or always if `countRejected` is set. */
  check(key: string, limit: Limit, at: number, countRejected: boolean): Rejection | undefined {
    const windows = windowsOf(limit);
    const longest = Math.max(...windows.map((window) => window.windowSeconds)) * 1000;
    const times = (this.#arrivals.get(key) ?? []).filter((time) => time > at - longest);
    const rejections = windows.flatMap(
      (window) => checkWindow(times, at, window.calls, window.windowSeconds) ?? [],
    );
    if (rejections.length === 0 || countRejected) times.push(at);
    this.#arrivals.set(key, times);
    // The caller must wait for all full windows, so the longest wait counts.
    return rejections.toSorted((a, b) => b.waitSeconds - a.waitSeconds)[0];
  }

  clear(): void {
    this.#arrivals.clear();
  }
}
