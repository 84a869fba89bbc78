/**
 * An action in a folder outside the package: every adapter offers it, and nothing in the package is
 * replaced.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createConnector, type JsonObject, load, packageRoot } from "../../../connector/index.js";
import { brokenError } from "../../../connector/declarations/broken_actions.js";
import { rejection } from "../../support/open.js";
import { clientOnProcess, textsOf, variablesOf } from "../mcp/client.js";
import { ask, bearer, key } from "../http/service.js";
import { command, launch, useSimulator } from "./process.js";

const name = "list_indicators_again";

describe("actions of a folder outside the package", () => {
  const simulator = useSimulator();
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "actions-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    rmSync(folder, { recursive: true });
    for (const part of ["actions", "schemas/actions"]) mkdirSync(join(folder, part), { recursive: true });
    write(`actions/${name}.json`, {
      ...readJson("actions/get_indicators.json"),
      name,
      id: "11111111-2222-4333-8444-555555555555",
      title: "List Indicators Again",
    });
    for (const part of ["input", "output"])
      cpSync(
        join(packageRoot(), `schemas/actions/get_indicators.${part}.json`),
        join(folder, `schemas/actions/${name}.${part}.json`),
      );
  });

  const readJson = (path: string) =>
    JSON.parse(readFileSync(join(packageRoot(), path), "utf8")) as JsonObject;
  const write = (path: string, content: unknown) =>
    writeFileSync(join(folder, path), JSON.stringify(content));
  const env = () => ({ ...variablesOf(simulator().asset()), DEFENDER_SERVE_KEY: key });

  it("run on the command line", async () => {
    const { code, stdout, stderr } = await command(["run", name, "--actions", folder], {
      stdin: "{}",
      env: env(),
    });
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)[0]).to.have.property("status_code", 200);
    const without = await command(["run", name], { stdin: "{}", env: env() });
    expect([without.code, without.stdout]).to.deep.equal([2, ""]);
  });

  it("run over HTTP", async () => {
    const service = launch(["--actions", folder, "serve", "--port", "0"], { env: env(), isOpen: true });
    await service.until("stdout", "http://");
    const [url = ""] = /http:\/\/[\d.:]+/.exec(service.stdout) ?? [];
    const headers = { ...bearer, "content-type": "application/json" };
    const { status, text } = await ask(`${url}/actions/${name}`, { method: "POST", headers, body: "{}" });
    service.child.kill();
    expect([status, JSON.parse(text)["status_code"]]).to.deep.equal([200, 200]);
    await service.ended;
  });

  it("run as MCP tools", async () => {
    const { client } = await clientOnProcess({ ...env(), DEFENDER_ACTIONS: folder });
    try {
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name)).to.include.members([name, "import_indicators"]);
      const result = await client.callTool({ name, arguments: {} });
      expect(result["isError"] ?? false, textsOf(result as never).join("\n")).to.equal(false);
    } finally {
      await client.close();
    }
  });

  it("are in the library, and checked with the others", async () => {
    const connector = await createConnector({ actionsDir: folder });
    expect(connector.actions().map((action) => action.name)).to.include.members([name, "import_indicators"]);
    const { code, stdout } = await command(["check", "--actions", folder]);
    expect([code, stdout]).to.deep.equal([0, stdout]);
    write(`actions/${name}.json`, { ...readJson("actions/get_indicators.json"), name, effct: "read" });
    const faulty = await command(["check", "--actions", folder]);
    expect(faulty.code).to.equal(2);
    expect(faulty.stdout).to.contain(`actions/${name}.json#`).and.contain('"effct"');
  });

  it("may have their own services and rate limits, and replace nothing", async () => {
    const preset = { calls: 1, perSeconds: 1, key: ["tenant"], source: "https://example.com/limits" };
    write("manifest.json", { name: "more", rateLimits: { more_per_second: preset } });
    const action = { ...readJson("actions/get_indicators.json"), name, rateLimits: ["more_per_second"] };
    write(`actions/${name}.json`, { ...action, id: "11111111-2222-4333-8444-555555555555" });
    const connector = await createConnector({ actionsDir: folder });
    expect(connector.describe(name).rateLimits["more_per_second"]).to.deep.include({ calls: 1 });

    write("manifest.json", { rateLimits: { import: preset } });
    const replaced = await rejection(createConnector({ actionsDir: folder }));
    expect(replaced.message).to.contain("/rateLimits/import: exists already");
    write("manifest.json", { http: {} });
    const changed = await rejection(createConnector({ actionsDir: folder }));
    expect(changed.message).to.contain("#/http: can be declared by the package only");
    rmSync(join(folder, "manifest.json"));
    write("actions/import_indicators.json", readJson("actions/import_indicators.json"));
    const doubled = await rejection(createConnector({ actionsDir: folder }));
    expect(doubled.message).to.contain("has the path of another file, actions/import_indicators.json");
  });

  it("report broken JSON of their manifest with its full path", async () => {
    writeFileSync(join(folder, "manifest.json"), '{ "rateLimits": {}, }');
    const broken = await rejection(createConnector({ actionsDir: folder }));
    expect(broken.message).to.contain(join(folder, "manifest.json")).and.contain("column 19");
  });

  it("cannot be combined with other declarations, which would hide them", async () => {
    const declarations = load(packageRoot());
    const both = await rejection(createConnector({ actionsDir: folder, declarations }));
    expect(both.message).to.contain("actionsDir and declarations are both set");
    const merged = await createConnector({ declarations: load(packageRoot(), [folder]) });
    expect(merged.describe(name).name).to.equal(name);
  });

  it("cause a clear error if the folder does not exist or has none", async () => {
    const missing = await rejection(createConnector({ actionsDir: join(folder, "none") }));
    expect(missing.message).to.contain("does not exist");
    rmSync(join(folder, "actions"), { recursive: true });
    const empty = await rejection(createConnector({ actionsDir: folder }));
    expect(empty.message).to.contain("holds no actions");
  });

  it("names the folder to pass if its folder of actions was named", async () => {
    const named = await rejection(createConnector({ actionsDir: join(folder, "actions") }));
    expect(named.message).to.match(/ holds actions itself; name the folder that contains it, (.+)\.$/);
    expect(named.message).to.contain(`contains it, ${folder}.`);
  });

  it("have faults that the command named in the hint lists", async () => {
    write(`actions/${name}.json`, { ...readJson("actions/get_indicators.json"), name, effct: "read" });
    const run = await command(["run", name, "--actions", folder], { stdin: "{}", env: env() });
    const [, args = ""] = /`defender-indicators (.+?)`/.exec(run.stderr) ?? [];
    const listed = await command(args.split(" "));
    expect([run.code, listed.code, listed.stdout]).to.deep.equal([2, 2, listed.stdout]);
    expect(listed.stdout).to.contain('"effct" is not a known field');
    const { stdout: help } = await command(["check", "--help"]);
    expect(help).to.contain("--actions <dir>");
  });

  it("are quoted in the hint if the name of their folder has blanks", () => {
    const { hint } = brokenError(name, [], ["my actions"]);
    expect(hint).to.contain('`defender-indicators check --actions "my actions"`');
  });
});
