import { expect } from "chai";
import { FleetRig } from "./fleet_rig.js";

/** Rows of one job; each job has values of its own. */
const rowsOf = (job: string, count: number): string =>
  Array.from({ length: count }, (_, i) => ({
    indicatorValue: i === 0 ? `HTTPS://${job}.bad.example./a` : `${job}-${i}.bad.example`,
    indicatorType: i === 0 ? "Url" : "DomainName",
    action: "Block",
    title: "t",
    description: "d",
  }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");

describe("fleet: options of jobs", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
    await rig.reset({ one: rig.simulator.asset() });
  });
  after(() => rig.close());
  const submit = (id: string, file: string, ...args: string[]) =>
    rig.run("submit", "import_indicators", "--input", file, "--profile", "one", "--id", id, ...args);
  const imports = () => rig.simulator.requests().filter(({ path }) => path.includes("/import"));

  it("are a part of the job: the same id with other options is another job", async () => {
    const file = rig.file("same.ndjson", rowsOf("same", 2));
    expect((await submit("same", file, "--normalize")).code).to.equal(0);
    const again = await submit("same", file, "--normalize");
    expect(JSON.parse(again.stdout)).to.deep.include({ jobId: "same", duplicate: true });
    const changes = [
      [],
      ["--normalize", "--deadline-ms", "60000"],
      ["--normalize", "--priority", "1"],
      ["--normalize", "--format", "ndjson"],
    ];
    for (const others of changes) {
      const { code, stderr } = await submit("same", file, ...others);
      expect([code, stderr.includes("JobConflict")]).to.deep.equal([2, true]);
    }
    expect((await rig.run("jobs", "cancel", "same")).code).to.equal(0);
    const { code, stdout } = await rig.run("jobs", "result", "same");
    expect([code, stdout.match(/NotSent/g)?.length]).to.deep.equal([4, 2]);
  });

  it("are rejected at once if the action does not have them", async () => {
    const list = rig.file("list.json", "{}");
    const given = ["--input", list, "--profile", "one", "--preflight"];
    const { code, stderr } = await rig.run("submit", "get_indicators", ...given);
    expect([code, stderr.includes("preflight")]).to.deep.equal([2, true]);
    expect(await rig.json("jobs", "list", "--json")).to.have.length(1);
  });

  it("are obeyed by the run of the worker", async () => {
    rig.simulator.reset();
    const ids = ["planned", "normalized", "late"];
    const [planned = "", normalized = "", late = ""] = ids.map((id) =>
      rig.file(`${id}.ndjson`, rowsOf(id, 3)),
    );
    await submit("planned", planned, "--dry-run");
    await submit("normalized", normalized, "--normalize", "--resume", "list", "--preflight");
    await submit("late", late, "--deadline-ms", "1");
    const worker = rig.worker();
    await worker.ready;
    const jobs = (await rig.finished(ids)) as { jobId: string }[];
    const shown = Object.fromEntries(jobs.map((job) => [job.jobId, job]));
    expect(shown["planned"]).to.deep.include({ status: "succeeded", rows: 3, processed: 3, failed: 1 });
    const plan = await rig.run("jobs", "result", "planned");
    expect(JSON.parse(plan.stdout.trim().split("\n").at(-1) ?? "")).to.deep.include({ rows: 3, sent: 2 });
    expect(plan.code).to.equal(1);
    expect(shown["normalized"]).to.deep.include({ status: "succeeded", rows: 3, processed: 3, failed: 0 });
    expect(shown["late"]).to.deep.include({ rows: 3, failed: 3, errorCode: "DeadlineExceeded" });
    expect(imports()).to.have.length(1);
    worker.child.kill("SIGTERM");
    expect((await worker.ended).code).to.equal(0);
  });
});
