// `mcp` in the MCP inspector, as its own process: the list of tools, and an import of 1200 rows with
// progress.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { createConnector } from "../../../connector/index.js";
import { importOf } from "../../support/rows.js";
import { commandFile } from "../../support/command.js";
import { canary, useSimulator } from "../shared/process.js";

const version = "2.12.0";

interface Listed {
  tools: { name: string; annotations: object }[];
}
interface Called {
  content: { text: string }[];
  structuredContent: { json_body: { value: { isFailed: boolean }[] } };
  isError?: boolean;
}

describe("slow: mcp under the inspector's command line", () => {
  const simulator = useSimulator();
  let folder = "";
  const inFolder = (name: string) => join(folder, name);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "inspector-"));
    const install = [
      "install",
      "--prefix",
      folder,
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
    ];
    execFileSync("npm", [...install, `@modelcontextprotocol/inspector@${version}`], { stdio: "pipe" });
  });
  beforeEach(() => {
    writeFileSync(inFolder("asset.json"), JSON.stringify(simulator().asset()), { mode: 0o600 });
    // The server's output is recorded too: the inspector does not show progress.
    const server = [process.execPath, commandFile, "mcp", "--asset", inFolder("asset.json")];
    writeFileSync(
      inFolder("server.sh"),
      `${server.map(quoted).join(" ")} | tee ${quoted(inFolder("wire"))}\n`,
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Returns the inspector's output; fails for an exit code other than 0. */
  async function inspected<T>(...args: string[]): Promise<T> {
    const inspector = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";
    const child = spawn(
      process.execPath,
      [inFolder(inspector), "--cli", "sh", inFolder("server.sh"), ...args],
      { env: { PATH: process.env["PATH"], HOME: folder }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    expect(code, stderr).to.equal(0);
    expect(stdout + stderr).to.not.contain(canary);
    return JSON.parse(stdout) as T;
  }
  const call = (input: object) =>
    inspected<Called>(
      "--method=tools/call",
      "--tool-name=import_indicators",
      "--tool-metadata=progressToken=run",
      `--tool-args-json=${JSON.stringify(input)}`,
    );

  it("lists every action that does not remove anything and is not deprecated", async () => {
    const { tools } = await inspected<Listed>("--method", "tools/list", "--strict");
    const actions = (await createConnector({ env: {} })).actions();
    expect(tools.map(({ name }) => name)).to.deep.equal(
      actions
        .filter(({ effect, deprecated }) => effect !== "destructive" && deprecated === undefined)
        .map(({ name }) => name),
    );
  });

  it("imports 1200 rows with progress", async () => {
    // Short rows: an argument of a command may have 128 KiB.
    const short = Array.from({ length: 1200 }, (_none, n) => ({
      indicatorValue: `${n}.example`,
      indicatorType: "DomainName",
      action: "Block",
      title: "t",
      description: "d",
    }));
    const result = await call(importOf(short));
    expect(result.structuredContent.json_body.value).to.have.length(1200);
    expect(result.content[0]?.text).to.match(/1200 rows: 1200 succeeded, 0 failed/);
    expect(simulator().indicators()).to.have.length(1200);
    const messages = readFileSync(inFolder("wire"), "utf8").trimEnd().split("\n");
    const steps = messages
      .map((line) => JSON.parse(line) as { method?: string; params: { progress: number; total: number } })
      .filter(({ method }) => method === "notifications/progress");
    expect(steps.length).to.be.at.least(3);
    expect(steps.at(-1)?.params).to.include({ progress: 1200, total: 1200 });
  });

  it("gives an agent the text that the page shows", async () => {
    const [shown] =
      /^Status [^]*?(?=\nstandard error:)/m.exec(readFileSync("docs/platforms/mcp.md", "utf8")) ?? [];
    const { content } = await call(JSON.parse(readFileSync("examples/import.json", "utf8")) as object);
    const steady = (given = "") => given.replace(/[\d.]+ s\./, "T s.");
    expect(steady(content[0]?.text)).to.equal(steady(shown));
  });
});

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
