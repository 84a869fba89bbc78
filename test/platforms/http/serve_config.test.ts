// The command `serve` with a configuration, as a process: callers, keys and secrets that change while it runs.
import { createPrivateKey } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { type App, type Simulator, startSimulator } from "../../../simulator/index.js";
import type { JsonObject } from "../../../connector/index.js";
import { identity } from "../../support/certificate.js";
import { leakFinder } from "../../support/leaks.js";
import { importOf, rows } from "../../support/rows.js";
import { command, type Launched, launch, useFolder, useSimulator, writer } from "../shared/process.js";
import { ask, importOver, key, type Response, until } from "./service.js";

const oldKey = "the-key-of-a-caller-before";
const newKey = "the-key-of-a-caller-after";
const as = (shown: string) => ({ headers: { authorization: `Bearer ${shown}` } });

async function started(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ process: Launched; url: string }> {
  const process = launch(["serve", "--port", "0", ...args], { env });
  await process.until("stdout", "openapi.json");
  return { process, url: /http:\/\/[^ ]+/.exec(process.stdout)?.[0] as string };
}

async function stopped(process: Launched): Promise<string> {
  process.child.kill("SIGTERM");
  const { code, stderr } = await process.ended;
  expect(code).to.equal(0);
  return stderr;
}

