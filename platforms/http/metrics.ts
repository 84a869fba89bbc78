/** Metrics for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/ */
import { createRequire } from "node:module";
import type * as Prometheus from "prom-client";
import type { RunEvent } from "../../connector/platform_api.js";
import type { Caller } from "./callers.js";

/** The service of token requests in events. */
const login = "login";

/** The status of a request without a response. */
const noStatus = "none";

/** What a run adds to its numbers. */
export interface RunLabels {
  readonly action: string;
  /** Empty if the action needs no asset. */
  readonly profile: string;
}

/**
 * The numbers of one service. Their labels have few values: names of the configuration and the declarations, declared
 * codes, and statuses.
 */
export class Metrics {
  readonly #registry: Prometheus.Registry;
  readonly #requests: Prometheus.Counter;
  readonly #rows: Prometheus.Counter;
  readonly #waits: Prometheus.Counter;
  readonly #used: Prometheus.Gauge;
  readonly #tokens: Prometheus.Counter;

  /** @param runsInFlight - returns the number of active runs */
  constructor(runsInFlight: () => number) {
    const { Registry, Counter, Gauge } = prometheus();
    const registry = new Registry();
    const counter = (name: string, help: string, ...labelNames: string[]): Prometheus.Counter =>
      new Counter({ name: `defender_${name}`, help, labelNames, registers: [registry] });
    const gauge = (name: string, help: string, more: object): Prometheus.Gauge =>
      new Gauge({ name: `defender_${name}`, help, registers: [registry], ...more });
    this.#registry = registry;
    this.#requests = counter("requests_total", helps.requests, "service", "status", "profile");
    this.#rows = counter("rows_total", helps.rows, "action", "code", "profile");
    this.#waits = counter("rate_limit_wait_seconds_total", helps.waits, "limit", "profile");
    this.#used = gauge("capacity_used", helps.used, { labelNames: ["profile"] });
    this.#tokens = counter("token_requests_total", helps.tokens, "profile");
    gauge("runs_in_flight", helps.runs, {
      collect(this: Prometheus.Gauge) {
        this.set(runsInFlight());
      },
    });
  }

  /** Counts an event of a run. */
  take(event: RunEvent, { action, profile }: RunLabels): void {
    if (event.type === "response") {
      const { service, status = noStatus } = event;
      this.#requests.inc({ service, status, profile });
      if (service === login) this.#tokens.inc({ profile });
    } else if (event.type === "rows") {
      for (const [code, count] of Object.entries(event.codes))
        this.#rows.inc({ action, code, profile }, count);
    } else if (event.type === "waited") {
      this.#waits.inc({ limit: event.rateLimit, profile }, event.waitMs / 1000);
    } else if (event.type === "capacity") this.#used.set({ profile }, event.used);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns the text for a caller. A caller with a name sees its own profiles only. */
  async textFor({ name, profiles }: Caller): Promise<string> {
    const text = await this.#registry.metrics();
    if (name === undefined) return text;
    const own = new Set(["", ...profiles.names, ...profiles.unusable.map(({ profile }) => profile)]);
    const isOwn = (line: string): boolean => own.has(/[{,]profile="([^"]*)"/.exec(line)?.[1] ?? "");
    return text
      .split("\n")
      .filter((line) => line.startsWith("#") || isOwn(line))
      .join("\n");
  }
}

const helps = {
  requests: "Requests to services by status; none: no response. Token requests have the service login.",
  rows: "Rows with a result by code; ok: the row succeeded.",
  waits: "Seconds that calls waited for rate limits. Calls that wait at the same time count each.",
  used: "Indicators that the tenant holds, counted by the last run that listed them.",
  tokens: "Requests for access tokens.",
  runs: "Runs that are active, including jobs.",
} as const;

/** Returns what metrics are made of. Loads these files only: the index of the package loads OpenTelemetry. */
export function prometheus(): Pick<typeof Prometheus, "Registry" | "Counter" | "Gauge"> {
  return {
    Registry: createRequire(import.meta.url)("prom-client/lib/registry.js") as typeof Prometheus.Registry,
    Counter: createRequire(import.meta.url)("prom-client/lib/counter.js") as typeof Prometheus.Counter,
    Gauge: createRequire(import.meta.url)("prom-client/lib/gauge.js") as typeof Prometheus.Gauge,
  };
}
