/**
 * Measures how fast jobs are queued over HTTP, and what PostgreSQL costs: `node dist/bench/fleet_enqueue.js [profiles]`.
 * Everything runs on this machine, with a PostgreSQL of its own or that of TEST_DATABASE_URL.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../connector/stores/postgres/database.js";
import { startSimulator } from "../simulator/index.js";
import { startPostgres } from "../test/support/postgres.js";
import { cpuSeconds, parentOf } from "./process_cpu.js";

const connections = 32;
const observedMs = 15_000;
const key = "a-key-of-this-benchmark";
const main = fileURLToPath(new URL("../platforms/cli/main.js", import.meta.url));

const profiles = Array.from({ length: Number(process.argv[2] ?? 5000) }, (_, i) => `tenant-${i}`);
const folder = mkdtempSync(join(tmpdir(), "enqueue-"));
const children: ChildProcess[] = [];
const postgres = await startPostgres();
const simulator = await startSimulator({});
const url = await postgres.database();
const database = openDatabase(url);
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts a command, and resolves when its output contains the words. */
async function started(
  args: readonly string[],
  words: string,
): Promise<{ child: ChildProcess; text: string }> {
  const env = { ...process.env, DEFENDER_DATABASE_URL: url, DEFENDER_SERVE_KEY: key };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let text = "";
  const found = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (piece) => {
        text += String(piece);
        if (text.includes(words)) resolve();
      });
  });
  const ended = once(child, "exit").then(() => {
    if (!text.includes(words)) throw new Error(`${args[0]} ended: ${text}`);
  });
  await Promise.race([found, ended]);
  return { child, text };
}

/** Sends one job for each profile, each with a row of its own, over some connections. */
async function enqueue(address: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const rest = profiles.values();
  const send = async (): Promise<void> => {
    for (const profile of rest) {
      const asking = request(`${address}/actions/import_indicators/jobs?profile=${profile}`, {
        method: "POST",
        agent,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      });
      asking.end(JSON.stringify({ json_body: { Indicators: [rowOf(profile)] } }));
      const [response] = (await once(asking, "response")) as [import("node:http").IncomingMessage];
      response.resume();
      await once(response, "end");
      if (response.statusCode !== 202) throw new Error(`The status is ${response.statusCode}.`);
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
  agent.destroy();
}

function rowOf(profile: string): object {
  return {
    indicatorValue: `${profile}.bad.example`,
    indicatorType: "DomainName",
    action: "Block",
    title: "t",
    description: "d",
  };
}

async function postgresSeconds(): Promise<number> {
  const [row] = await database.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return cpuSeconds(parentOf(row?.pid ?? 0) ?? 0);
}

/** Prints what PostgreSQL used of one core while the work ran, and returns the seconds that it took. */
async function measured(what: string, work: () => Promise<unknown>): Promise<number> {
  const [begun, before] = [performance.now(), await postgresSeconds()];
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const used = ((await postgresSeconds()) - before) / seconds;
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${what}: ${seconds.toFixed(1)} s, PostgreSQL ${used.toFixed(2)} cores, load ${load}`);
  return seconds;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill();
  await once(child, "exit");
}

const observed = () => new Promise((resolve) => setTimeout(resolve, observedMs));
const finished = async (): Promise<number> => {
  const [row] = await database.query<{ count: string }>(
    "SELECT count(*) AS count FROM fleet.job WHERE state = 'succeeded'",
  );
  return Number(row?.count);
};

try {
  const config = join(folder, "config.json");
  const assets = Object.fromEntries(profiles.map((name) => [name, simulator.asset()]));
  writeFileSync(config, JSON.stringify({ profiles: assets }), { mode: 0o600 });
  await started(["migrate"], "schema has version");
  const { child: serve, text } = await started(["serve", "--port", "0"], "/mcp");
  const [, address = ""] = /actions at (http:\S+)/.exec(text) ?? [];
  const worker = () => started(["worker", "--config", config], "takes jobs");
  const idle = await Promise.all([worker(), worker()]);
  await measured("two workers without jobs", observed);
  await Promise.all(idle.map(({ child }) => stop(child)));
  const before = cpuSeconds(serve.pid as number);
  const seconds = await measured(`${profiles.length} jobs over ${connections} connections`, () =>
    enqueue(address),
  );
  const cpuMs = ((cpuSeconds(serve.pid as number) - before) * 1000) / profiles.length;
  const rate = Math.round(profiles.length / seconds);
  console.log(`${rate} jobs per second; CPU of the service ${cpuMs.toFixed(2)} ms per job`);
  await Promise.all([worker(), worker()]);
  const done = await finished();
  await measured("two workers with jobs", observed);
  console.log(`${(((await finished()) - done) / (observedMs / 1000)).toFixed(1)} jobs per second`);
} finally {
  for (const child of children) child.kill("SIGKILL");
  await database.close();
  await simulator.close();
  await postgres.close();
  rmSync(folder, { recursive: true, force: true });
}
