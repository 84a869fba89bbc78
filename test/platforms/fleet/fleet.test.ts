import { expect } from "chai";
import { FleetRig } from "./fleet_rig.js";
import { badEvery, jobRows, ndjson, wrongRows } from "./job_rows.js";
import { type KillPoint, killPoints } from "./kill_points.js";

const perBatch = 500;
/** Rows of a job, if the test does not name another number. */
const perJob = 3 * perBatch;

describe("fleet", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());
  const start = () => {
    rig.simulator.reset();
    return rig.reset({ one: rig.simulator.asset(), two: rig.simulator.asset() });
  };
  const submit = (id: string, file: string, ...args: string[]) =>
    rig.run("submit", "import_indicators", "--input", file, "--profile", "one", "--id", id, ...args);

  /** Checks that there is one right result per row, and that the service has what the results say. */
  const expectDone = async (id: string) => {
    const rows = jobRows(id, perJob);
    const { code, stdout, stderr } = await rig.run("jobs", "result", id);
    const stored = new Set(rig.simulator.indicators().map(({ indicatorValue }) => indicatorValue));
    expect(wrongRows(rows, stdout, stored)).to.equal(0);
    expect([code, stderr.includes("succeeded")]).to.deep.equal([1, true]);
  };

  describe("without a schema or a database", () => {
    for (const command of [["worker"], ["jobs", "list"], ["fleet", "status"], ["run", "get_indicators"]]) {
      it(`exits 2 and names migrate: ${command.join(" ")}`, async () => {
        rig.database = await rig.postgres.database();
        const { code, stderr } = await rig.run(...command);
        expect([code, stderr]).to.have.property("0", 2);
        expect(stderr).to.contain("defender-indicators migrate");
      });

      it(`exits 4 if the database does not respond: ${command.join(" ")}`, async () => {
        rig.database = "postgresql://postgres:secret-word@127.0.0.1:1/none";
        const { code, stderr } = await rig.run(...command);
        expect([code, stderr.includes("DatabaseUnreachable")]).to.deep.equal([4, true]);
        expect(stderr).not.to.contain("secret-word");
      });
    }

    it("rejects a password in --database-url without repeating it", async () => {
      const { code, stderr } = await rig.run(
        "fleet",
        "status",
        "--database-url",
        "postgresql://u:secret-word@h/d",
      );
      expect(code).to.equal(2);
      expect(stderr).not.to.contain("secret-word");
    });
  });

  it("runs a job as the command would have, and queues it once", async () => {
    await start();
    const file = rig.file("rows.ndjson", ndjson(jobRows("plain", perJob)));
    const first = await submit("plain", file);
    expect(JSON.parse(first.stdout)).to.deep.equal({ jobId: "plain", status: "queued", duplicate: false });
    expect((await rig.run("jobs", "result", "plain")).code).to.equal(2);
    expect(JSON.parse((await submit("plain", file)).stdout)).to.deep.include({ duplicate: true });
    const other = rig.file("other.ndjson", ndjson(jobRows("other", perJob)));
    const conflict = await submit("plain", other);
    expect([conflict.code, conflict.stderr.includes("JobConflict")]).to.deep.equal([2, true]);
    const worker = rig.worker();
    await worker.ready;
    const { workers } = await rig.json<{ workers: { running: unknown }[] }>("fleet", "status", "--json");
    expect(workers.map(({ running }) => typeof running)).to.deep.equal(["number"]);
    const [job] = await rig.finished(["plain"]);
    expect(job).to.deep.include({
      status: "succeeded",
      rows: perJob,
      processed: perJob,
      failed: perJob / 10,
      errorCode: null,
    });
    await expectDone("plain");
    worker.child.kill("SIGTERM");
    expect((await worker.ended).code).to.equal(0);
  });

  it("fails a job of a profile that is missing, names it, and runs the others", async () => {
    await start();
    const file = rig.file("missing.ndjson", ndjson(jobRows("missing", 10)));
    await rig.run("submit", "import_indicators", "--input", file, "--profile", "absent", "--id", "a");
    await rig.run("submit", "import_indicators", "--input", file, "--profile", "two", "--id", "b");
    const worker = rig.worker("--log-format", "json", "--verbose");
    await worker.ready;
    const jobs = await rig.finished(["a", "b"]);
    expect(jobs.map(({ status, errorCode }) => [status, errorCode])).to.deep.equal([
      ["failed", "MissingProfile"],
      ["succeeded", null],
    ]);
    const { code, stderr } = await rig.run("jobs", "result", "a");
    expect([code, stderr.includes("MissingProfile"), stderr.includes("absent")]).to.deep.equal([
      2,
      true,
      true,
    ]);
    const { stdout } = await rig.run("jobs", "show", "a");
    expect(stdout).to.match(/\n {2}worker \S+\n {2}error MissingProfile: Profile absent: /);
    worker.child.kill("SIGTERM");
    const log = (await worker.ended).stderr.trim().split("\n");
    const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
    const shown = lines.map(({ job, profile, action, code: found, service, level }) =>
      [job, profile, action, found ?? service, level].join(" "),
    );
    expect(shown).to.include.members([
      "a absent import_indicators MissingProfile warn",
      "b two import_indicators defender debug",
      "b two import_indicators InvalidIndicator warn",
      "b two import_indicators  info",
    ]);
  });

  it("queues no job of a profile that no configuration can have", async () => {
    await start();
    const file = rig.file("several.ndjson", ndjson(jobRows("several", 10)));
    for (const profile of ["one,two", "o\nne", "", "x".repeat(65)]) {
      const { code, stderr } = await rig.run(
        "submit",
        "import_indicators",
        "--input",
        file,
        "--profile",
        profile,
      );
      expect([code, stderr.includes("InvalidOption: --profile")]).to.deep.equal([2, true]);
    }
    expect(await rig.json("jobs", "list", "--json")).to.deep.equal([]);
  });

  it("cancels a queued job with one result per row, and retries it under its id", async () => {
    await start();
    const file = rig.file("cancelled.ndjson", ndjson(jobRows("cancelled", 20)));
    await submit("cancelled", file);
    expect((await rig.run("jobs", "cancel", "cancelled")).code).to.equal(0);
    const { code, stdout } = await rig.run("jobs", "result", "cancelled");
    expect([code, stdout.trim().split("\n").length]).to.deep.equal([4, 20]);
    expect((await rig.run("jobs", "cancel", "cancelled")).code).to.equal(2);
    expect((await rig.run("jobs", "retry", "cancelled")).code).to.equal(0);
    await rig.worker().ready;
    const [job] = await rig.finished(["cancelled"]);
    expect(job).to.deep.include({ jobId: "cancelled", status: "succeeded", processed: 20 });
  });

  describe("two workers", () => {
    const tooMany = () => rig.simulator.requests().filter(({ status }) => status === 429);
    const slowly = () => rig.simulator.configure({ latencyMs: 400 });

    it("share the rate limit of one tenant, also with run", async () => {
      const asset = rig.simulator.asset({ rate_limits: { import: { calls: 5, per_seconds: 3 } } });
      rig.simulator.reset();
      rig.simulator.configure({ limits: { import: { calls: 5, perSeconds: 3 } } });
      await rig.reset({ one: asset, two: asset });
      const ids = ["share-a", "share-b"];
      for (const [i, id] of ids.entries()) {
        const file = rig.file(`${id}.ndjson`, ndjson(jobRows(id, 7 * perBatch)));
        const profile = ["one", "two"][i] as string;
        await rig.run("submit", "import_indicators", "--input", file, "--profile", profile, "--id", id);
      }
      await Promise.all([rig.worker().ready, rig.worker().ready]);
      const file = rig.file("asset.json", JSON.stringify(asset));
      const rows = rig.file("share-c.ndjson", ndjson(jobRows("share-c", 7 * perBatch)));
      await rig.run("run", "import_indicators", "--input", rows, "--asset", file);
      await rig.finished(ids);
      const sent = rig.simulator.requests().filter(({ path }) => path.includes("/import"));
      expect([sent.length, tooMany()]).to.deep.equal([21, []]);
    });

    it("hand a job over when the first is asked to end", async () => {
      await start();
      slowly();
      const id = "handed";
      await submit(id, rig.file(`${id}.ndjson`, ndjson(jobRows(id, perJob))));
      const first = rig.worker();
      await rig.imports(1);
      first.child.kill("SIGTERM");
      expect((await first.ended).code).to.equal(0);
      await rig.worker().ready;
      await rig.finished([id]);
      await expectDone(id);
    });

    it("end a job once if the first is stopped past its lease and continues", async () => {
      await start();
      slowly();
      const id = "stopped";
      await submit(id, rig.file(`${id}.ndjson`, ndjson(jobRows(id, perJob))));
      const first = rig.worker();
      await rig.imports(1);
      first.child.kill("SIGSTOP");
      await rig.worker().ready;
      await rig.finished([id]);
      first.child.kill("SIGCONT");
      await expectDone(id);
      first.child.kill("SIGTERM");
      expect((await first.ended).code).to.equal(0);
      await expectDone(id);
    });
  });

  it("runs a job although the response to the statement that took it is lost", async () => {
    await start();
    await submit("lost", rig.file("lost.ndjson", ndjson(jobRows("lost", perJob))));
    await rig.faultyWorker("loses a taken job").ready;
    await rig.finished(["lost"]);
    await expectDone("lost");
  });

  it("ends a job once although the response to the statement that stored its end is lost", async () => {
    await start();
    await submit("ended", rig.file("ended.ndjson", ndjson(jobRows("ended", perJob))));
    const worker = rig.faultyWorker("loses the end");
    await worker.ready;
    await rig.finished(["ended"]);
    await expectDone("ended");
    worker.child.kill("SIGTERM");
    expect((await worker.ended).stderr).not.to.contain("JobLost");
  });

  it("sends nothing of a job after the lease of its worker is over", async () => {
    const limit = { calls: 1, perSeconds: 2 };
    rig.simulator.reset();
    rig.simulator.configure({ limits: { import: limit } });
    const rateLimits = { import: { calls: limit.calls, per_seconds: limit.perSeconds } };
    await rig.reset({ one: rig.simulator.asset({ rate_limits: rateLimits }) });
    await submit("late", rig.file("late.ndjson", ndjson(jobRows("late", perJob))));
    const first = rig.faultyWorker("stores no progress");
    await rig.imports(1);
    first.child.kill("SIGSTOP");
    const second = rig.worker();
    await rig.finished(["late"]);
    second.child.kill("SIGKILL");
    await second.ended;
    const sent = rig.simulator.requests().length;
    first.child.kill("SIGCONT");
    // It takes another job only after it has ended the first one.
    await submit("next", rig.file("next.ndjson", ndjson(jobRows("next", 10))));
    await rig.finished(["next"]);
    expect(rig.simulator.requests()).to.have.length(sent + 1);
  });

  it("hands over the job of a worker that is stopped while it holds a lock", async () => {
    await start();
    rig.simulator.configure({ latencyMs: 3_000 });
    await submit("locked", rig.file("locked.ndjson", ndjson(jobRows("locked", perJob))));
    rig.faultyWorker("stops while it recovers");
    await rig.imports(1);
    const second = rig.worker();
    await rig.finished(["locked"]);
    await expectDone("locked");
    const { worker } = await rig.json<{ worker: string }>("jobs", "show", "locked", "--json");
    expect(worker).to.contain(`-${second.child.pid}-`);
  });

  it("keeps every secret out of the database", async () => {
    await start();
    const { client_secret: secret } = rig.simulator.asset();
    await submit("secret", rig.file("secret.ndjson", ndjson(jobRows("secret", 10))));
    await rig.worker().ready;
    await rig.finished(["secret"]);
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: rig.database });
    await client.connect();
    const { rows: tables } = await client.query(
      "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema IN ('fleet', 'dbos') AND table_type = 'BASE TABLE'",
    );
    let rows = 0;
    for (const { name } of tables) {
      const { rows: found } = await client.query(`SELECT t::text AS text FROM ${name} t`);
      rows += found.length;
      expect(
        found.filter(({ text }) => text.includes(secret)),
        name,
      ).to.deep.equal([]);
    }
    await client.end();
    expect(rows).to.be.greaterThan(5);
  });

  describe("a worker that is killed", () => {
    const isShort = process.env["FLEET"] !== "all";
    const chosen = isShort ? killPoints.filter((_, i) => i % 6 === 1) : killPoints;
    for (const point of chosen)
      it(`${point.when} ${point.moment} ${point.nth}: another one finishes the job`, async () => {
        await start();
        await killAt(point);
      });

    const validRows = (perJob * (badEvery - 1)) / badEvery;
    const received = () => rig.simulator.requests().reduce((sum, { rows }) => sum + (rows ?? 0), 0);

    const killAt = async (point: KillPoint) => {
      // Progress is stored once a second.
      if (point.moment === "progress") rig.simulator.configure({ latencyMs: 1_500 });
      const id = `${point.when}-${point.moment}-${point.nth}`;
      await submit(id, rig.file(`${id}.ndjson`, ndjson(jobRows(id, perJob))));
      const killed = rig.killedWorker(point);
      const { code } = await killed.ended;
      expect(code, "the point was not reached").to.equal(null);
      const stored = await rig.storedRows(id);
      const inFlight = received() - stored;
      await rig.worker().ready;
      const [job] = await rig.finished([id]);
      expect(job).to.deep.include({ status: "succeeded" });
      await expectDone(id);
      expect(received() - validRows, "rows that were sent again").to.be.at.most(inFlight);
    };
  });
});