describe("serve with a configuration", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const profile = (more: object = {}) => ({ ...simulator().asset(), ...more });
  const caller = (name: string) => ({
    name,
    key_file: `${name}.keys`,
    profiles: ["one"],
    actions: ["import_indicators"],
  });

  it("reads it from --config or DEFENDER_CONFIG, in JSON or YAML", async () => {
    const { client_secret: _secret, ...rest } = simulator().asset();
    file("one.secret", `${writer.client_secret}\n`);
    const yaml = Object.entries(rest).map(([name, value]) => `    ${name}: ${String(value)}\n`);
    const configs = [
      file("a.json", { profiles: { one: { ...rest, client_secret_file: "one.secret" } } }),
      file("a.yaml", `profiles:\n  one:\n${yaml.join("")}    client_secret_file: one.secret\n`),
    ];
    for (const [args, env] of [
      [["--config", configs[0]], {}],
      [[], { DEFENDER_CONFIG: configs[1] }],
    ] as [string[], Record<string, string>][]) {
      const { process, url } = await started(args, { ...env, DEFENDER_SERVE_KEY: key });
      expect((await importOver(url, importOf(rows(1)), "?profile=one")).status).to.equal(200);
      expect(await stopped(process)).to.not.contain("warning");
    }
  });

  it("ignores DEFENDER_SERVE_KEY if there are callers, with a warning", async () => {
    file("soar.keys", `${oldKey}\n`);
    const config = file("b.json", { profiles: { one: profile() }, serve: { callers: [caller("soar")] } });
    const { process, url } = await started(["--config", config], { DEFENDER_SERVE_KEY: key });
    expect((await ask(`${url}/profiles`)).status).to.equal(401);
    expect((await ask(`${url}/profiles`, as(oldKey))).json).to.deep.equal({ profiles: ["one"] });
    const stderr = await stopped(process);
    expect(stderr).to.match(/warning KeyIgnored: DEFENDER_SERVE_KEY is ignored/);
    expect(stderr).to.match(/GET \/profiles 200, caller soar, /);
    expect(stderr).to.not.contain(oldKey);
    expect(stderr).to.not.contain("Key of this run");
  });

  it("lets a key be rotated without a restart: both, then only the new one", async () => {
    const keys = file("soar.keys", `${oldKey}\n${newKey}\n`);
    const config = file("c.json", { profiles: { one: profile() }, serve: { callers: [caller("soar")] } });
    const { process, url } = await started(["--config", config]);
    const statusOf = async (shown: string) => (await ask(`${url}/jobs`, as(shown))).status;
    expect([await statusOf(oldKey), await statusOf(newKey)]).to.deep.equal([200, 200]);
    writeFileSync(keys, `${newKey}\n`);
    // No signal: the change itself is noticed.
    await until(async () => (await statusOf(oldKey)) === 401);
    expect(await statusOf(newKey)).to.equal(200);
    await stopped(process);
  });

  it("reads the file of DEFENDER_SERVE_KEY_FILE again when it changes", async () => {
    const keys = file("serve.key", `${oldKey}\n`);
    const env = { DEFENDER_SERVE_KEY_FILE: keys };
    const { process, url } = await started(["--asset", file("asset.json", profile())], env);
    expect((await ask(`${url}/jobs`, as(oldKey))).status).to.equal(200);
    writeFileSync(keys, `${newKey}\n`);
    await until(async () => (await ask(`${url}/jobs`, as(newKey))).status === 200);
    expect((await ask(`${url}/jobs`, as(oldKey))).status).to.equal(401);
    await stopped(process);
  });

  it("keeps the earlier configuration and profiles if the new ones are broken, and says so", async () => {
    const secret = file("kept.secret", writer.client_secret);
    const { client_secret: _secret, ...rest } = simulator().asset();
    const content = { profiles: { one: { ...rest, client_secret_file: "kept.secret" } } };
    const config = file("d.json", content);
    const { process, url } = await started(["--config", config], { DEFENDER_SERVE_KEY: key });
    const reload = async (line: string): Promise<void> => {
      process.child.kill("SIGHUP");
      await process.until("stderr", line);
    };
    writeFileSync(config, '{"profiles":');
    await reload("warning InvalidConfig: ");
    writeFileSync(config, JSON.stringify(content));
    writeFileSync(secret, "");
    await reload("warning InvalidAsset: The profile one cannot be used: ");
    expect((await importOver(url, importOf(rows(1)), "?profile=one")).status).to.equal(200);
    writeFileSync(secret, writer.client_secret);
    const roots = file("roots.pem", "-----BEGIN CERTIFICATE-----");
    const { one } = content.profiles;
    const trusting = { profiles: { one: { ...one, ca_file: "roots.pem" }, spare: one } };
    writeFileSync(config, JSON.stringify(trusting));
    await reload("Configuration reloaded: 2 profiles.");
    // Certificates that were used once stay in use.
    expect((await importOver(url, importOf(rows(1)), "?profile=one")).status).to.equal(200);
    // No signal: a change of root certificates is noticed, too.
    writeFileSync(roots, "no certificate");
    await process.until("stderr", "The profile one cannot be used: ca_file: ");
    expect((await importOver(url, importOf(rows(1)), "?profile=one")).status).to.equal(200);
    writeFileSync(secret, "");
    writeFileSync(config, JSON.stringify({ profiles: { one, spare: one, two: profile() } }));
    await reload("Configuration reloaded: 3 profiles.");
    expect((await ask(`${url}/profiles`)).json).to.deep.equal({ profiles: ["two", "one", "spare"] });
    const stderr = await stopped(process);
    expect(stderr).to.match(/is not JSON.* The earlier configuration stays in use\./);
    expect(stderr).to.match(/kept\.secret is empty\. The earlier one stays in use\./);
  });

  it("revokes the keys of a file that is deleted or emptied, also if the configuration is broken, and of no other caller", async () => {
    const keys = file("gone.keys", `${oldKey}\n`);
    file("kept.keys", `${newKey}\n`);
    const content = { profiles: { one: profile() }, serve: { callers: [caller("gone"), caller("kept")] } };
    const config = file("g.json", content);
    const { process, url } = await started(["--config", config]);
    const statusOf = async (shown: string) => (await ask(`${url}/jobs`, as(shown))).status;
    const revoked = async (change: () => void): Promise<void> => {
      await until(async () => (await statusOf(oldKey)) === 200);
      change();
      await until(async () => (await statusOf(oldKey)) === 401);
      expect(await statusOf(newKey)).to.equal(200);
      writeFileSync(keys, `${oldKey}\n`);
    };
    await revoked(() => rmSync(keys));
    await revoked(() => writeFileSync(keys, "\n"));
    writeFileSync(config, '{"profiles":');
    await process.until("stderr", "The earlier configuration stays in use.");
    await revoked(() => rmSync(keys));
    const stderr = await stopped(process);
    expect(stderr).to.match(
      /warning KeysRevoked: \S+gone\.keys does not exist\. No key of the caller gone is valid any more\./,
    );
    expect(stderr).to.match(/warning KeysRevoked: \S+gone\.keys contains no key/);
    expect(stderr).to.not.contain(oldKey);
  });

  it("keeps the earlier keys of a caller whose file has another fault, and says so", async () => {
    const keys = file("short.keys", `${oldKey}\n`);
    const others = file("kept.keys", "the-first-key-of-the-other\n");
    const content = { profiles: { one: profile() }, serve: { callers: [caller("kept"), caller("short")] } };
    const { process, url } = await started(["--config", file("h.json", content)]);
    const statusOf = async (shown: string) => (await ask(`${url}/jobs`, as(shown))).status;
    writeFileSync(keys, "short\n");
    await process.until("stderr", "The earlier keys of the caller short stay in use.");
    writeFileSync(others, `${newKey}\n`);
    await until(async () => (await statusOf(newKey)) === 200);
    expect(await statusOf(oldKey)).to.equal(200);
    // A key of two callers would not show who calls.
    writeFileSync(keys, `${newKey}\n`);
    await process.until("stderr", "The callers kept and short have the same key.");
    expect([await statusOf(oldKey), await statusOf(newKey)]).to.deep.equal([200, 200]);
    expect((await ask(`${url}/jobs`, as("short"))).status).to.equal(401);
    await stopped(process);
  });

  it("starts with the profiles that can be used, and offers the others when they are repaired", async () => {
    const { client_secret: _secret, ...rest } = simulator().asset();
    const config = file("e.json", {
      profiles: { good: profile(), late: { ...rest, client_secret_file: "late.secret" } },
    });
    const { process, url } = await started(["--config", config], { DEFENDER_SERVE_KEY: key });
    expect((await ask(`${url}/ready`)).json).to.deep.equal({ status: "ready", unusable_profiles: ["late"] });
    const rejected = await importOver(url, importOf(rows(1)), "?profile=late");
    expect([rejected.status, rejected.json?.["code"]]).to.deep.equal([500, "InvalidAsset"]);
    file("late.secret", writer.client_secret);
    process.child.kill("SIGHUP");
    await until(async () => (await importOver(url, importOf(rows(1)), "?profile=late")).status === 200);
    expect(await stopped(process)).to.match(
      /The profile late cannot be used: .* The service starts without it\./,
    );
  });

  it("does not start with a configuration that cannot be used", async () => {
    file("short.keys", "short\n");
    file("none.keys", "\n");
    file("twice.keys", `${oldKey}\n`);
    file("soar.keys", `${oldKey}\n`);
    const one = { one: profile() };
    const withCaller = (...names: string[]) => ({ profiles: one, serve: { callers: names.map(caller) } });
    for (const [content, fault] of [
      [{ profile: one }, /^error InvalidConfig: .*profile is not a known key\. Did you mean profiles\?/],
      [withCaller("short"), /A key in \S+short\.keys must have at least 16 characters/],
      [withCaller("none"), /none\.keys contains no key/],
      [withCaller("missing"), /missing\.keys does not exist/],
      [withCaller("soar", "twice"), /The callers soar and twice have the same key/],
    ] as const) {
      const config = file("f.json", content);
      const { code, stdout, stderr } = await command(["serve", "--port", "0", "--config", config]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(fault);
      expect(stderr).to.not.contain(oldKey);
    }
    const config = file("f.json", { profiles: one });
    const asset = file("asset.json", profile());
    const both = await command(["serve", "--port", "0", "--config", config, "--asset", asset]);
    expect([both.code, both.stderr]).to.have.property("0", 2);
    expect(both.stderr).to.match(/--asset and a configuration exclude each other/);
    const env = { DEFENDER_SERVE_KEY: key, DEFENDER_SERVE_KEY_FILE: config };
    const keys = await command(["serve", "--port", "0", "--asset", asset], { env });
    expect(keys.code).to.equal(2);
    expect(keys.stderr).to.match(/DEFENDER_SERVE_KEY and DEFENDER_SERVE_KEY_FILE are both set/);
  });
});

