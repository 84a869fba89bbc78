/** Syncs with a simulator, for tests of whole syncs. */
import type { ConnectorOptions, JsonObject, RunEvent, RunOptions } from "../../../connector/index.js";
import type { DesiredRow, SyncOutcome, SyncRequest, SyncRules } from "../../../connector/platform_api.js";
import type { App, Endpoint } from "../../../simulator/index.js";
import { row } from "../../support/rows.js";
import { type Bench, openBench } from "../import/over_simulator.js";

/** Two applications of one tenant. */
const apps: Record<"own" | "other", App> = {
  own: {
    tenant_id: "11111111-1111-4111-8111-111111111111",
    client_id: "22222222-2222-4222-8222-222222222222",
    client_secret: "secret-of-the-sync-app",
    roles: ["Ti.ReadWrite.All"],
  },
  other: {
    tenant_id: "11111111-1111-4111-8111-111111111111",
    client_id: "33333333-3333-4333-8333-333333333333",
    client_secret: "secret-of-the-other-app",
    roles: ["Ti.ReadWrite.All"],
  },
};

/** The name of the sync in tests. */
export const syncName = "feed-a";

/** A bench with two owners. */
export class SyncBench {
  readonly bench: Bench;
  readonly events: RunEvent[] = [];

  private constructor(bench: Bench) {
    this.bench = bench;
  }

  static async open(settings: object = {}, options: ConnectorOptions = {}): Promise<SyncBench> {
    return new SyncBench(await openBench({ apps: Object.values(apps), settings }, options));
  }

  asset(who: keyof typeof apps = "own"): JsonObject {
    const { tenant_id, client_id, client_secret } = apps[who];
    return this.bench.simulator.asset({ tenant_id, client_id, client_secret });
  }

  /** Puts rows into the tenant. */
  async seed(rows: readonly JsonObject[], who: keyof typeof apps = "own"): Promise<void> {
    const { output } = await this.#imported(rows, who);
    const failed = output.filter(({ isFailed }) => isFailed === true);
    if (failed.length > 0) throw new Error(JSON.stringify(failed[0]));
  }

  async #imported(rows: readonly JsonObject[], who: keyof typeof apps) {
    const { json_body } = await this.bench.connector.run(
      "import_indicators",
      { json_body: { Indicators: rows } },
      { asset: this.asset(who) },
    );
    return { output: (json_body as { value: JsonObject[] }).value };
  }

  sync(
    rows: readonly (DesiredRow | JsonObject)[],
    change: Partial<Omit<SyncRequest, "rules">> & { rules?: Partial<SyncRules> } = {},
    options: Partial<RunOptions> = {},
  ): Promise<SyncOutcome> {
    const { rules, ...others } = change;
    const request: SyncRequest = {
      desired: { rows: rows.map((one) => ("row" in one ? (one as DesiredRow) : { row: one })) },
      rules: { name: syncName, policy: "mirror", ...rules },
      sourcesComplete: true,
      ...others,
    };
    const onEvent = (event: RunEvent) => void this.events.push(event);
    return this.bench.connector.sync("sync_indicators", request, {
      asset: this.asset(),
      onEvent,
      ...options,
    });
  }

  /** Returns the codes of the warnings so far. */
  warnings(): string[] {
    return this.events.flatMap((event) => (event.type === "warning" ? [event.code] : []));
  }

  /** Returns the rows of each call to an operation. */
  calls(endpoint: Endpoint): (number | null)[] {
    const { simulator } = this.bench;
    return simulator
      .requests()
      .filter((request) => request.endpoint === endpoint)
      .map(({ rows }) => rows);
  }

  /** Returns the indicators of the tenant as `value|action|application`, sorted. */
  stored(): string[] {
    const all = this.bench.simulator.indicators(apps.own.tenant_id);
    return all
      .map(({ indicatorValue, action, application }) => `${indicatorValue}|${action}|${application}`)
      .toSorted();
  }
}

/** Runs `body` with a bench and always closes it. */
export function withSync(
  body: (bench: SyncBench) => Promise<void>,
  settings: object = {},
  options: ConnectorOptions = {},
) {
  return async () => {
    const bench = await SyncBench.open(settings, options);
    try {
      await body(bench);
    } finally {
      await bench.bench.close();
    }
  };
}

/** Returns rows with these numbers that the sync owns. */
export function ownRows(from: number, to: number, change: JsonObject = {}): JsonObject[] {
  const numbers = Array.from({ length: to - from }, (_none, i) => from + i);
  return numbers.map((n) => row(n, { application: syncName, ...change }));
}
