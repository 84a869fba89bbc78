// What an operator reads on standard error of `plan`, `apply`, `adopt` and `watch`: as JSON, every line is an object.
import { expect } from "chai";
import { jsonLines } from "../../../support/json_lines.js";
import { canary, command, launch, useFolder, useSimulator } from "../../shared/process.js";

const json = ["--log-format", "json"];

describe("sync: the log", () => {
  const simulator = useSimulator();
  const file = useFolder();

  const sync = (name: string, more: object = {}): string => {
    file(`${name}.txt`, "bad1.example\nnot a value\n");
    file("asset.json", simulator().asset());
    const sources = [{ file: `${name}.txt`, format: "text" }];
    const target = { asset: "asset.json" };
    return file(`${name}.json`, {
      name,
      policy: "mirror",
      target,
      sources,
      defaults: { action: "Audit" },
      ...more,
    });
  };
  /** A source whose password must not get out, and whose first call is throttled. */
  const pulled = (name: string): string => {
    const input = { path_parameters: { collection_id: simulator().collection } };
    file("taxii.json", simulator().taxiiAsset());
    simulator().addFault({ kind: "status", status: 429, retryAfterSeconds: 1, times: 1, on: "taxiiObjects" });
    return sync(name, { sources: [{ action: "get_taxii_objects", asset: "taxii.json", input }] });
  };

  for (const verb of ["plan", "apply", "adopt"]) {
    it(`of ${verb} as JSON has an object in every line, with the action`, async () => {
      const { code, stderr } = await command([verb, "--sync", sync(`json-${verb}`), ...json]);
      const lines = jsonLines(stderr);
      expect(code, stderr).to.equal(0);
      expect(lines.length).to.be.greaterThan(0);
      for (const line of lines) expect(line).to.include({ action: "sync_indicators" });
      expect(new Set(lines.map(({ runId }) => runId)).size).to.equal(1);
      const notes = lines.filter(({ msg }) => String(msg).startsWith(`json-${verb}.txt: note `));
      expect(notes).not.to.deep.equal([]);
      for (const { msg, code: noted } of notes) expect(msg).to.include(`note ${String(noted)}: `);
    });

    it(`of ${verb} as JSON contains errors, also of the command line`, async () => {
      const path = sync(`fault-${verb}`, { target: { asset: "missing.json" } });
      for (const args of [["--sync", path], ["--sync", "missing.json"], ["--bogus"]]) {
        const { code, stdout, stderr } = await command([verb, ...args, ...json]);
        expect([code, stdout, jsonLines(stderr).map(({ level }) => level)]).to.deep.equal([2, "", ["error"]]);
      }
    });
  }

  it("of watch as JSON contains the rounds and its end, and each profile has its name", async () => {
    const path = sync("watched", { target: undefined });
    const config = file("config.json", { profiles: { one: simulator().asset(), bad: { tenant_id: "x" } } });
    const flags = ["--config", config, "--all-profiles", "--every", "1h"];
    const watching = launch(["watch", "--sync", path, ...flags, ...json]);
    await watching.until("stderr", "The next round begins at");
    watching.child.kill("SIGTERM");
    const lines = jsonLines((await watching.ended).stderr);
    expect(lines[0]?.["msg"]).to.match(/^Round of watched at /);
    expect(lines.at(-1)?.["msg"]).to.equal("Stopped.");
    expect(lines.filter(({ profile }) => profile === "one").length).to.be.greaterThan(0);
    expect(lines.filter(({ level }) => level === "error")).to.have.length(1);
    expect(lines.find(({ level }) => level === "error")).to.include({ profile: "bad", code: "InvalidAsset" });
  });

  it("contains each call to source and target with --verbose, without secrets, and a 429 by its code", async () => {
    const text = await command(["plan", "--sync", pulled("verbose"), "--verbose"]);
    expect(text.code, text.stderr).to.equal(0);
    expect(text.stderr).to.match(/^GET http:\S+\/objects\/?: 429 Throttled, \d+ ms$/m);
    expect(text.stderr).to.match(/^POST http:\S+\/token: 200, \d+ ms$/m);
    expect(text.stderr).to.match(/^GET http:\S+\/indicators: 200, \d+ ms$/m);
    const lines = jsonLines((await command(["plan", "--sync", pulled("throttled"), ...json])).stderr);
    expect(lines.filter(({ code }) => code === "Throttled").map(({ level }) => level)).to.deep.equal([
      "warn",
    ]);
    const { password } = simulator().taxiiAsset();
    for (const secret of [canary, String(password)]) expect(text.stderr).to.not.include(secret);
  });

  it("contains errors only with --log-level error", async () => {
    expect((await command(["plan", "--sync", sync("quiet"), "--log-level", "error"])).stderr).to.equal("");
  });
});
