/** The package of the root: connector, command line and simulator, without what only some adapters need. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect } from "chai";
import { type Simulator, startSimulator } from "../../simulator/index.js";
import { variablesOf } from "../platforms/mcp/client.js";
import { identity } from "../support/certificate.js";
import { cacheVariables } from "../support/command.js";
import { importOf, rows } from "../support/rows.js";
import type { Installed, Package } from "./package.js";

/** What is bundled into the command, and the optional peer. */
const bundled = ["fastify", "@modelcontextprotocol/sdk", "commander"];
const optional = "swagger-ui-dist";
const compiled = ["connector", "simulator"];

/** Every file of the library that has a source. */
function builtFiles(): string[] {
  const sources = compiled.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  return sources
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
    .flatMap((path) => ["js", "d.ts"].map((ending) => `dist/${path.slice(0, -2)}${ending}`));
}

const built = [
  ...builtFiles(),
  ...[
    "main.cjs",
    "command.cjs",
    "dbos-inc_dbos-sdk.cjs",
    "fastify.cjs",
    "jschardet.cjs",
    "pg.cjs",
    "pino.cjs",
    "report_text.js",
    "THIRD_PARTY_LICENSES.txt",
  ].map((name) => `dist/command/${name}`),
];

/** The first block of TypeScript on the page about the library. */
function shownCode(): string {
  const page = readFileSync("docs/reference/library.md", "utf8");
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  expect(code).to.include('from "defender-indicators"');
  return code;
}

