import { expect } from "chai";
import { openDatabase } from "../../../connector/stores/postgres/database.js";
import { FleetRig } from "./fleet_rig.js";

describe("fleet: schedules", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());
  const start = async () => {
    rig.simulator.reset();
    await rig.reset({ one: rig.simulator.asset() });
    rig.file("feed.txt", "a.bad.example\nb.bad.example\n");
    const sources = [{ file: "feed.txt", format: "text" }];
    const defaults = { action: "Block", title: "t", description: "d" };
    return rig.file(
      "sync.json",
      JSON.stringify({ name: "hourly", policy: "create_only", sources, defaults }),
    );
  };
  const submit = (file: string, id: string, cron: string, ...args: string[]) =>
    rig.run("submit", "--sync", file, "--profile", "one", "--id", id, "--cron", cron, ...args);
  type Job = { jobId: string; status: string; startedAt: string; endedAt: string };
  const jobs = () => rig.json<Job[]>("jobs", "list", "--json");
  /** Waits for so many jobs that have ended. */
  const ended = async (count: number) => {
    for (;;) {
      const all = await jobs();
      expect(all.filter(({ status }) => status === "failed")).to.deep.equal([]);
      const done = all.filter(({ status }) => status === "succeeded");
      if (done.length >= count) return done;
    }
  };
  const times = async () => {
    const database = openDatabase(rig.database);
    const rows = await database.query<{ id: string; status: string; executor: string }>(
      `SELECT workflow_uuid AS id, status, executor_id AS executor FROM dbos.workflow_status
       WHERE schedule_name IS NOT NULL ORDER BY created_at`,
    );
    await database.close();
    return rows;
  };

  it("queue one job for each time, also with several workers, and end with cancel", async () => {
    const file = await start();
    const first = await submit(file, "every", "* * * * * *");
    expect(JSON.parse(first.stdout)).to.deep.equal({ jobId: "every", status: "scheduled", duplicate: false });
    expect(JSON.parse((await submit(file, "every", "* * * * * *")).stdout)).to.deep.include({
      duplicate: true,
    });
    for (const [cron, ...args] of [["0 * * * *"], ["* * * * * *", "--allow-delete", "1"]] as const) {
      const { code, stderr } = await submit(file, "every", cron, ...args);
      expect([code, stderr.includes("JobConflict")]).to.deep.equal([2, true]);
    }
    await Promise.all([rig.worker().ready, rig.worker().ready]);
    const done = await ended(3);
    for (const { jobId } of done) expect(jobId).to.match(/^every@\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    const ordered = done.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
    for (const [i, { startedAt }] of ordered.entries())
      expect(startedAt >= (ordered[i - 1]?.endedAt ?? ""), "two jobs of a schedule overlap").to.equal(true);
    const fired = (await times()).map(({ id }) => id);
    expect(new Set(fired).size).to.equal(fired.length);
    const [schedule] = await rig.json<object[]>("jobs", "schedules", "--json");
    expect(schedule).to.deep.include({ scheduleId: "every", profile: "one", cron: "* * * * * *" });
    expect((await rig.run("jobs", "cancel", "every")).code).to.equal(0);
    expect(await rig.json("jobs", "schedules", "--json")).to.deep.equal([]);
    expect((await rig.run("jobs", "cancel", "every")).code).to.equal(2);
  });

  it("do not pile up jobs while one runs", async () => {
    const file = await start();
    await submit(file, "idle", "* * * * * *");
    // The only worker has no place for a job of this profile: it holds one that waits for the service.
    rig.simulator.configure({ latencyMs: 60_000 });
    await rig.worker().ready;
    while ((await times()).filter(({ status }) => status === "SUCCESS").length < 4);
    expect((await jobs()).filter(({ status }) => status === "queued" || status === "running")).to.have.length(
      1,
    );
  });

  it("fire a time that a dead worker had taken", async () => {
    const file = await start();
    await submit(file, "dead", "0 0 1 1 *");
    const database = openDatabase(rig.database);
    const worker = rig.worker();
    await worker.ready;
    worker.child.kill("SIGKILL");
    await worker.ended;
    // A time that a process has taken, and that has no lease any more.
    const [schedule] = await database.query<{ context: string }>(
      "SELECT context FROM dbos.workflow_schedules",
    );
    const at = "2026-01-01T00:00:00.000Z";
    const context = JSON.parse(schedule?.context ?? "") as { json: object };
    const inputs = { ...context, json: [at, context.json], meta: { values: { 0: ["Date"] } } };
    await database.query(
      `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, executor_id, application_version,
         application_name, queue_name, inputs, schedule_name, serialization)
       SELECT 'sched-dead-' || $1, 'PENDING', workflow_name, 'gone', application_version, application_name,
         '_dbos_internal_queue', $2, schedule_name, 'js_superjson'
       FROM dbos.workflow_schedules, (SELECT version_name AS application_version FROM dbos.application_versions) v`,
      [at, JSON.stringify(inputs)],
    );
    await database.close();
    await rig.worker().ready;
    expect((await ended(1)).map(({ jobId }) => jobId)).to.deep.equal(["dead@2026-01-01T00:00:00.000Z"]);
  });

  it("are for actions too, and share their ids with jobs", async () => {
    await start();
    const list = rig.file("list.json", "{}");
    const given = ["submit", "get_indicators", "--input", list, "--profile", "one", "--id", "list"];
    expect((await rig.run(...given, "--cron", "@daily")).code).to.equal(0);
    const { code, stderr } = await rig.run(...given);
    expect([code, stderr.includes("JobConflict")]).to.deep.equal([2, true]);
  });

  for (const cron of ["every hour", "0 25 * * *", "0 * * *", "0 0 31 2 *", ""])
    it(`are rejected with times that are not valid: ${JSON.stringify(cron)}`, async () => {
      const file = await start();
      const { code, stderr } = await submit(file, "wrong", cron);
      expect([code, stderr.includes("--cron")], stderr).to.deep.equal([2, true]);
      expect(await rig.json("jobs", "schedules", "--json")).to.deep.equal([]);
    });
});