describe("serve with keys and tokens that cannot be read", () => {
  const simulator = useSimulator();
  const file = useFolder();
  /** Values of the fields of one asset, and what the message says about them. */
  let faulty: Record<string, [fields: JsonObject, message: string]>;
  /** Finds a part of a key or token in a text. */
  let leaks: ((text: string) => string | undefined)[];
  before(async () => {
    const [{ cert, key: own }, { key: other }] = [await identity(["own"]), await identity(["other"])];
    const bare = own.replaceAll(/-----[^-]*-----|\s/g, "");
    const cipher = { format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "word" } as const;
    const closed = createPrivateKey(own).export(cipher) as string;
    const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"canary"}').toString("base64url")}.${"c2lnbmF0dXJl".repeat(9)}`;
    const none = file("none.pem", "no key");
    const certified = (change: JsonObject) => ({ client_certificate: cert, private_key: own, ...change });
    faulty = {
      cut: [certified({ private_key: bare.slice(0, -40) }), "private_key is neither a private key"],
      typed: [certified({ private_key: own.replace("MII", "NII") }), "private_key holds no private key"],
      swapped: [certified({ private_key: cert, client_certificate: own }), "client_certificate holds no"],
      foreign: [certified({ private_key: other }), "private_key is not the key of client_certificate."],
      closed: [certified({ private_key: closed }), "private_key is protected by a passphrase"],
      empty: [certified({ private_key: none }), "private_key: the file that it names holds no private key"],
      absent: [certified({ client_certificate: `${none}.x` }), "client_certificate is neither a"],
      token: [{ assertion_file: token }, "assertion_file: the file that it names cannot be read (ENOENT)."],
    };
    leaks = [own, other, cert, closed, token].map(leakFinder);
  });

  const assetOf = (fields: JsonObject): JsonObject => {
    const { client_secret: _secret, ...rest } = simulator().asset();
    return { ...rest, ...fields };
  };
  const expectNoLeak = (text: string) => {
    expect(leaks.map((leakIn) => leakIn(text)).filter((found) => found !== undefined)).to.deep.equal([]);
  };

  for (const from of ["a configuration", "asset files"])
    it(`starts with the other profiles of ${from}, and names each of these with its field`, async () => {
      const assets = Object.entries(faulty).map(([name, [fields]]) => [name, assetOf(fields)] as const);
      const profiles = { good: simulator().asset(), ...Object.fromEntries(assets) };
      const args =
        from === "asset files"
          ? Object.entries(profiles).flatMap(([name, one]) => ["--asset", `${name}=${file(name, one)}`])
          : ["--config", file("keys.json", { profiles })];
      const { process, url } = await started(args, { DEFENDER_SERVE_KEY: key });
      const unusable = Object.keys(faulty);
      expect((await ask(`${url}/ready`)).json).to.deep.equal({
        status: "ready",
        unusable_profiles: unusable,
      });
      await process.until("stderr", `The profile ${unusable.at(-1)} cannot be used: `);
      const atStart = process.stderr;
      expect((await importOver(url, importOf(rows(1)), "?profile=good")).status).to.equal(200);
      const rejected = await importOver(url, importOf(rows(1)), "?profile=cut");
      expect([rejected.status, rejected.json?.["code"]]).to.deep.equal([500, "InvalidAsset"]);
      const tokens = simulator().tokenRequests();
      const stderr = await stopped(process);
      for (const [name, [, message]] of Object.entries(faulty)) {
        const line = atStart.split("\n").find((one) => one.includes(`The profile ${name} cannot be used: `));
        expect(line, name).to.include("warning InvalidAsset: ").and.include(message);
        expect(line, name).to.include("The service starts without it.");
      }
      expect(tokens).to.equal(1);
      expectNoLeak(stderr + process.stdout + rejected.text);
    });

  it("does not start if the only asset is one of these", async () => {
    for (const name of ["cut", "token"]) {
      const [fields = {}, message = ""] = faulty[name] ?? [];
      const asset = file("only.json", assetOf(fields));
      const { code, stdout, stderr } = await command(["serve", "--port", "0", "--asset", asset]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr)
        .to.match(/^error InvalidAsset: /m)
        .and.include(message);
      expectNoLeak(stderr);
    }
  });
});

