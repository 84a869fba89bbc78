import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { openDatabase } from "../../../connector/stores/postgres/database.js";
import { migrate } from "../../../connector/stores/postgres/schema.js";
import { fleetExtent } from "../../support/fleet_extent.js";
import { startPostgres, type TestPostgres } from "../../support/postgres.js";
import type { CallerSettings } from "./limited_caller.js";

const limit = { calls: 30, perSeconds: 2 };
const total = 120;
const leaseMs = 3_000;
const maxResponseMs = 200;
/** Three windows and three responses, in seconds, and a tenth more. */
const undisturbedSeconds = 1.1 * (3 * limit.perSeconds + 3 * (maxResponseMs / 1000));
/** What a disturbance may add: one lease, the time in which a last request can leave, and two windows. */
const disturbedSeconds = undisturbedSeconds + leaseMs / 1000 + 2 + 2 * limit.perSeconds;

/** Only a machine without other work shows how long the calls take: `npm run test:fleet -- --full` asks for that. */
const isTimed = fleetExtent === "full";
const rounds = isTimed ? 3 : 1;

function expectInTime(seconds: number, bound: number): void {
  if (fleetExtent !== "part")
    process.stdout.write(`      ${seconds.toFixed(1)} s of ${bound.toFixed(1)} s\n`);
  if (isTimed) expect(seconds).to.be.lessThan(bound);
}

/** A service that records when it sees the head of a request, and which calls it answered. */
class CountingService {
  readonly heads: number[] = [];
  readonly answered = new Set<string>();
  readonly #server: Server;
  #nth = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.heads.push(performance.now());
      // Spread evenly, so that every run has the same mean.
      const delayMs = 20 + (((this.#nth += 1) * 37) % (maxResponseMs - 20));
      setTimeout(() => {
        response.end("{}", () => this.answered.add(request.url ?? ""));
      }, delayMs);
      request.resume();
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Most requests in any window of the limit. */
  get most(): number {
    const windowMs = limit.perSeconds * 1000;
    const counts = this.heads.map(
      (from) => this.heads.filter((at) => at >= from && at < from + windowMs).length,
    );
    return Math.max(0, ...counts);
  }

  /** From the first request to the last. */
  get seconds(): number {
    return ((this.heads.at(-1) ?? 0) - (this.heads[0] ?? 0)) / 1000;
  }

  forget(): void {
    this.heads.length = 0;
    this.answered.clear();
  }

  answeredOf(name: string): number {
    return [...this.answered].filter((path) => path.startsWith(`/${name}/`)).length;
  }

  /** Resolves when so many requests were seen. */
  async seen(requests: number): Promise<void> {
    while (this.heads.length < requests) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("postgres: shared rate limits of four processes", () => {
  let postgres: TestPostgres;
  let database: string;
  let service: CountingService;
  let url: string;
  const children: ChildProcess[] = [];

  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.close());
  const newDatabase = async () => {
    database = await postgres.database();
    const opened = openDatabase(database);
    await migrate(opened);
    await opened.close();
  };
  beforeEach(async () => {
    await newDatabase();
    service = new CountingService();
    url = await service.start();
  });
  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
    }
    service.close();
  });

  const start = (
    name: string,
    calls = total / 4,
    clockOffMs = 0,
  ): { child: ChildProcess; ended: Promise<string> } => {
    const settings: CallerSettings = { name, database, url, calls, limit, leaseMs, clockOffMs };
    const script = fileURLToPath(new URL("limited_caller.js", import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(settings)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += String(text)));
    const ended = once(child, "close").then(([code]) =>
      code === 0 ? output : `${output} (${String(code)})`,
    );
    return { child, ended };
  };

  const expectAllDone = async (processes: { ended: Promise<string> }[]) => {
    const outputs = await Promise.all(processes.map(({ ended }) => ended));
    expect(outputs).to.deep.equal(processes.map(() => "done\n"));
  };

  /** Resolves when PostgreSQL considers the lease of a process over, and its slots free. */
  const leaseIsOver = async (name: string) => {
    const opened = openDatabase(database);
    const seconds = 2 + limit.perSeconds;
    const query = `SELECT bool_and(lease_until + ${seconds} * interval '1 s' < clock_timestamp()) AS over FROM fleet.worker WHERE name = $1`;
    while ((await opened.query(query, [name]))[0]?.["over"] !== true)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await opened.close();
  };

  const names = ["a", "b", "c", "d"];

  it("sends at most the allowed calls in any window, and all of them", async () => {
    let bestSeconds = Number.POSITIVE_INFINITY;
    // A busy machine can delay a process, so the best of three rounds counts. The limit holds in every round.
    for (let round = 0; round < rounds && bestSeconds >= undisturbedSeconds; round += 1) {
      service.forget();
      // Slots of the round before would be in use.
      if (round > 0) await newDatabase();
      await expectAllDone(names.map((name) => start(name)));
      expect([service.heads.length, service.answered.size]).to.deep.equal([total, total]);
      expect(service.most).to.equal(limit.calls);
      bestSeconds = Math.min(bestSeconds, service.seconds);
    }
    expectInTime(bestSeconds, undisturbedSeconds);
  });

  it("keeps the limit if a process is killed, and goes on in time", async () => {
    const [first, ...others] = names.map((name) => start(name));
    await service.seen(40);
    first?.child.kill("SIGKILL");
    await first?.ended;
    const replacement = start("e", total / 4 - service.answeredOf("a"));
    await expectAllDone([...others, replacement]);
    expect(service.most).to.be.at.most(limit.calls);
    expectInTime(service.seconds, disturbedSeconds);
  });

  it("keeps the limit if a process is stopped past its lease and continues", async () => {
    const processes = names.map((name) => start(name));
    await service.seen(40);
    processes[0]?.child.kill("SIGSTOP");
    await leaseIsOver("a");
    processes[0]?.child.kill("SIGCONT");
    const continued = performance.now();
    await expectAllDone(processes);
    expect(service.answered.size).to.equal(total);
    expect(service.most).to.be.at.most(limit.calls);
    expectInTime(((service.heads.at(-1) ?? 0) - continued) / 1000, disturbedSeconds);
  });

  it("keeps the limit if PostgreSQL crashes and is started again", async function () {
    // A given server cannot be stopped. Without TEST_DATABASE_URL the case runs.
    if (!postgres.isOwn) this.skip();
    const processes = names.map((name) => start(name));
    await service.seen(40);
    await postgres.crash();
    await postgres.restart();
    await expectAllDone(processes);
    expect([service.heads.length, service.answered.size]).to.deep.equal([total, total]);
    expect(service.most).to.be.at.most(limit.calls);
    expectInTime(service.seconds, disturbedSeconds);
  });

  it("does not depend on the wall clocks of the processes", async () => {
    await expectAllDone(names.map((name, i) => start(name, total / 4, [0, 3_600_000, -3_600_000, 0][i])));
    expect([service.heads.length, service.most]).to.deep.equal([total, limit.calls]);
    expectInTime(service.seconds, disturbedSeconds);
  });
});
