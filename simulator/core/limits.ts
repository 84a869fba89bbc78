// The gateway's rate limits: which one a call falls under, whose calls share it, and the sliding windows they are counted in.
import type { Service } from "./call.js";
import type { Principal } from "../entra/token_issuer.js";
import type { Endpoint, Limit, Limits } from "./types.js";

/** The name of the limit over an operation; where there is no such limit, none is kept. */
export function limitName(service: Service, endpoint: Endpoint | null): keyof Limits {
  return (service === "graph" ? "graph" : endpoint) as keyof Limits;
}

/** Whose calls share a window: each service words that differently. */
export function limitKey(service: Service, name: string, { tenant, client, user }: Principal): string {
  // "130,000 requests per 10 seconds" per app across all tenants (Microsoft Graph throttling limits).
  if (service === "graph") return `${client} ${name}`;
  // "per user" (upload API).
  if (service === "sentinel") return `${tenant} ${client} ${user ?? ""} ${name}`;
  // "the key Destination+TenantID+AppID" (captured answer).
  return `${tenant} ${client} ${name}`;
}

/** A window that is full: its figures and how long until a call fits again. */
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

function judge(
  times: readonly number[],
  at: number,
  calls: number,
  windowSeconds: number,
): Rejection | undefined {
  const since = at - windowSeconds * 1000;
  const inside = times.filter((time) => time > since);
  if (inside.length < calls) return undefined;
  // A call fits once all but `calls - 1` of those inside have left the window.
  const leaver = inside[inside.length - calls] ?? at;
  return { calls, windowSeconds, waitSeconds: Math.max(1, Math.ceil((leaver - since) / 1000)) };
}

/** Remembers arrivals; one for the whole simulator. */
export class RateLimiter {
  readonly #arrivals = new Map<string, number[]>();

  /** Judges a call at `at` (ms); counts it when it is let in, or always when `countRefused`. */
  arrive(key: string, limit: Limit, at: number, countRejected: boolean): Rejection | undefined {
    const windows = windowsOf(limit);
    const longest = Math.max(...windows.map((window) => window.windowSeconds)) * 1000;
    const times = (this.#arrivals.get(key) ?? []).filter((time) => time > at - longest);
    const rejections = windows.flatMap(
      (window) => judge(times, at, window.calls, window.windowSeconds) ?? [],
    );
    if (rejections.length === 0 || countRejected) times.push(at);
    this.#arrivals.set(key, times);
    // The longest wait is the one that helps.
    return rejections.toSorted((a, b) => b.waitSeconds - a.waitSeconds)[0];
  }

  /** Forgets every arrival. */
  clear(): void {
    this.#arrivals.clear();
  }
}