describe("serve while a secret is rotated", () => {
  const file = useFolder();
  const app: App = { ...writer, client_secret: "the secret before the rotation" };
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ apps: [app] });
  });
  after(() => simulator.close());

  it("loses none of 5 running jobs, and uses the new secret in the next run", async () => {
    const { client_secret: before, ...rest } = simulator.asset();
    const secret = file("rotated.secret", before);
    // One call in two seconds: the jobs wait for each other while the secret is rotated.
    const limits = { import: { calls: 1, per_seconds: 2 } };
    const config = file("rotated.json", {
      profiles: { one: { ...rest, rate_limits: limits, client_secret_file: "rotated.secret" } },
    });
    const { process, url } = await started(["--config", config], { DEFENDER_SERVE_KEY: key });
    const post = { method: "POST", body: importOf(rows(3)) };
    const jobs: Response[] = [];
    for (let at = 0; at < 5; at += 1) jobs.push(await ask(`${url}/actions/import_indicators/jobs`, post));
    expect(jobs.map(({ status }) => status)).to.deep.equal([202, 202, 202, 202, 202]);
    await until(() => simulator.requests().length > 0);
    app.client_secret = "the secret after the rotation";
    writeFileSync(secret, app.client_secret);
    process.child.kill("SIGHUP");
    await process.until("stderr", "Configuration reloaded");
    const tokens = simulator.tokenRequests();
    const stateOf = async (job: Response) => (await ask(`${url}/jobs/${String(job.json?.["id"])}`)).json;
    for (const job of jobs) await until(async () => (await stateOf(job))?.["state"] !== "running");
    for (const job of jobs)
      expect(await stateOf(job)).to.include({
        state: "finished",
        succeeded: 3,
        failed: 0,
        notSent: 0,
        status: 200,
      });
    expect(simulator.tokenRequests()).to.equal(tokens);
    expect((await importOver(url, importOf(rows(1)))).json?.["status_code"]).to.equal(200);
    expect(simulator.tokenRequests()).to.equal(tokens + 1);
    const stderr = await stopped(process);
    expect(stderr).to.not.contain("the secret");
  });
});

