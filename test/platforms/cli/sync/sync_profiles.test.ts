// `plan`, `apply`, `adopt` and `watch` with profiles, as a process: one sync file, many tenants.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { SyncPlan } from "../../../../connector/platform_api.js";
import type { App } from "../../../../simulator/index.js";
import { taxiiObject } from "../../../scenarios/sync/command_line.js";
import { canary, command, launch, useFolder, useSimulator } from "../../shared/process.js";

const apps: App[] = [1, 2].map((at) => ({
  tenant_id: `11111111-1111-4111-8111-11111111111${at}`,
  client_id: `22222222-2222-4222-8222-22222222222${at}`,
  client_secret: `${canary}${at}`,
  roles: ["Ti.ReadWrite.All"],
}));

describe("sync with profiles", () => {
  const file = useFolder();
  const simulator = useSimulator(apps);

  const sync = (name: string, more: object = {}): string => {
    file(`${name}.txt`, "bad1.example\nbad2.example\n");
    const sources = [{ file: `${name}.txt`, format: "text" }];
    return file(`${name}.json`, { name, policy: "mirror", sources, defaults: { action: "Audit" }, ...more });
  };
  const config = (more: object = {}): string => {
    const { url, login_url } = simulator().asset();
    const [one, two] = apps.map(({ roles: _roles, ...app }) => ({ ...app, url, login_url }));
    return file("config.json", { profiles: { one, "two.x": two, ...more } });
  };
  const counts = (): number[] => apps.map(({ tenant_id }) => simulator().indicators(tenant_id).length);

  it("plans for each profile into a file of its own, and applies each plan", async () => {
    const flags = ["--config", config(), "--profile", "one,two.x"];
    const path = sync("each");
    const out = join(dirname(path), "plan.json");
    const planned = await command(["plan", "--sync", path, ...flags, "--out", out, "--detailed-exitcode"]);
    expect(planned.code).to.equal(5);
    expect(planned.stdout).to.match(/^Profile one:\n {2}\+ [^]*2 to create[^]*^Profile two\.x:\n {2}\+ /m);
    expect(planned.stderr).to.match(/^2 profiles: 2 succeeded, 0 failed\.$/m);
    const read = (profile: string): SyncPlan =>
      JSON.parse(readFileSync(out.replace(".json", `.${profile}.json`), "utf8")) as SyncPlan;
    expect(
      [read("one"), read("two%2ex")].map(({ sync: shown }) => (shown as { profile: string }).profile),
    ).to.deep.equal(["one", "two.x"]);
    const applied = await command(["apply", out, ...flags]);
    expect([applied.code, counts()]).to.deep.equal([0, [2, 2]]);
    for (const profile of ["one", "two%2ex"])
      expect(existsSync(join(dirname(path), `.each.journal.${profile}`)), profile).to.equal(true);
    expect(existsSync(join(dirname(path), ".each.journal"))).to.equal(false);
    const again = await command(["apply", "--sync", path, ...flags]);
    expect([again.code, again.stdout.match(/No changes/g)?.length]).to.deep.equal([0, 2]);
  });

  it("prints one array with --json, also for one profile", async () => {
    const path = sync("json");
    const { code, stdout } = await command([
      "plan",
      "--sync",
      path,
      "--config",
      config(),
      "--profile",
      "one",
      "--json",
    ]);
    const [entry, ...others] = JSON.parse(stdout) as { profile: string; outputs: SyncPlan[] }[];
    expect([code, others, entry?.profile]).to.deep.equal([0, [], "one"]);
    expect(entry?.outputs[0]?.counts.create).to.equal(2);
  });

  it("rejects the plan of another profile, and a plan without one", async () => {
    const path = sync("other");
    const flags = ["--config", config(), "--profile", "one"];
    const out = join(dirname(path), "other_plan.json");
    await command(["plan", "--sync", path, ...flags, "--out", out]);
    const own = out.replace(".json", ".one.json");
    const without = await command(["apply", own]);
    expect([without.code, without.stderr]).to.have.property("0", 2);
    expect(without.stderr).to.match(/StalePlan: .*is a plan for the profile one, and no profile is named/);
    file("other_plan.two%2ex.json", readFileSync(own, "utf8"));
    const wrong = await command(["apply", out, "--config", config(), "--profile", "two.x"]);
    expect(wrong.stderr).to.match(
      /StalePlan: .*is a plan for the profile one, and the profile two\.x is named/,
    );
    expect(counts()).to.deep.equal([0, 0]);
  });

  it("does not stop for a profile with a fault, and exits with 1", async () => {
    const bad = { tenant_id: "x", client_id: "y", client_secret_file: "none" };
    const args = ["--sync", sync("fault"), "--config", config({ bad }), "--all-profiles"];
    const { code, stderr } = await command(["apply", ...args]);
    expect([code, counts()]).to.deep.equal([1, [2, 2]]);
    expect(stderr).to.match(/^3 profiles: 2 succeeded, 1 failed: bad \(InvalidAsset\)\.$/m);
    expect((await command(["adopt", ...args])).code).to.equal(1);
  });

  it("pulls the list of a source once for all profiles, and reports its fault for each of them", async () => {
    const objects = [1, 2, 3].map((n) => taxiiObject(n));
    simulator().putTaxiiObjects(objects);
    file("taxii.json", simulator().taxiiAsset());
    const input = { path_parameters: { collection_id: simulator().collection } };
    const sources = [{ action: "get_taxii_objects", asset: "taxii.json", input }];
    const args = ["--sync", sync("pulled", { sources }), "--config", config(), "--all-profiles"];
    const pulls = () =>
      simulator()
        .requests()
        .filter(({ endpoint }) => endpoint === "taxiiObjects").length;
    expect((await command(["apply", ...args])).code).to.equal(0);
    expect([counts(), pulls()]).to.deep.equal([[3, 3], 1]);
    simulator().addFault({ kind: "status", status: 403, on: "taxiiObjects" });
    const { code, stderr } = await command(["apply", ...args]);
    expect([code, pulls(), counts()]).to.deep.equal([1, 2, [3, 3]]);
    for (const profile of ["one", "two.x"])
      expect(stderr).to.match(new RegExp(`^${profile}: warning Forbidden: get_taxii_objects: `, "m"));
  });

  it("rejects a sync file with an asset once, before anything is sent", async () => {
    const path = sync("asset", { target: { asset: "asset.json" } });
    const { code, stderr } = await command(["apply", "--sync", path, "--config", config(), "--all-profiles"]);
    expect(code).to.equal(2);
    expect(stderr.match(/target\.asset names an asset/g)).to.have.length(1);
    expect(simulator().requests()).to.deep.equal([]);
  });

  it("watches all profiles in one round, until it is stopped", async () => {
    const args = ["--sync", sync("watched"), "--config", config(), "--all-profiles", "--every", "1h"];
    const watching = launch(["watch", ...args]);
    await watching.until("stderr", "The next round begins at");
    expect(counts()).to.deep.equal([2, 2]);
    watching.child.kill("SIGTERM");
    const { code, stdout, stderr } = await watching.ended;
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Profile one:\n[^]*^Profile two\.x:\n/m);
    expect(stderr).to.match(/^2 profiles: 2 succeeded, 0 failed\.$/m);
  });
});
