// The dashboard and the alert rules: every metric and label that they use exists in the output of the service.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import type { RunEvent } from "../../connector/index.js";
import { fleetMetrics } from "../../platforms/http/fleet/fleet_metrics.js";
import { Callers } from "../../platforms/http/callers.js";
import { Metrics } from "../../platforms/http/metrics.js";
import { Profiles } from "../../platforms/http/profiles.js";

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
}

interface Dashboard {
  templating: { list: { query: string | { query: string } }[] };
  panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
}

const rules = (parse(readFileSync("operations/alerts.yaml", "utf8")) as Rules).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(readFileSync("operations/dashboard.json", "utf8")) as Dashboard;
const targets = dashboard.panels.flatMap((panel) => panel.targets);
const variables = dashboard.templating.list.map(({ query }) =>
  typeof query === "string" ? query : query.query,
);

/** One event for each metric. */
const events: readonly RunEvent[] = [
  {
    type: "response",
    service: "login",
    method: "POST",
    url: "https://login.example/token",
    attempt: 1,
    status: 200,
    startedAt: 0,
    durationMs: 1,
  },
  { type: "rows", codes: { ok: 1 } },
  { type: "waited", rateLimit: "import", waitMs: 1000 },
  { type: "capacity", used: 1, limit: 15_000 },
];

/** A fleet with a sample of each metric. */
const fleet: Parameters<typeof fleetMetrics> = [
  {
    workers: [{ id: "a", leaseUntil: "2026-11-30T08:00:00.000Z", running: 1 }],
    queues: [{ profile: "contoso", depth: 1, oldestSeconds: 1 }],
    rateLimits: [{ name: "import", key: "a", waitSeconds: 1 }],
    capacity: [],
  },
  { succeeded: 1, failed: 1, cancelled: 1 },
];

/** Returns the labels of each metric of a service that had all events. */
async function existing(): Promise<Map<string, Set<string>>> {
  const metrics = new Metrics(() => 0);
  for (const event of events) metrics.take(event, { action: "import_indicators", profile: "contoso" });
  const profiles = new Profiles(new Map());
  const caller = new Callers([{ name: undefined, keys: ["a-key-of-these-tests"] }], profiles).of(
    "Bearer a-key-of-these-tests",
  );
  if (caller === undefined) throw new Error("The key of the test is wrong.");
  const found = new Map<string, Set<string>>();
  const text = `${await metrics.textFor(caller)}\n${await fleetMetrics(...fleet)}`;
  for (const line of text.split("\n")) {
    const [, name = "", labels = ""] = /^(defender_\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name !== "")
      found.set(name, new Set([...labels.matchAll(/(\w+)="/g)].map(([, label = ""]) => label)));
  }
  return found;
}

/** Returns what an expression uses that does not exist. */
function unknownIn(expression: string, known: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const names = [...expression.matchAll(/\bdefender_\w+/g)].map(([name]) => name);
  const all = new Set(names.flatMap((name) => [...(known.get(name) ?? [])]));
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/, */));
  const selected = [...expression.matchAll(/(\w+) *(?:=~|!~|!=|=)"/g)].map(([, label = ""]) => label);
  const ofVariable = /label_values\(\w+, (\w+)\)/.exec(expression)?.[1] ?? [];
  return [
    ...names.filter((name) => !known.has(name)),
    ...[...grouped, ...selected, ...[ofVariable].flat()].filter((label) => !all.has(label)),
  ];
}

describe("operations", () => {
  it("has rules and panels for every metric", async () => {
    const known = await existing();
    expect([...known.keys()].toSorted()).to.deep.equal([
      "defender_capacity_used",
      "defender_database_up",
      "defender_jobs_ended",
      "defender_jobs_queued",
      "defender_jobs_running",
      "defender_queue_depth",
      "defender_queue_oldest_seconds",
      "defender_rate_limit_longest_wait_seconds",
      "defender_rate_limit_wait_seconds_total",
      "defender_requests_total",
      "defender_rows_total",
      "defender_runs_in_flight",
      "defender_token_requests_total",
      "defender_workers",
    ]);
    for (const used of [rules.map(({ expr }) => expr), targets.map(({ expr }) => expr)])
      for (const name of known.keys()) expect(used.join("\n")).to.include(name);
  });

  for (const { alert, expr, annotations } of rules)
    it(`${alert} uses metrics and labels that exist`, async () => {
      expect(unknownIn(expr, await existing())).to.deep.equal([]);
      const shown = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(
        ([, label = ""]) => label,
      );
      for (const label of shown) expect(expr).to.match(new RegExp(`by \\([^)]*\\b${label}\\b`));
    });

  it("has a dashboard that uses metrics and labels that exist", async () => {
    const known = await existing();
    for (const expression of [
      ...targets.map(({ expr }) => expr),
      ...variables.filter((one) => one.includes("(")),
    ])
      expect(unknownIn(expression, known), expression).to.deep.equal([]);
    for (const { expr, legendFormat } of targets)
      for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
        expect(expr).to.match(new RegExp(`by \\([^)]*\\b${label}\\b`));
  });

  it("would notice a metric or a label that does not exist", async () => {
    const known = await existing();
    expect(unknownIn("sum(defender_row_total)", known)).to.deep.equal(["defender_row_total"]);
    expect(unknownIn('sum by (tenant) (defender_rows_total{kode="ok"})', known)).to.deep.equal([
      "tenant",
      "kode",
    ]);
  });
});
