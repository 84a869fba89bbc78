// `run --profile` and `run --all-profiles`, as a process: many tenants, and one that is broken stops no other.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { App } from "../../../../simulator/index.js";
import { importOf, row, rows } from "../../../support/rows.js";
import { badRow, canary, command, type Ended, useFolder, useSimulator } from "../../shared/process.js";

const count = 40;
const nameOf = (at: number) => `tenant-${String(at).padStart(2, "0")}`;
const tenantOf = (at: number) => `11111111-1111-4111-8111-1111111111${String(at).padStart(2, "0")}`;
const apps: App[] = Array.from({ length: count }, (_, at) => ({
  tenant_id: tenantOf(at),
  client_id: `22222222-2222-4222-8222-2222222222${String(at).padStart(2, "0")}`,
  client_secret: `${canary}${at}`,
  roles: ["Ti.ReadWrite.All"],
}));

interface Entry {
  profile: string;
  exitCode: number;
  error: { code: string; message: string } | null;
  outputs: { status_code: number; json_body: { value: object[]; rows?: number } }[];
}

const entriesOf = ({ stdout }: Pick<Ended, "stdout">): Entry[] => JSON.parse(stdout) as Entry[];

describe("run with profiles", () => {
  const file = useFolder();
  const simulator = useSimulator(apps);

  const profileOf = (at: number, more: object = {}): object => {
    const { client_secret: secret, ...app } = apps[at] as App;
    file(`${nameOf(at)}.secret`, `${secret}\n`);
    const { url, login_url } = simulator().asset();
    const { roles: _roles, ...ids } = app;
    return { ...ids, url, login_url, client_secret_file: `${nameOf(at)}.secret`, ...more };
  };
  const configOf = (profiles: object): string => file("config.json", { profiles });
  const few = (): string =>
    configOf({
      one: profileOf(1),
      two: profileOf(2),
      "three.x": profileOf(3),
      bad: profileOf(4, { cloud: "x" }),
    });
  const run = (args: readonly string[], stdin: string = JSON.stringify(importOf(rows(2)))): Promise<Ended> =>
    command(["run", "import_indicators", ...args], { stdin });

  it("imports into 38 of 40 tenants, names the 2 others, and exits with 1", async () => {
    const profiles = Object.fromEntries(
      Array.from({ length: count }, (_, at) => [nameOf(at), profileOf(at)] as const),
    );
    profiles[nameOf(7)] = profileOf(7, { client_secret_file: "missing.secret" });
    file(`${nameOf(21)}.secret`, "not the secret");
    const input = file("input.json", importOf(rows(2)));
    const { code, stdout, stderr } = await run([
      "--config",
      configOf(profiles),
      "--all-profiles",
      "--input",
      input,
    ]);
    const entries = entriesOf({ stdout });
    expect(entries.map(({ profile }) => profile)).to.deep.equal(Object.keys(profiles));
    const failed = entries.filter(({ exitCode }) => exitCode !== 0);
    expect(failed.map(({ profile, exitCode, error }) => [profile, exitCode, error?.code])).to.deep.equal([
      [nameOf(7), 2, "InvalidAsset"],
      [nameOf(21), 3, "InvalidCredentials"],
    ]);
    expect(failed[0]?.error?.message).to.match(/missing\.secret does not exist\.$/);
    for (const { exitCode, error, outputs } of entries.filter((entry) => !failed.includes(entry))) {
      expect([exitCode, error, outputs.length, outputs[0]?.status_code]).to.deep.equal([0, null, 1, 200]);
    }
    for (const [at, { tenant_id }] of apps.entries())
      expect(simulator().indicators(tenant_id).length, nameOf(at)).to.equal(at === 7 || at === 21 ? 0 : 2);
    expect(stderr).to.match(
      /^40 profiles: 38 succeeded, 2 failed: tenant-07 \(InvalidAsset\), tenant-21 \(InvalidCredentials\)\.$/m,
    );
    expect(code).to.equal(1);
  });

  it("prints an array for one profile, too, and exits with 0 if all are 0", async () => {
    const { code, stdout, stderr } = await run(["--config", few(), "--profile", "one"]);
    const [entry, ...others] = entriesOf({ stdout });
    expect([code, others]).to.deep.equal([0, []]);
    expect(Object.keys(entry ?? {})).to.deep.equal(["profile", "exitCode", "error", "outputs"]);
    expect(entry).to.deep.include({ profile: "one", exitCode: 0, error: null });
    expect(entry?.outputs[0]?.json_body.value).to.have.length(2);
    expect(stderr).to.match(/^one: 2 rows: 2 succeeded/m);
    expect(stderr).to.match(/^1 profile: 1 succeeded, 0 failed\.$/m);
  });

  it("runs the named profiles in the order of their names on the command line", async () => {
    const env = { DEFENDER_CONFIG: few() };
    const ended = await command(["run", "import_indicators", "--profile", "three.x, one"], {
      stdin: JSON.stringify(importOf([row(1), badRow])),
      env,
    });
    expect(ended.code).to.equal(1);
    expect(entriesOf(ended).map(({ profile, exitCode, error }) => [profile, exitCode, error])).to.deep.equal([
      ["three.x", 1, null],
      ["one", 1, null],
    ]);
    expect(simulator().indicators(tenantOf(2))).to.deep.equal([]);
  });

  for (const [what, content, format] of [
    [
      "NDJSON",
      rows(3)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(""),
      "ndjson",
    ],
    ["a feed", "bad1.example\nbad2.example\nbad3.example\n", "text"],
    ["several inputs", JSON.stringify([importOf(rows(1)), importOf(rows(2))]), "json"],
  ] as const) {
    it(`prints outputs with rows for ${what}, which every profile reads`, async () => {
      const flags = format === "text" ? ["--default", "action=Audit"] : [];
      const args = ["--config", few(), "--profile", "one,two", "--format", format, ...flags];
      const { code, stdout } = await run(args, content);
      const entries = entriesOf({ stdout });
      expect([code, entries.length]).to.deep.equal([0, 2]);
      for (const { outputs } of entries)
        expect(outputs.flatMap(({ json_body: body }) => body.value)).to.have.length(3);
    });
  }

  it("writes the array to --output, and other files once for each profile", async () => {
    const output = file("result.json", "");
    const journal = file("run.journal", "");
    const failed = file("failed.json", "");
    const input = file("bad.json", importOf([row(1), badRow]));
    const files = ["--output", output, "--failed", failed, "--journal", `${journal}s`, "--input", input];
    const { stdout } = await run(["--config", few(), "--profile", "one,three.x", ...files]);
    expect(stdout).to.equal("");
    expect(entriesOf({ stdout: readFileSync(output, "utf8") })).to.have.length(2);
    for (const profile of ["one", "three%2ex"]) {
      const text = readFileSync(failed.replace(".json", `.${profile}.json`), "utf8");
      expect(text).to.contain("192.0.2.0/24");
      expect(readFileSync(`${journal}s.${profile}`, "utf8")).to.not.equal("");
    }
  });

  it("plans a dry run for each profile", async () => {
    const { code, stdout } = await run(["--config", few(), "--profile", "one,two", "--dry-run"]);
    const entries = JSON.parse(stdout) as { outputs: { rows: number }[] }[];
    expect([code, entries.map(({ outputs }) => outputs.map((plan) => plan.rows))]).to.deep.equal([
      0,
      [[2], [2]],
    ]);
    expect(simulator().requests()).to.deep.equal([]);
  });

  for (const [what, args, fault] of [
    [
      "an unknown profile",
      ["--profile", "one,tow"],
      /InvalidOption: .*has no profile tow\. Did you mean two\?/,
    ],
    ["a profile twice", ["--profile", "one,one"], /InvalidOption: --profile names one twice/],
    ["an empty name", ["--profile", "one,"], /InvalidOption: --profile contains an empty name/],
    ["both options", ["--profile", "one", "--all-profiles"], /exclude each other/],
    ["no choice", [], /InvalidOption: --config is set, but no profile is named/],
    ["an asset, too", ["--profile", "one", "--asset", "x.json"], /--asset and a profile exclude each other/],
    ["an output for rows", ["--profile", "one", "--output", "x.ndjson"], /must have the extension \.json/],
    ["--to", ["--profile", "one", "--to", "ndjson"], /--to/],
  ] as const) {
    it(`rejects ${what} before anything is sent`, async () => {
      const { code, stdout, stderr } = await run(["--config", few(), ...args]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(fault);
      expect(simulator().tokenRequests()).to.equal(0);
    });
  }

  it("rejects a bad input once, and not for every profile", async () => {
    const { code, stdout, stderr } = await run(["--config", few(), "--profile", "one,two"], "{");
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr.match(/^error /gm)).to.have.length(1);
  });

  it("exits with 2 if there is no configuration, or it cannot be read", async () => {
    const none = await run(["--profile", "one"]);
    expect([none.code, none.stdout]).to.deep.equal([2, ""]);
    expect(none.stderr).to.match(/no configuration\. Set --config FILE or DEFENDER_CONFIG\./);
    const broken = await run(["--config", file("broken.yaml", "profiles: ["), "--all-profiles"]);
    expect([broken.code, broken.stdout]).to.deep.equal([2, ""]);
    expect(broken.stderr).to.match(/^error InvalidConfig: .*is not YAML/);
  });

  it("reports a profile with a fault as its own, and lets the environment fill a missing secret", async () => {
    const { client_secret_file: _file, ...open } = profileOf(1) as { client_secret_file: string };
    const config = configOf({ one: open, bad: profileOf(4, { cloud: "x" }) });
    const ended = await command(["run", "import_indicators", "--config", config, "--all-profiles"], {
      stdin: JSON.stringify(importOf(rows(1))),
      env: { DEFENDER_CLIENT_SECRET_FILE: file("env.secret", `${(apps[1] as App).client_secret}\n`) },
    });
    expect(ended.code).to.equal(1);
    const [one, bad] = entriesOf(ended);
    expect(one).to.deep.include({ exitCode: 0, error: null });
    expect(bad).to.deep.include({ exitCode: 2, outputs: [] });
    expect(bad?.error?.code).to.equal("InvalidAsset");
  });
});