describe("serve while a certificate is renewed", () => {
  const file = useFolder();
  const app: App = { ...writer, certificate: "" };
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ apps: [app] });
  });
  after(() => simulator.close());

  it("notices the change of its files, reports one that does not fit, and logs in with the new one in the next run", async () => {
    const [old, renewed] = [await identity(["old"]), await identity(["renewed"])];
    app.certificate = old.cert;
    file("client.pem", old.cert);
    file("client.key", old.key);
    const { client_secret: _secret, ...rest } = simulator.asset();
    const one = { ...rest, client_certificate: "client.pem", private_key: "client.key" };
    const config = file("certificate.json", { profiles: { one } });
    const { process, url } = await started(["--config", config], { DEFENDER_SERVE_KEY: key });
    const statusOf = async () => (await importOver(url, importOf(rows(1)))).json?.["status_code"];
    expect(await statusOf()).to.equal(200);
    const tokens = simulator.tokenRequests();
    app.certificate = renewed.cert;
    file("client.pem", renewed.cert);
    await process.until("stderr", "The profile one cannot be used: ");
    expect([await statusOf(), simulator.tokenRequests()]).to.deep.equal([200, tokens]);
    file("client.key", renewed.key);
    await process.until("stderr", "Configuration reloaded: 1 profiles.");
    expect([await statusOf(), simulator.tokenRequests()]).to.deep.equal([200, tokens + 1]);
    const stderr = await stopped(process);
    expect(stderr).to.match(/The profile one cannot be used: private_key .*The earlier one stays in use\./);
    expect(stderr).to.not.contain("PRIVATE KEY");
  });
});