function runs(installed: () => Installed): void {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());
  const command = (...args: string[]) =>
    installed().run(installed().path(".bin", "defender-indicators"), args, variablesOf(simulator.asset()));

  it("runs the demo", async () => {
    const { code, stdout } = await command("demo");
    expect(stdout).to.match(/1200 rows: 1193 succeeded, 7 failed, 0 not sent; 3 calls/);
    expect(code).to.equal(0);
  });

  it("imports rows", async () => {
    const input = installed().write("input.json", JSON.stringify(importOf(rows(600))));
    const { code, stderr } = await command("run", "import_indicators", "--input", input);
    expect(stderr).to.match(/^600 rows: 600 succeeded, 0 failed, 0 not sent; 2 calls/);
    expect([code, simulator.indicators().length]).to.deep.equal([0, 600]);
  });

  it("logs in with a certificate, for which the command loads a library on use", async () => {
    const { key, cert } = await identity(["app"]);
    const { client_secret: _secret, ...bare } = simulator.asset();
    const asset = { ...bare, client_certificate: cert, private_key: key };
    const input = installed().write("two_rows.json", JSON.stringify(importOf(rows(2))));
    const { code, stderr } = await installed().run(
      installed().path(".bin", "defender-indicators"),
      ["run", "import_indicators", "--input", input],
      variablesOf(asset),
    );
    expect(stderr).to.match(/^2 rows: 2 succeeded/);
    expect([code, simulator.indicators().length]).to.deep.equal([0, 2]);
  });

  it("is a library, as the documentation shows it", async () => {
    const code = `const rows = ${JSON.stringify(rows(2))};\n${shownCode()}`;
    const { stdout, stderr } = await installed().run(
      process.execPath,
      [installed().write("shown.mjs", code)],
      variablesOf(simulator.asset()),
    );
    expect(stdout).to.match(/^200 \{\s+value: \[/);
    expect(stderr).to.include("type: 'summary'");
    expect(simulator.indicators().length).to.equal(2);
  });

  it("has documents that link to what is installed with them, pictures aside", () => {
    const folder = installed().path("defender-indicators");
    const found = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const links = found
      .filter((path) => path.endsWith(".md") && !path.includes("node_modules"))
      .flatMap((path) =>
        [...readFileSync(join(folder, path), "utf8").matchAll(/(?<!!)\[[^\]]*\]\((?!https?:)([^)#]+)/g)].map(
          ([, link = ""]) => join(folder, dirname(path), link),
        ),
      );
    expect(links.length).to.be.greaterThan(20);
    expect(links.filter((path) => !existsSync(path))).to.deep.equal([]);
  });

  it("has types that a strict compiler takes", async () => {
    const code = `
      import { createConnector, isConnectorError, type RunEvent } from "defender-indicators";
      import { startSimulator } from "defender-indicators/simulator";
      import type { ImportIndicatorsInput } from "defender-indicators/types/actions/import_indicators_input";
      import type { ImportIndicatorsOutput } from "defender-indicators/types/actions/import_indicators_output";
      const input: ImportIndicatorsInput = { json_body: { Indicators: [] } };
      // @ts-expect-error -- a list is needed
      const wrong: ImportIndicatorsInput = { json_body: {} };
      const simulator = await startSimulator();
      const events: RunEvent[] = [];
      const connector = await createConnector();
      const onEvent = (event: RunEvent): void => void events.push(event);
      const output = await connector.run("import_indicators", input, { asset: simulator.asset(), onEvent });
      const { value } = (output as ImportIndicatorsOutput).json_body;
      export const indicator: string | null | undefined = value[0]?.indicator;
      export const known: [number, boolean, unknown] = [output.status_code, isConnectorError(wrong), events];`;
    const types = join(process.cwd(), "node_modules/@types");
    const args = `--noEmit --strict --exactOptionalPropertyTypes --module nodenext --target es2023 --types node --typeRoots ${types}`;
    const { code: ended, stdout } = await installed().run(process.execPath, [
      join(process.cwd(), "node_modules/typescript/bin/tsc"),
      ...args.split(" "),
      installed().write("typed.mts", code),
    ]);
    expect([ended, stdout]).to.deep.equal([0, ""]);
  });

  it("makes every export", async () => {
    const targets = ["openapi", "swagger2", "power-platform", "sekoia", "turbine-schemas", "docs"];
    for (const target of targets)
      expect((await command("export", target, "--output", join(installed().folder, target))).code).to.equal(
        0,
      );
    expect(existsSync(join(installed().folder, "docs/actions/import_indicators.md"))).to.equal(true);
  });

  it("serves an MCP client from an empty folder through npx, without credentials", async () => {
    const empty = mkdtempSync(join(tmpdir(), "empty-"));
    const [{ filename }] = JSON.parse(
      execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", empty], {
        encoding: "utf8",
      }),
    ) as [{ filename: string }];
    const transport = new StdioClientTransport({
      command: "npx",
      args: ["-y", `./${filename}`, "mcp"],
      cwd: empty,
      env: {
        PATH: process.env["PATH"] ?? "",
        ...cacheVariables(),
        npm_config_cache: join(empty, "cache"),
        npm_config_prefer_offline: "true",
      },
      stderr: "ignore",
    });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(transport, { timeout: 600_000 });
    const { tools } = await client.listTools();
    await client.close();
    rmSync(empty, { recursive: true, force: true });
    expect(tools.map(({ name }) => name)).to.include("import_indicators");
  });

  it("contains the licence of every library in the command", () => {
    const text = installed().read("defender-indicators", "dist/command/THIRD_PARTY_LICENSES.txt");
    const names = [...text.matchAll(/^== (\S+) /gm)].map(([, name]) => name);
    expect(names).to.include.members([...bundled, "@azure/msal-node", "jschardet", "zod"]);
    expect(text).not.to.include("undefined");
  });

  it("serves HTTP, with the page after its package was installed", async () => {
    const script = `
      import { spawn } from "node:child_process";
      const child = spawn(${JSON.stringify(installed().path(".bin", "defender-indicators"))}, ["serve", "--port", "0"]);
      let text = "";
      for await (const piece of child.stdout) if ((text += piece).includes("openapi.json")) break;
      const url = /http:\\/\\/[^ ]+/.exec(text)[0];
      for (const path of ["/health", "/", "/page/swagger-ui.js", "/actions"])
        console.log(path, (await fetch(url + path)).status);
      child.kill("SIGTERM");`;
    const serving = installed().write("serving.mjs", script);
    const statuses = async () =>
      (await installed().run(process.execPath, [serving], variablesOf(simulator.asset()))).stdout;
    expect(await statuses()).to.equal("/health 200\n/ 200\n/page/swagger-ui.js 500\n/actions 401\n");
    await installed().install(optional);
    expect(await statuses()).to.equal("/health 200\n/ 200\n/page/swagger-ui.js 200\n/actions 401\n");
  });
}

/** The package of the root. */
export const root: Package = {
  name: "defender-indicators",
  folder: ".",
  mayHold: [
    /^(?:LICENSE|(?:README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|package\.json|manifest\.json)$/,
    /^(?:actions|schemas)\/.+\.json$/,
    /^docs\/.+\.(?:md|json)$/,
    /^examples\/[^/]+\.(?:ts|(?:nd)?json|yaml|csv|txt)$/,
    /^operations\/(?:alerts\.yaml|dashboard\.json)$/,
    /^platforms\/(?:http|cli\/report)\/page\/[^/]+\.(?:html|css|js)$/,
    /^platforms\/xsoar\/script\/integration\.js$/,
    /^dist\/connector\/declarations\/built\/validators\.js$/,
    /^dist\/connector\/stix\/built\/pattern_parser\.cjs$/,
    // Nothing that an earlier build has left.
    new RegExp(`^(?:${built.map((path) => path.replaceAll(".", "\\.")).join("|")})$`),
  ],
  mustHold: [
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/index.md",
    "docs/reference/errors.md",
    "manifest.json",
    "operations/alerts.yaml",
    "operations/dashboard.json",
    "platforms/cli/report/page/report.js",
    "platforms/http/page/index.html",
    "platforms/xsoar/script/integration.js",
    "dist/connector/declarations/built/validators.js",
    "dist/connector/stix/built/pattern_parser.cjs",
    ...built,
  ],
  // 1.8 MB of it is the command with its libraries, those for logs and for fleets included.
  maxKilobytes: 3000,
  isWithout: [...bundled, optional, "ajv-formats", "typescript", "mocha"],
  runs,
};
