import { DBOSClient } from "@dbos-inc/dbos-sdk";
import { expect } from "chai";
import { type Database, openDatabase } from "../../../connector/stores/postgres/database.js";
import { storeInput } from "../../../connector/stores/postgres/input_store.js";
import { migrate, schemaSteps } from "../../../connector/stores/postgres/schema.js";
import { migrateWorkflows } from "../../../platforms/fleet/workflows.js";
import { FleetRig } from "./fleet_rig.js";

const rowsOf = (job: string, count: number): string =>
  Array.from({ length: count }, (_, i) => ({
    indicatorValue: `${job}-${i}.bad.example`,
    indicatorType: "DomainName",
    action: "Block",
    title: "t",
    description: "d",
  }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");

describe("fleet: a rolling upgrade", () => {
  let rig: FleetRig;
  let database: Database;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(async () => {
    await database.close();
    await rig.close();
  });

  /** Makes the schema of version 1. */
  const start = async () => {
    rig.simulator.reset();
    rig.simulator.configure({ latencyMs: 400 });
    await rig.empty({ one: rig.simulator.asset(), two: rig.simulator.asset() });
    await database?.close();
    database = openDatabase(rig.database);
    await migrateWorkflows(rig.database);
    await migrate(database, undefined, schemaSteps.slice(0, 1));
  };
  const submitted = async (id: string, profile: string, rows: number, ...args: string[]) => {
    const file = rig.file(`${id}.ndjson`, rowsOf(id, rows));
    const given = ["submit", "import_indicators", "--input", file, "--profile", profile, "--id", id, ...args];
    const { code, stderr } = await rig.run(...given);
    expect(code, stderr).to.equal(0);
  };
  /** Queues a job as a program of version 1 does. */
  const queuedBefore = async (id: string, profile: string, rows: number) => {
    const input = await storeInput(database.query, Buffer.from(rowsOf(id, rows)));
    const client = await DBOSClient.create({
      systemDatabaseUrl: rig.database,
      systemDatabasePool: database.pool,
      applicationName: "defender-indicators",
    });
    await database.transaction(async (query, connection) => {
      const workflow = `${id}/1`;
      await query(
        `INSERT INTO fleet.job (id, action, profile, input, input_name, priority, rows, workflow)
         VALUES ($1, 'import_indicators', $2, $3, 'rows.ndjson', 1000, $4, $5)`,
        [id, profile, input, rows, workflow],
      );
      const queue = {
        queueName: "jobs",
        workflowName: "run job",
        queuePartitionKey: profile,
        priority: 1000,
      };
      const options = { ...queue, workflowID: workflow, appVersion: "1" };
      await client.enqueueInTransaction(connection, options, workflow);
    });
    await client.destroy();
  };
  /** Checks that every job has one result per row, and that the service has each row. */
  const expectDone = async (ids: readonly [string, number][]) => {
    const all = await rig.finished(ids.map(([id]) => id));
    for (const [id, rows] of ids) {
      expect(all.find(({ jobId }) => jobId === id)).to.deep.include({ status: "succeeded", processed: rows });
      const { stdout } = await rig.run("jobs", "result", id);
      expect(stdout.trim().split("\n"), id).to.have.length(rows);
      const stored = rig.simulator
        .indicators()
        .filter(({ indicatorValue }) => indicatorValue.startsWith(`${id}-`));
      expect(stored, id).to.have.length(rows);
    }
  };
  const imports = async (count: number) => {
    const seen = () => rig.simulator.requests().filter(({ path }) => path.includes("/import")).length;
    while (seen() < count) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const migrated = async () => {
    const { stdout } = await rig.run("migrate");
    expect(stdout).to.contain("version 2 now");
  };
  const ownerOf = async (id: string) =>
    (await rig.json<{ worker: string }>("jobs", "show", id, "--json")).worker;

  it("loses nothing that is queued or in flight, while old and new workers run", async () => {
    await start();
    await queuedBefore("flying", "one", 1500);
    await queuedBefore("next", "one", 600);
    await queuedBefore("other", "two", 600);
    expect((await rig.run("worker")).stderr).to.contain("version 1");
    const old = rig.oldWorker();
    await old.ready;
    await imports(1);
    await migrated();
    const second = rig.oldWorker();
    await second.ready;
    await rig.worker().ready;
    await submitted("new", "two", 600, "--normalize");
    await expectDone([
      ["flying", 1500],
      ["next", 600],
      ["other", 600],
      ["new", 600],
    ]);
    const { workers } = await rig.json<{ workers: object[] }>("fleet", "status", "--json");
    expect(workers).to.have.length(3);
    second.child.kill("SIGTERM");
    expect((await second.ended).code).to.equal(0);
  });

  it("hands over the jobs of an old worker that dies, and those that no old worker took", async () => {
    await start();
    await queuedBefore("flying", "one", 1500);
    await queuedBefore("waiting", "one", 100);
    const old = rig.oldWorker();
    await old.ready;
    await imports(1);
    old.child.kill("SIGKILL");
    await old.ended;
    await migrated();
    await rig.worker().ready;
    await expectDone([
      ["flying", 1500],
      ["waiting", 100],
    ]);
  });

  it("keeps a job with options from an old worker, also when the new one dies", async () => {
    await start();
    await migrated();
    await submitted("optional", "one", 1500, "--normalize");
    const killed = rig.worker();
    await imports(1);
    killed.child.kill("SIGKILL");
    await killed.ended;
    const old = rig.oldWorker();
    await old.ready;
    // The old worker ends the workflow of the dead one, and cannot queue the job again.
    const statuses = () => database.query<{ status: string }>("SELECT status FROM dbos.workflow_status");
    while ((await statuses()).every(({ status }) => status !== "CANCELLED"));
    expect(await statuses()).to.have.length(1);
    expect(await ownerOf("optional")).to.be.a("string");
    await rig.worker().ready;
    await expectDone([["optional", 1500]]);
  });
});
