/** A fleet for tests: one PostgreSQL, one simulated service, and processes that are ended with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type JournalLine, readRanges } from "../../../connector/engine/journal/journal_format.js";
import { Claim } from "../../../connector/stores/postgres/claim.js";
import { openDatabase } from "../../../connector/stores/postgres/database.js";
import { type JobRow, listJobs } from "../../../connector/stores/postgres/job_store.js";
import { patientQuery } from "../../../connector/stores/postgres/patient_query.js";
import type { Io } from "../../../platforms/shared/io.js";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator/index.js";
import { cacheVariables, commandFile } from "../../support/command.js";
import { startPostgres, type TestPostgres } from "../../support/postgres.js";
import type { WorkerFault } from "./faulty_worker.js";
import type { KillPoint } from "./kill_points.js";

/** What a process printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the fleet. */
export interface FleetProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the worker takes jobs. */
  readonly ready: Promise<void>;
}

/** A stream that keeps what is written. */
class Collected extends Writable {
  text = "";

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string | Buffer, _encoding: string, done: () => void): void {
    this.text += String(text);
    done();
  }
}

/** One fleet. */
export class FleetRig {
  readonly postgres: TestPostgres;
  readonly simulator: Simulator;
  readonly folder = mkdtempSync(join(tmpdir(), "fleet-"));
  readonly #children = new Set<ChildProcess>();
  /** What the process that ended last wrote to standard error. */
  #lastErrors = "";
  database = "";
  /** Lease of the processes. A busy machine can lose a short one. */
  leaseSeconds = 2;
  readonly config: string;
  readonly #onExit = (): void => {
    this.endAll();
    rmSync(this.folder, { recursive: true, force: true });
  };

  private constructor(postgres: TestPostgres, simulator: Simulator) {
    this.postgres = postgres;
    this.simulator = simulator;
    this.config = join(this.folder, "config.json");
    process.once("exit", this.#onExit);
  }

  static async start(options: SimulatorOptions = {}): Promise<FleetRig> {
    return new FleetRig(await startPostgres(), await startSimulator(options));
  }

  /** Makes an empty database with the schema, and a configuration with these profiles. */
  async reset(profiles: Readonly<Record<string, object>>): Promise<void> {
    await this.empty(profiles);
    const { code, stderr } = await this.run("migrate");
    if (code !== 0) throw new Error(stderr);
  }

  /** Makes an empty database without the schema, and a configuration with these profiles. */
  async empty(profiles: Readonly<Record<string, object>>): Promise<void> {
    this.endAll();
    this.database = await this.postgres.database();
    writeFileSync(this.config, JSON.stringify({ profiles }), { mode: 0o600 });
  }

  /** Writes a file of the test and returns its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs a command to its end. */
  run(...args: string[]): Promise<Ended> {
    return this.#spawn([commandFile, ...args]).ended;
  }

  /** Runs a command in this process, which is quicker. */
  async inProcess(command: (io: Io) => Promise<number>): Promise<Ended> {
    const [stdout, stderr] = [new Collected(), new Collected()];
    const code = await command({ stdin: Readable.from([]), stdout, stderr, env: this.#env });
    return { code, stdout: stdout.text, stderr: stderr.text };
  }

  /** Runs a command that prints JSON. */
  async json<T>(...args: string[]): Promise<T> {
    const { stdout, stderr } = await this.run(...args);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  worker(...args: string[]): FleetProcess {
    return this.#spawn([commandFile, "worker", "--config", this.config, ...args]);
  }

  /** Starts a service with this key, and resolves when it listens. */
  async serve(key: string, ...args: string[]): Promise<FleetProcess & { readonly url: string }> {
    const service = this.#spawn([commandFile, "serve", "--port", "0", ...args], { DEFENDER_SERVE_KEY: key });
    let stdout = "";
    const address = new Promise<string>((resolve) => {
      service.child.stdout?.on("data", (text) => {
        stdout += String(text);
        const [, url] = /actions at (http:\S+)[^]*\/mcp\n/.exec(stdout) ?? [];
        if (url !== undefined) resolve(url);
      });
    });
    const failed = service.ended.then(({ stderr }) => Promise.reject(new Error(`serve ended: ${stderr}`)));
    failed.catch(() => {});
    return { ...service, url: await Promise.race([address, failed]) };
  }

  killedWorker(point: KillPoint): FleetProcess {
    return this.#scriptedWorker("killed_worker.js", JSON.stringify(point));
  }

  faultyWorker(fault: WorkerFault): FleetProcess {
    return this.#scriptedWorker("faulty_worker.js", fault);
  }

  #scriptedWorker(name: string, argument: string): FleetProcess {
    const script = fileURLToPath(new URL(name, import.meta.url));
    return this.#spawn([script, argument, "worker", "--config", this.config]);
  }

  /** Waits until the jobs have ended. */
  async ended(ids: readonly string[]): Promise<void> {
    await this.#jobsWhen((jobs) => {
      const ended = jobs.filter(({ state }) => state !== "queued" && state !== "running");
      return ended.length === jobs.length && ids.every((id) => jobs.some((job) => job.id === id));
    });
  }

  oldWorker(): FleetProcess {
    const script = fileURLToPath(new URL("old_worker.js", import.meta.url));
    return this.#spawn([script, "worker", "--config", this.config]);
  }

  /** Waits until the jobs have ended, and returns them. */
  async finished(ids: readonly string[]): Promise<Record<string, unknown>[]> {
    await this.ended(ids);
    return this.json<Record<string, unknown>[]>("jobs", "list", "--json");
  }

  /** Waits until a worker runs jobs, and returns their number. */
  async runningJobs({ child }: FleetProcess): Promise<number> {
    const own = (jobs: readonly JobRow[]) =>
      jobs.filter(({ state, owner }) => state === "running" && owner?.includes(`-${child.pid}-`) === true);
    return own(await this.#jobsWhen((jobs) => own(jobs).length > 0)).length;
  }

  /** Resolves when the service has seen so many imports. */
  async imports(count: number): Promise<void> {
    const seen = () => this.simulator.requests().filter(({ path }) => path.includes("/import")).length;
    while (seen() < count) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Returns how many rows of a job have a stored result of the service. */
  async storedRows(id: string): Promise<number> {
    const { status, processed, failed } = await this.json<Record<string, unknown>>(
      "jobs",
      "show",
      id,
      "--json",
    );
    if (status === "succeeded") return Number(processed) - Number(failed);
    const database = openDatabase(this.database);
    try {
      const journal = await new Claim(id, "0", database.query).openJournal(id);
      const lines = String(journal.read(0, journal.size)).trim().split("\n").slice(1);
      const entries = lines.map((line) => JSON.parse(line) as JournalLine);
      return entries.flatMap(({ rows, unsent }) => (unsent === true ? [] : [...readRanges(rows)])).length;
    } finally {
      await database.close();
    }
  }

  async #jobsWhen(holds: (jobs: readonly JobRow[]) => boolean): Promise<readonly JobRow[]> {
    const database = openDatabase(this.database);
    const query = patientQuery(database);
    try {
      for (;;) {
        const jobs = await listJobs(query);
        if (this.#children.size === 0) throw new Error(`No worker is left: ${this.#lastErrors}`);
        if (holds(jobs)) return jobs;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    } finally {
      await database.close();
    }
  }

  endAll(): void {
    for (const child of this.#children) {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
    }
  }

  async close(): Promise<void> {
    this.#onExit();
    process.off("exit", this.#onExit);
    await this.simulator.close();
    await this.postgres.close();
  }

  get #env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...cacheVariables(),
      DEFENDER_DATABASE_URL: this.database,
      DEFENDER_LEASE_SECONDS: String(this.leaseSeconds),
    };
  }

  #spawn(args: readonly string[], env: NodeJS.ProcessEnv = {}): FleetProcess {
    const child = spawn(process.execPath, args, {
      env: { ...this.#env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (text) => (stdout += String(text)));
    const ready = new Promise<void>((resolve) => {
      child.stderr?.on("data", (text) => {
        stderr += String(text);
        if (stderr.includes("takes jobs")) resolve();
      });
    });
    const ended = once(child, "close").then(([code]) => {
      this.#children.delete(child);
      this.#lastErrors = stderr;
      return { code: code as number | null, stdout, stderr };
    });
    return { child, ended, ready };
  }
}
