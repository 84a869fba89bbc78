/** A process that draws slots of many rate limits. The argument is the JSON of {@link CallerSettings}. */
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../connector/http/clock.js";
import { Deadline } from "../connector/http/deadline.js";
import type { RateLimiter } from "../connector/http/rate_limit/rate_limit_store.js";
import { type Database, openDatabase } from "../connector/stores/postgres/database.js";
import { sharedRateLimits } from "../connector/stores/postgres/shared_rate_limits.js";

/** What the process does. */
export interface CallerSettings {
  readonly database: string;
  /** The rate limits of this process begin with this number. */
  readonly first: number;
  readonly limits: number;
  readonly limit: { readonly calls: number; readonly perSeconds: number };
  readonly seconds: number;
  /** Slots of this process per second; absent: as many as it gets. */
  readonly perSecond?: number;
  /** How long a slot is held, in milliseconds. */
  readonly callMs: number;
}

/** What the process did. */
export interface Drawn {
  readonly slots: number;
  readonly statements: number;
  readonly cpuSeconds: number;
}

const { database: url, ...settings } = JSON.parse(process.argv[2] ?? "") as CallerSettings;
const opened = openDatabase(url);
let [slots, statements] = [0, 0];
const counting: Database = {
  ...opened,
  query: (text, values) => {
    statements += 1;
    return opened.query(text, values);
  },
};
const lease = { name: String(process.pid), version: "1", takesJobs: false, leaseMs: 15_000 };
const store = sharedRateLimits(counting, systemClock, lease);
const limiters = Array.from({ length: settings.limits }, (_, i) =>
  store.get("bench", [String(settings.first + i)], settings.limit),
);

async function call(limiter: RateLimiter): Promise<void> {
  const slot = await limiter.take(new Deadline(systemClock), () => {});
  slots += 1;
  if (settings.callMs > 0) await sleep(settings.callMs);
  slot.release("responded");
}

/** Every limit has two callers that never rest. */
async function asFastAsPossible(end: number): Promise<void> {
  const caller = async (limiter: RateLimiter) => {
    while (performance.now() < end) await call(limiter);
  };
  await Promise.all([...limiters, ...limiters].map(caller));
}

/** Calls start evenly, one limit after another. */
async function atRate(perSecond: number, end: number): Promise<void> {
  const from = performance.now();
  const calls: Promise<void>[] = [];
  while (performance.now() < end) {
    const due = Math.floor(((performance.now() - from) * perSecond) / 1000);
    while (calls.length < due) calls.push(call(limiters[calls.length % limiters.length] as RateLimiter));
    await sleep(5);
  }
  await Promise.all(calls);
}

process.once("message", () => {
  const before = process.cpuUsage();
  const end = performance.now() + settings.seconds * 1000;
  const { perSecond } = settings;
  void (perSecond === undefined ? asFastAsPossible(end) : atRate(perSecond, end)).then(() => {
    const { user, system } = process.cpuUsage(before);
    const drawn: Drawn = { slots, statements, cpuSeconds: (user + system) / 1e6 };
    process.send?.(drawn);
  });
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
