/** Small requests that cause much work: their cost for the HTTP service, and whether it still responds to others. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { assetFor } from "./asset.js";
import { Child } from "./children.js";
import type { Line } from "./table.js";

const key = "a-key-of-the-bench";
const asked = "≤ 500 ms, ≤ 600 MB";

/** One kind of request. */
interface Attack {
  readonly what: string;
  readonly body: string;
  /** The action; default: import_indicators. */
  readonly action?: string;
  /** Query of the request. */
  readonly query?: string;
  /** Number of jobs that are started at once; default: one direct run. */
  readonly jobs?: number;
}

const importOf = (rows: string): string => `{"json_body":{"Indicators":[${rows}]}}`;
const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_none, i) => make(i)).join(",");

/** An ordinary bad feed: internal addresses, which the rules reject one by one. */
const internal = (i: number): string =>
  `{"indicatorValue":"10.${i >> 16}.${(i >> 8) & 255}.${i & 255}","indicatorType":"IpAddress","action":"Block","title":"t","description":"d"}`;

/** @param scale - 1 for the full size */
function attacks(scale: number): Attack[] {
  const of = (count: number): number => Math.ceil(count * scale);
  const zeros = (count: number): string => "0,".repeat(count - 1) + "0";
  return [
    { what: "16 MiB of [0,0,…] as rows", body: importOf(zeros(of(8_388_000))) },
    { what: "145,000 rows of internal addresses", body: importOf(many(of(145_000), internal)) },
    { what: "100,000 rows of internal addresses", body: importOf(many(of(100_000), internal)) },
    {
      what: "900,000 unknown keys",
      body: `{"json_body":{"Indicators":[]},${many(of(900_000), (i) => `"k${i}":0`)}}`,
    },
    {
      what: "900,000 unknown keys in the body",
      body: `{"json_body":{"Indicators":[0],${many(of(900_000), (i) => `"k${i}":0`)}}}`,
    },
    { what: "900,000 unknown keys in a row", body: importOf(`{${many(of(900_000), (i) => `"k${i}":0`)}}`) },
    {
      what: "10 million brackets, nested",
      body: importOf("[".repeat(of(5_000_000)) + "]".repeat(of(5_000_000))),
    },
    { what: "10 million brackets, side by side", body: importOf(many(of(5_000_000), () => "[]")) },
    { what: "invalid JSON, 2 million objects", body: importOf(`${many(of(2_000_000), () => "{}")},`) },
    {
      what: "invalid JSON, a string of 9 million characters",
      body: `{"json_body":"${"x".repeat(of(9_000_000))}`,
    },
    ...costlyRows(of),
    { what: "12 jobs of 1,000,000 bad rows", body: importOf(zeros(of(1_000_000))), jobs: 12 },
    { what: "12 jobs of 100,000 bad rows", body: importOf(zeros(of(100_000))), jobs: 12 },
  ];
}

/** Few rows, each of them much work. */
function costlyRows(of: (count: number) => number): Attack[] {
  const one = (fields: object): string =>
    JSON.stringify({
      indicatorValue: "a.example",
      indicatorType: "DomainName",
      action: "Block",
      title: "t",
      description: "d",
      ...fields,
    });
  const names = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_none, i) => [`expirationTiqq${i}`, "x"]));
  const value = (indicatorType: string, indicatorValue: string): string =>
    importOf(many(of(50), () => one({ indicatorType, indicatorValue })));
  return [
    { what: "60 rows of 1,000 unknown names", body: importOf(many(of(60), () => one(names(1000)))) },
    { what: "60 rows of 250 unknown names", body: importOf(many(of(60), () => one(names(250)))) },
    {
      what: "150 rows of 9,000 group names with blanks",
      body: importOf(many(of(150), () => one({ rbacGroupNames: Array(9000).fill(" g") }))),
    },
    {
      what: "50 values of brackets and blanks, 320 kB each",
      body: value("DomainName", "( ".repeat(160_000)),
    },
    { what: "50 lists of domain names, 320 kB each", body: value("DomainName", "a.b,".repeat(80_000)) },
    { what: "50 URLs of blanks", body: value("Url", `http://${" ".repeat(300_000)}`) },
    { what: "50 URLs of open brackets", body: value("Url", `http://${"[.".repeat(70_000)}`) },
    {
      what: "50 titles of 50,000 invisible characters",
      body: importOf(many(of(50), () => one({ title: "\u200b".repeat(50_000) }))),
    },
    {
      what: "a URL of 2 million invisible characters",
      body: importOf(one({ indicatorType: "Url", indicatorValue: "\u200b".repeat(2_000_000) })),
    },
    { what: "4 STIX objects of 1,500 defanged values", ...stixObjects(of(4), 1500) },
    { what: "a STIX object of 700 values, normalized", ...stixObjects(1, 700), query: "?normalize=true" },
  ];
}

