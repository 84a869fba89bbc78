import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "chai";
import { FleetRig } from "./fleet_rig.js";

const rowsOf = (count: number, from = 0): object[] =>
  Array.from({ length: count }, (_, i) => ({
    indicatorValue: `sync-${from + i}.bad.example`,
    indicatorType: "DomainName",
    action: "Block",
    title: "t",
    description: "d",
  }));

const ndjson = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

describe("fleet: syncs", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());
  const start = async () => {
    rig.simulator.reset();
    await rig.reset({ one: rig.simulator.asset() });
  };
  const sync = { name: "hourly", policy: "mirror", sources: [{ file: "feed.ndjson", format: "ndjson" }] };
  const file = (content: object = sync) => rig.file("sync.json", JSON.stringify(content));
  const submit = (id: string, ...args: string[]) =>
    rig.run("submit", "--sync", file(), "--profile", "one", "--id", id, ...args);
  const values = () =>
    rig.simulator
      .indicators()
      .map(({ indicatorValue }) => indicatorValue)
      .toSorted();
  const job = async (id: string) => {
    await rig.finished([id]);
    return rig.json<Record<string, unknown>>("jobs", "show", id, "--json");
  };

  it("run as apply would, delete no more than allowed, and remember the last round", async () => {
    await start();
    rig.file("feed.ndjson", ndjson(rowsOf(20)));
    const queued = await submit("first");
    expect(JSON.parse(queued.stdout)).to.deep.equal({ jobId: "first", status: "queued", duplicate: false });
    expect(JSON.parse((await submit("first")).stdout)).to.deep.include({ duplicate: true });
    expect((await submit("first", "--allow-delete", "3")).stderr).to.contain("JobConflict");
    await rig.worker().ready;
    expect(await job("first")).to.deep.include({
      action: "sync_indicators",
      profile: "one",
      status: "succeeded",
      errorCode: null,
      rows: 20,
      processed: 20,
      failed: 0,
    });
    const { code, stdout, stderr } = await rig.run("jobs", "result", "first");
    expect([code, stdout.match(/^ *\+ /gm)?.length, stderr.includes("20 created")]).to.deep.equal([
      0,
      20,
      true,
    ]);
    expect(values()).to.have.length(20);

    rig.file("feed.ndjson", ndjson(rowsOf(5)));
    await submit("held");
    await job("held");
    expect([(await rig.run("jobs", "result", "held")).code, values().length]).to.deep.equal([1, 20]);
    await submit("allowed", "--allow-delete", "15");
    expect(await job("allowed")).to.deep.include({ status: "succeeded", rows: 20, failed: 0 });
    expect(values()).to.deep.equal(
      rowsOf(5).map((row) => (row as { indicatorValue: string }).indicatorValue),
    );

    rig.simulator.reset();
    await submit("drifted");
    await job("drifted");
    expect((await rig.run("jobs", "result", "drifted")).stdout).to.contain("Drift");
  });

  it("renew the rows of the last complete pull on any worker", async () => {
    await start();
    rig.file("feed.ndjson", ndjson(rowsOf(4)));
    const leased = { ...sync, name: "leased", policy: "lease", every: "1h" };
    const round = async (id: string) => {
      await rig.run("submit", "--sync", file(leased), "--profile", "one", "--id", id);
      await rig.worker().ready;
      expect(await job(id)).to.deep.include({ status: "succeeded", failed: 0 });
      return (await rig.run("jobs", "result", id)).stderr;
    };
    expect(await round("pulled")).not.to.contain("LastPullUsed");
    rig.file("feed.ndjson", "");
    expect(await round("renewed")).to.contain("LastPullUsed");
    expect(values()).to.have.length(4);
    expect(readdirSync(dirname(file())).filter((name) => name.includes("pulls"))).to.deep.equal([]);
  });

  it("are continued by another worker when the first is killed", async () => {
    await start();
    rig.simulator.configure({ latencyMs: 400 });
    rig.file("feed.ndjson", ndjson(rowsOf(1500)));
    await submit("killed");
    const first = rig.worker();
    const imports = () => rig.simulator.requests().filter(({ path }) => path.includes("/import")).length;
    while (imports() < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    first.child.kill("SIGKILL");
    await first.ended;
    await rig.worker().ready;
    expect(await job("killed")).to.deep.include({ status: "succeeded", rows: 1500, failed: 0 });
    expect(values()).to.have.length(1500);
    expect((await rig.run("jobs", "result", "killed")).stderr).to.contain("Resumed");
  });

  it("end as cancelled without a call if no worker has begun them", async () => {
    await start();
    rig.file("feed.ndjson", ndjson(rowsOf(3)));
    await submit("never");
    await rig.run("jobs", "cancel", "never");
    const { code, stderr } = await rig.run("jobs", "result", "never");
    expect([code, stderr.includes("Cancelled")]).to.deep.equal([4, true]);
  });

  it("fail with the source that a worker cannot read", async () => {
    await start();
    const content = { ...sync, sources: [{ file: "absent.ndjson" }] };
    await rig.run("submit", "--sync", file(content), "--profile", "one", "--id", "unreadable");
    await rig.worker().ready;
    expect(await job("unreadable")).to.deep.include({ status: "failed", errorCode: "InvalidInput" });
    const { code, stderr } = await rig.run("jobs", "result", "unreadable");
    expect([code, stderr.includes("absent.ndjson")]).to.deep.equal([2, true]);
  });

  const taxii = { action: "get_taxii_objects", asset: "taxii.json" };
  const input = { path_parameters: { collection_id: "a" } };
  const rejected: readonly [string, object, readonly string[]][] = [
    ["headers", { ...sync, sources: [{ ...taxii, input: { ...input, headers: { a: "b" } } }] }, []],
    [
      "sources[0].input.path_parameters.api_root",
      {
        ...sync,
        sources: [{ ...taxii, input: { path_parameters: { api_root: "https://u:p@h.example/" } } }],
      },
      [],
    ],
    ["target.asset", { ...sync, target: { asset: "asset.json" } }, []],
    ["policy", { ...sync, policy: "other" }, []],
    ["--dry-run", sync, ["--dry-run"]],
    ["--sync", sync, ["import_indicators"]],
  ];
  for (const [place, content, args] of rejected)
    it(`are rejected with the place: ${place}`, async () => {
      rig.file("feed.ndjson", ndjson(rowsOf(1)));
      const given = ["submit", "--sync", file(content), "--profile", "one", ...args];
      const { code, stderr } = await rig.run(...given);
      expect([code, stderr.includes(place)], stderr).to.deep.equal([2, true]);
    });
});
