/**
 * A half-written action, in real files: every command works with the other actions, and reports the fault if
 * the action is used.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";

const name = "update_ti_indicators";
const file = `actions/${name}.json`;
const env = {
  ...process.env,
  DEFENDER_TENANT_ID: "11111111-1111-4111-8111-111111111111",
  DEFENDER_CLIENT_ID: "22222222-2222-4222-8222-222222222222",
  DEFENDER_CLIENT_SECRET: "secret",
  DEFENDER_SERVE_KEY: "key-of-the-test-key-of-the-test-1",
};

describe("commands with a half-written action", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), "broken-action-"));
    for (const part of [
      "package.json",
      "manifest.json",
      "actions",
      "schemas",
      "dist/connector",
      "dist/platforms",
    ])
      cpSync(join(packageRoot(), part), join(root, part), { recursive: true });
    symlinkSync(join(packageRoot(), "node_modules"), join(root, "node_modules"), "junction");
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const main = () => join(root, "dist/platforms/cli/main.js");
  const command = (args: string[], input = "") => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main(), ...args], {
      encoding: "utf8",
      env,
      input,
      maxBuffer: 2 ** 26,
    });
    return { status, stdout, stderr };
  };
  const repair = () => cpSync(join(packageRoot(), "actions"), join(root, "actions"), { recursive: true });
  afterEach(() => {
    repair();
    cpSync(join(packageRoot(), "schemas"), join(root, "schemas"), { recursive: true });
  });

  const breaks: Readonly<Record<string, () => void>> = {
    "broken JSON": () => writeFileSync(join(root, file), '{ "name": "update_ti_indicators", }'),
    "parts of wrong types": () =>
      writeFileSync(join(root, file), JSON.stringify({ name, request: 7, batch: "x", permissions: 3 })),
    "steps that are not an array": () => writeFileSync(join(root, file), JSON.stringify({ name, steps: 7 })),
    "no schema of its input": () => rmSync(join(root, `schemas/actions/${name}.input.json`)),
  };
  const isNamed = (text: string) => {
    expect(text).to.contain(`The action ${name} cannot be used`);
    expect(text).to.contain(`${file}#`);
  };

  for (const [what, make] of Object.entries(breaks)) {
    it(`run, export and mcp work with ${what}`, () => {
      make();
      const input = JSON.stringify({ json_body: { Indicators: [] } });
      const sound = command(["run", "import_indicators", "--dry-run", "--input", "-"], input);
      expect([sound.status, sound.stderr.includes(name)]).to.deep.equal([0, false], sound.stderr);
      const broken = command(["run", name, "--input", "-"], "{}");
      expect(broken.status).to.equal(2, broken.stderr);
      isNamed(broken.stderr);

      const exported = command(["export", "openapi"]);
      expect(exported.status).to.equal(0, exported.stderr);
      expect(exported.stdout).to.contain("import_indicators").and.not.contain(`actions/${name}`);
      isNamed(exported.stderr);

      const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
      const served = command(["mcp"], `${JSON.stringify(hello)}\n${JSON.stringify(list)}\n`);
      expect(served.stdout).to.contain("import_indicators").and.not.contain(name);
      isNamed(served.stderr);
    });
  }

  it("serve runs, and reports the fault to the client that uses the action", async () => {
    breaks["broken JSON"]?.();
    const service: ChildProcess = spawn(process.execPath, [main(), "serve", "--port", "0"], { env });
    try {
      let url: string | undefined;
      for await (const line of createInterface({ input: service.stdout as NodeJS.ReadableStream })) {
        url = /at (http:\/\/\S+)/.exec(line)?.[1];
        if (url !== undefined) break;
      }
      const headers = {
        authorization: `Bearer ${env.DEFENDER_SERVE_KEY}`,
        "content-type": "application/json",
      };
      const document = await (await fetch(`${url}/openapi.json`, { headers })).text();
      expect(document).to.contain("/actions/import_indicators");
      const used = await fetch(`${url}/actions/${name}`, { method: "POST", headers, body: "{}" });
      isNamed(await used.text());
    } finally {
      service.kill();
      await once(service, "exit");
    }
  });

  it("the n8n node loads with the other actions", () => {
    breaks["parts of wrong types"]?.();
    const module = JSON.stringify(join(root, "dist/platforms/n8n/index.js"));
    const script = `import(${module}).then((m) => console.log(JSON.stringify(new m.DefenderIndicators().description)))`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8", env });
    expect(stdout, stderr).to.contain('"import_indicators"').and.not.contain(`"${name}"`);
  });
});

const hello = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};