function stixObjects(count: number, values: number): Pick<Attack, "action" | "body"> {
  const tests = Array.from({ length: values }, (_none, i) => `domain-name:value = 'bad${i}[.]example'`);
  const stixobjects = Array.from({ length: count }, (_none, i) => ({
    type: "indicator",
    spec_version: "2.1",
    id: `indicator--10000003-71a2-445c-ab86-${String(i).padStart(12, "0")}`,
    created: "2026-01-01T00:00:00Z",
    modified: "2026-01-01T00:00:00Z",
    pattern: `[${tests.join(" OR ")}]`,
    pattern_type: "stix",
    valid_from: "2026-01-01T00:00:00Z",
  }));
  const json_body = { sourcesystem: "bench", stixobjects };
  const body = JSON.stringify({ path_parameters: { workspaceId: "w" }, json_body });
  return { action: "upload_stix_objects", body };
}

/**
 * Starts a separate service for each kind of request.
 *
 * @param scale - 1 for requests of full size
 */
export async function hostile(folder: string, scale: number): Promise<Line[]> {
  await using server = new Child("server.js");
  const asset = join(folder, "hostile_asset.json");
  writeFileSync(asset, JSON.stringify(assetFor(await server.next<string>())));
  const lines: Line[] = [];
  for (const attack of attacks(scale)) lines.push(await attacked(asset, attack));
  return lines;
}

async function attacked(
  asset: string,
  { what, body, jobs, action = "import_indicators", query = "" }: Attack,
): Promise<Line> {
  await using service = await Service.start(asset);
  const packed = gzipSync(body);
  const watch = new Watch(service.url);
  const path = `/actions/${action}${jobs === undefined ? "" : "/jobs"}${query}`;
  const startedAt = performance.now();
  const statuses = await Promise.all(Array.from({ length: jobs ?? 1 }, () => service.post(path, packed)));
  if (jobs !== undefined) await service.idle();
  const seconds = (performance.now() - startedAt) / 1000;
  const silentMs = await watch.end();
  return {
    what: `${what} (${Math.ceil(packed.length / 1024)} kB packed): longest wait for /health, peak memory`,
    measured: `${silentMs.toFixed(0)} ms, ${service.peakMb.toFixed(0)} MB; ${[...new Set(statuses)].join(", ")} after ${seconds.toFixed(1)} s`,
    wanted: asked,
  };
}

class Service implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#process = child;
    this.url = url;
  }

  static async start(asset: string): Promise<Service> {
    const main = fileURLToPath(new URL("../platforms/cli/main.js", import.meta.url));
    const env = { ...process.env, DEFENDER_SERVE_KEY: key };
    const child = spawn(process.execPath, [main, "serve", "--port", "0", "--asset", asset], {
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    for await (const piece of child.stdout) {
      output += String(piece);
      const url = /at (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) return new Service(child, url);
    }
    throw new Error("The service did not start.");
  }

  get peakMb(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  async post(path: string, packed: Buffer): Promise<number> {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    return (await this.#ask("POST", path, headers, packed)).status;
  }

  /** Resolves when no job is running. */
  async idle(): Promise<void> {
    for (;;) {
      const { text } = await this.#ask("GET", "/jobs");
      const { jobs } = JSON.parse(text) as { jobs: { state: string }[] };
      if (jobs.every(({ state }) => state !== "running")) return;
      await sleep(100);
    }
  }

  async #ask(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Buffer,
  ): Promise<{ status: number; text: string }> {
    const asking = request(`${this.url}${path}`, {
      method,
      agent: new Agent({ keepAlive: false }),
      headers: { authorization: `Bearer ${key}`, ...headers },
    });
    asking.end(body);
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    let text = "";
    for await (const piece of response.setEncoding("utf8")) if (path === "/jobs") text += String(piece);
    return { status: response.statusCode ?? 0, text };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }
}

/** Requests /health repeatedly and records the longest wait. */
class Watch {
  #isOver = false;
  readonly #longest: Promise<number>;

  constructor(url: string) {
    this.#longest = this.#watch(`${url}/health`);
  }

  /** Returns the longest wait, in milliseconds. */
  end(): Promise<number> {
    this.#isOver = true;
    return this.#longest;
  }

  async #watch(url: string): Promise<number> {
    let longest = 0;
    while (!this.#isOver) {
      const startedAt = performance.now();
      const asking = request(url, { agent: new Agent({ keepAlive: false }) }).end();
      const [response] = (await once(asking, "response")) as [IncomingMessage];
      response.resume();
      longest = Math.max(longest, performance.now() - startedAt);
      await sleep(10);
    }
    return longest;
  }
}
