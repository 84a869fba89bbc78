/** A tenant, a sync file next to its feed, and the command that syncs them. */
import { join } from "node:path";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createConnector, type JsonObject } from "../../../connector/index.js";
import { type App, type Simulator, startSimulator, type TaxiiObject } from "../../../simulator/index.js";
import { importOf } from "../../support/rows.js";
import { command, type Ended, launch, type Launched, writer } from "../../platforms/shared/process.js";

/** Another application of the same tenant. */
export const other: App = {
  ...writer,
  client_id: "44444444-4444-4444-8444-444444444444",
  roles: ["Ti.ReadWrite.All"],
};

/** Name of the sync. */
export const name = "hourly";

/** Returns a row of the feed. */
export function feedRow(n: number, change: JsonObject = {}): JsonObject {
  return {
    indicatorType: "DomainName",
    indicatorValue: `host-${n}.example`,
    action: "Block",
    title: `Host ${n}`,
    description: "From a feed.",
    ...change,
  };
}

/** Returns rows with these numbers. */
export function feedRows(from: number, to: number, change: JsonObject = {}): JsonObject[] {
  return Array.from({ length: to - from + 1 }, (_none, i) => feedRow(from + i, change));
}

/** What a tenant holds of a row. */
export interface Held {
  readonly value: string;
  readonly action: string;
  readonly client: string;
}

/** One tenant and one sync. */
export interface SyncBench {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly journal: string;
  path(file: string): string;
  /** Writes a file of the folder. */
  write(file: string, content: unknown): string;
  /** Writes the feed, one row per line. */
  feed(rows: readonly JsonObject[]): void;
  /** Writes the sync file with changes. */
  sync(change?: JsonObject): string;
  /** Puts rows into the tenant, without the command. */
  fill(rows: readonly JsonObject[], app?: App): Promise<void>;
  /** Runs a command on the sync file. */
  run(verb: string, ...args: string[]): Promise<Ended>;
  launch(verb: string, args: readonly string[], env?: Record<string, string>): Launched;
  /** Returns the plan in JSON. */
  plan(...args: string[]): Promise<{ readonly ended: Ended; readonly plan: Plan }>;
  /** Returns the operations since the last call of this, with their numbers of rows. */
  calls(): string[];
  held(): Held[];
  close(): Promise<void>;
}

/** A plan as it is printed. */
export interface Plan {
  readonly counts: Readonly<Record<string, number>>;
  readonly entries: readonly {
    change: string;
    key: string;
    reason: string | null;
    before: JsonObject;
    after: JsonObject;
  }[];
  readonly [key: string]: unknown;
}

/** Opens a bench with an empty tenant. */
export async function openBench(): Promise<SyncBench> {
  const simulator = await startSimulator({ apps: [writer, other], settings: { enforceRateLimit: false } });
  const folder = mkdtempSync(join(tmpdir(), "sync-"));
  const connector = await createConnector({ env: {} });
  const limits = { import: { calls: 10_000, per_seconds: 1 } };
  const path = (file: string) => join(folder, file);
  let seen = 0;
  const write = (file: string, content: unknown) => {
    writeFileSync(path(file), typeof content === "string" ? content : JSON.stringify(content), {
      mode: 0o600,
    });
    return path(file);
  };
  write("asset.json", simulator.asset({ rate_limits: limits }));
  const base = {
    name,
    policy: "mirror",
    target: { asset: "asset.json" },
    sources: [{ file: "feed.ndjson" }],
  };
  write("sync.json", base);
  return {
    simulator,
    folder,
    journal: path(`.${name}.journal`),
    path,
    write,
    feed: (rows) => void write("feed.ndjson", rows.map((one) => `${JSON.stringify(one)}\n`).join("")),
    sync: (change = {}) => write("sync.json", { ...base, ...change }),
    async fill(rows, app = writer) {
      const { client_id, client_secret } = app;
      const asset = simulator.asset({ client_id, client_secret, rate_limits: limits });
      const { json_body: body } = await connector.run("import_indicators", importOf([...rows]), { asset });
      const { value } = body as { value: { isFailed: boolean }[] };
      if (value.some(({ isFailed }) => isFailed))
        throw new Error(JSON.stringify(value.find(({ isFailed }) => isFailed)));
      seen = simulator.requests().length;
    },
    run: (verb, ...args) => command([verb, "--sync", path("sync.json"), ...args]),
    launch: (verb, args, env = {}) => launch([verb, "--sync", path("sync.json"), ...args], { env }),
    async plan(...args) {
      const ended = await command(["plan", "--sync", path("sync.json"), "--json", ...args]);
      return { ended, plan: ended.stdout === "" ? ({} as Plan) : (JSON.parse(ended.stdout) as Plan) };
    },
    calls() {
      const all = simulator.requests();
      const found = all.slice(seen).map(({ endpoint, rows }) => `${endpoint} ${rows}`);
      seen = all.length;
      return found;
    },
    held: () =>
      simulator
        .indicators()
        .map((one) => ({ value: one.indicatorValue, action: one.action, client: one.createdBy }))
        .toSorted((a, b) => (a.value + a.action < b.value + b.action ? -1 : 1)),
    async close() {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns an indicator of a TAXII collection with the value `bad1.example`. */
export function taxiiObject(n: number): TaxiiObject {
  const time = "2026-01-01T00:00:00.000Z";
  const id = `indicator--${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const object = {
    type: "indicator",
    spec_version: "2.1",
    id,
    pattern: `[domain-name:value = 'bad${n}.example']`,
    pattern_type: "stix",
    created: time,
    modified: time,
    valid_from: time,
  };
  return { object, added: time };
}
