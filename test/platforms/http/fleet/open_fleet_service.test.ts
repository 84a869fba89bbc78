// The state of the fleet over HTTP: for programs, for Prometheus, and for whoever asks whether runs can start.
import { expect } from "chai";
import { importOf, rows } from "../../../support/rows.js";
import { FleetRig } from "../../fleet/fleet_rig.js";
import { ask, key, until } from "../service.js";

const callerKey = "a-key-of-this-caller";

describe("http: the fleet of a service with a database", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());

  const begin = (url: string, profile: string) =>
    ask(`${url}/actions/import_indicators/jobs?profile=${profile}`, {
      method: "POST",
      body: importOf(rows(1)),
    });

  const metricsOf = async (url: string, headers = {}): Promise<string> =>
    (await ask(`${url}/metrics`, { headers })).text;

  it("is the object of the command, for whoever has the key", async () => {
    await rig.reset({ one: rig.simulator.asset(), two: rig.simulator.asset() });
    const { url } = await rig.serve(key);
    await begin(url, "one");
    await begin(url, "two");
    const { json } = await ask(`${url}/fleet`);
    const { queues } = await rig.json<{ queues: object[] }>("fleet", "status", "--json");
    expect(Object.keys(json ?? {})).to.deep.equal(["workers", "queues", "rateLimits", "capacity"]);
    const named = (all: unknown): unknown =>
      (all as { profile: string; depth: number }[]).map(({ profile, depth }) => [profile, depth]);
    expect([named(json?.["queues"]), named(queues)]).to.deep.equal([
      [
        ["one", 1],
        ["two", 1],
      ],
      [
        ["one", 1],
        ["two", 1],
      ],
    ]);
    expect((await ask(`${url}/fleet`, { headers: { authorization: "Bearer wrong" } })).status).to.equal(401);
  });

  it("shows workers and ended jobs in the metrics, next to those of the service", async () => {
    await rig.reset({ one: rig.simulator.asset() });
    const { url } = await rig.serve(key);
    await begin(url, "one");
    await begin(url, "absent");
    expect(await metricsOf(url))
      .to.include("defender_runs_in_flight 0\n")
      .and.include("\ndefender_workers 0\n")
      .and.include("\ndefender_jobs_queued 2\n")
      .and.include('\ndefender_queue_depth{profile="absent"} 1\n');
    await rig.worker().ready;
    await until(async () => (await metricsOf(url)).includes('defender_jobs_ended{status="failed"} 1\n'));
    await until(async () => (await metricsOf(url)).includes('defender_jobs_ended{status="succeeded"} 1\n'));
    expect(await metricsOf(url))
      .to.include("\ndefender_workers 1\n")
      .and.include("\ndefender_jobs_queued 0\n");
  });

  it("shows a named caller its own profiles only, and no keys of rate limits", async () => {
    await rig.reset({ one: rig.simulator.asset() });
    rig.file("one.keys", callerKey);
    const entry = { name: "soar", key_file: "one.keys", profiles: ["one"], actions: ["import_indicators"] };
    const profiles = { one: rig.simulator.asset(), two: rig.simulator.asset() };
    const config = rig.file("one.json", JSON.stringify({ profiles, serve: { callers: [entry] } }));
    const { url: all } = await rig.serve(key);
    await begin(all, "one");
    await begin(all, "two");
    const { url } = await rig.serve(key, "--config", config);
    const headers = { authorization: `Bearer ${callerKey}` };
    await ask(`${url}/actions/get_indicators?profile=one`, { method: "POST", body: {}, headers });
    const { json, text } = await ask(`${url}/fleet`, { headers });
    expect(json).to.have.property("queues").that.has.length(1);
    expect(json).to.deep.include({ rateLimits: [] });
    expect(text).to.include('"one"').and.not.include("two");
    const metrics = await metricsOf(url, headers);
    expect(metrics).to.include('defender_queue_depth{profile="one"} 1').and.not.include("two");
  });

  it("is not ready while the database does not respond, and is again after that", async function () {
    if (!rig.postgres.isOwn) return this.skip();
    await rig.reset({ one: rig.simulator.asset() });
    const { url } = await rig.serve(key);
    const ready = async () => (await ask(`${url}/ready`)).status;
    expect(await ready()).to.equal(200);
    await rig.postgres.crash();
    await until(async () => (await ready()) === 503);
    const { status, json } = await ask(`${url}/fleet`);
    expect([status, json?.["code"]]).to.deep.equal([502, "DatabaseUnreachable"]);
    expect(await metricsOf(url)).to.include("\ndefender_database_up 0\n");
    const queued = begin(url, "one");
    await rig.postgres.restart();
    expect((await queued).status).to.equal(202);
    await until(async () => (await ready()) === 200);
    expect(await metricsOf(url)).to.include("\ndefender_jobs_queued 1\n");
    return undefined;
  });
});
