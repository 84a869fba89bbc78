import { expect } from "chai";
import { type Database, openDatabase } from "../../../connector/stores/postgres/database.js";
import { FleetRig } from "./fleet_rig.js";

const rowOf = (name: string): string =>
  `${JSON.stringify({
    indicatorValue: `${name}.bad.example`,
    indicatorType: "DomainName",
    action: "Block",
    title: "t",
    description: "d",
  })}\n`;

describe("fleet: retention", () => {
  let rig: FleetRig;
  let database: Database;
  before(async () => {
    rig = await FleetRig.start();
    await rig.reset({ one: rig.simulator.asset() });
    database = openDatabase(rig.database);
  });
  after(async () => {
    await database.close();
    await rig.close();
  });
  const submit = (id: string, ...args: string[]) => {
    const file = rig.file(`${id}.ndjson`, rowOf(id));
    const given = ["submit", "import_indicators", "--input", file, "--profile", "one", "--id", id, ...args];
    return rig.run(...given);
  };
  const numberOf = async (table: string, condition = "true") => {
    const [row] = await database.query(`SELECT count(*) AS n FROM ${table} WHERE ${condition}`);
    return Number(row?.["n"]);
  };

  it("deletes jobs that ended long ago, with everything that only they use", async () => {
    await submit("old");
    await submit("failed", "--deadline-ms", "1");
    await submit("recent");
    await submit("scheduled", "--cron", "0 0 1 1 *");
    const first = rig.worker();
    await first.ready;
    await rig.finished(["old", "failed", "recent"]);
    first.child.kill("SIGTERM");
    await first.ended;
    await submit("waiting");
    expect(await numberOf("fleet.journal", "job = 'failed'")).to.be.greaterThan(0);
    await rig.run(
      "submit",
      "import_indicators",
      "--input",
      rig.file("a.ndjson", rowOf("a")),
      "--profile",
      "none",
    );

    const age = "interval '31 days'";
    await database.query(`UPDATE fleet.job SET ended_at = ended_at - ${age} WHERE id IN ('old', 'failed')`);
    await database.query(`UPDATE fleet.job SET queued_at = queued_at - ${age}`);
    await database.query(`UPDATE fleet.input SET used_at = used_at - ${age}`);
    await database.query(`UPDATE fleet.worker SET lease_until = lease_until - ${age}`);
    await database.query(
      `UPDATE dbos.workflow_status SET created_at = created_at - extract(epoch FROM ${age}) * 1000
       WHERE queue_partition_key = 'one' AND workflow_uuid NOT LIKE 'recent%'`,
    );
    await database.query(
      `INSERT INTO fleet.sync_state (profile, sync, part, bytes, saved_at)
       SELECT p, 'feed', 'pulls', '', clock_timestamp() - ${age} FROM unnest(ARRAY['one', 'gone']) AS p`,
    );
    await rig.worker().ready;
    while ((await numberOf("dbos.workflow_status", "workflow_uuid LIKE 'old/%'")) > 0);
    await rig.finished(["waiting"]);

    const jobs = await rig.json<{ jobId: string }[]>("jobs", "list", "--json");
    const ids = jobs.map(({ jobId }) => jobId);
    expect(ids).to.include.members(["recent", "waiting"]).and.not.include.members(["old", "failed"]);
    expect((await rig.run("jobs", "result", "recent")).stdout).to.contain("recent.bad.example");
    for (const table of ["fleet.result", "fleet.journal"])
      expect(await numberOf(table, "job IN ('old', 'failed')"), table).to.equal(0);
    expect(await numberOf("dbos.workflow_status", "workflow_uuid LIKE 'failed/%'")).to.equal(0);
    expect(await numberOf("dbos.workflow_status", "workflow_uuid LIKE 'recent/%'")).to.equal(1);
    // The schedule of its profile may need it.
    expect([
      await numberOf("fleet.sync_state"),
      await numberOf("fleet.sync_state", "profile = 'one'"),
    ]).to.deep.equal([1, 1]);
    // Those of the three jobs that are left, and that of the schedule.
    expect([await numberOf("fleet.input"), await numberOf("fleet.input_chunk")]).to.deep.equal([4, 4]);
    expect(await numberOf("fleet.worker", "lease_until < clock_timestamp() - interval '1 day'")).to.equal(0);
  });

  it("keeps what an operator wants to keep", async () => {
    const { code, stderr } = await rig.run("worker", "--keep-days", "0");
    expect([code, stderr.includes("--keep-days")]).to.deep.equal([2, true]);
    await database.query("UPDATE fleet.job SET ended_at = ended_at - interval '29 days' WHERE id = 'recent'");
    rig.endAll();
    const worker = rig.worker("--keep-days", "20");
    await worker.ready;
    while ((await numberOf("fleet.job", "id = 'recent'")) > 0);
    worker.child.kill("SIGTERM");
    expect((await worker.ended).code).to.equal(0);
  });
});
