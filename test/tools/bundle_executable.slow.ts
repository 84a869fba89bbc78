// The single executable: made with Node 24, and run in a folder that contains nothing else.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect } from "chai";
import { bundleExecutable } from "../../tools/bundle_executable.js";
import { endProcess, freePort, runToEnd, startUntil } from "../n8n/processes.js";
import { useSimulator } from "../platforms/shared/process.js";
import { installNode } from "../support/install_node.js";

describe("slow: the executable", () => {
  const simulator = useSimulator();
  let base = "";
  let folder = "";
  let program = "";

  before(async () => {
    base = mkdtempSync(join(tmpdir(), "executable-"));
    folder = mkdtempSync(join(base, "alone-"));
    program = join(folder, "defender-indicators");
    await bundleExecutable(program, await installNode("24", join(base, "runtime")));
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  /** Without the variables and the folders of this project. */
  const surroundings = (env: Record<string, string> = {}) => ({ cwd: folder, env: { HOME: base, ...env } });
  const command = (...args: string[]) => runToEnd(program, args, surroundings());
  const file = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  const asset = () => file("asset.json", JSON.stringify(simulator().asset()));

  it("has less than 150 MB, and prints its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    const { code, stdout, stderr, seconds } = await command("--version");
    expect([code, stdout, stderr]).to.deep.equal([0, `${version}\n`, ""]);
    const { size } = statSync(program);
    process.stdout.write(
      `      ${(size / 1e6).toFixed(0)} MB, ${(seconds * 1000).toFixed(0)} ms for --version\n`,
    );
    expect(size).to.be.lessThan(150e6);
  });

  it("runs the demo", async () => {
    const { code, stdout } = await command("demo");
    expect(stdout).to.match(/1200 rows: 1193 succeeded, 7 failed, 0 not sent; 3 calls/);
    expect(code).to.equal(0);
  });

  it("imports a table in another encoding, with a report", async () => {
    asset();
    const table =
      "IndicatorType,IndicatorValue,Action,Title,Description\nDomainName,bad.example,Allowed,Caf\u00e9,Try\n";
    file("rows.csv", Buffer.from(table, "latin1"));
    const files = ["--input", "rows.csv", "--output", "results.json", "--report", "report.html"];
    const { code, stderr } = await command("run", "import_indicators", "--asset", "asset.json", ...files);
    expect(code, stderr).to.equal(0);
    expect(simulator().indicators()[0]).to.include({ indicatorValue: "bad.example", title: "Caf\u00e9" });
    expect(readFileSync(join(folder, "report.html"), "utf8")).to.include("</html>");
  });

  it("checks its declarations, and exports from its files", async () => {
    expect((await command("check")).code).to.equal(0);
    expect((await command("export", "xsoar", "--output", "integration.yml")).code).to.equal(0);
  });

  it("connects to a database with its driver", async () => {
    const { code, stderr } = await command("--database-url", "postgres://127.0.0.1:1/none", "jobs", "list");
    expect([code, stderr.includes("DatabaseUnreachable")]).to.deep.equal([4, true]);
  });

  it("serves HTTP, with lines of JSON in its log", async () => {
    asset();
    const port = String(await freePort());
    const key = "a-key-of-these-tests";
    const args = ["serve", "--asset", "asset.json", "--port", port, "--log-format", "json"];
    const serving = await startUntil(
      /openapi\.json/,
      program,
      args,
      surroundings({ DEFENDER_SERVE_KEY: key }),
    );
    const log = text(serving.stderr as Readable);
    const statuses = ["/health", "/", "/openapi.json"].map(async (path) => {
      const headers = { authorization: `Bearer ${key}`, connection: "close" };
      return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status;
    });
    expect(await Promise.all(statuses)).to.deep.equal([200, 200, 200]);
    await endProcess(serving, "SIGTERM");
    expect(serving.exitCode).to.equal(0);
    expect(JSON.parse((await log).split("\n")[0] as string)).to.include.keys("time", "level", "msg");
  });

  it("lists the tools of an MCP client", async () => {
    const client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StdioClientTransport({ command: program, args: ["mcp"], stderr: "ignore", ...surroundings() }),
    );
    const { tools } = await client.listTools();
    await client.close();
    expect(tools.map(({ name }) => name)).to.include("import_indicators");
  });
});
