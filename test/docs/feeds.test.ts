// Every command of the guide about feeds runs as it is shown, against a simulator.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type Simulator, startSimulator } from "../../simulator/index.js";

const page = readFileSync("docs/guides/feeds.md", "utf8");
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text.trim());
/** Filters of the file of items, which another program runs. */
const filters = blocks.filter((text) => text.startsWith("jq "));
const recipes = blocks.filter((text) => !filters.includes(text)).map((text) => text.split("\n"));

describe("docs/guides/feeds.md", () => {
  let simulator: Simulator;
  let folder: string;
  before(async () => {
    simulator = await startSimulator();
    folder = mkdtempSync(join(tmpdir(), "feeds-"));
    cpSync("examples", join(folder, "examples"), { recursive: true });
    for (const name of ["asset.json", "tenant-a.json", "tenant-b.json"])
      writeFileSync(join(folder, name), JSON.stringify(simulator.asset()), { mode: 0o600 });
    const envelope = {
      path_parameters: { workspaceId: simulator.workspace },
      json_body: { sourcesystem: "Reports" },
    };
    writeFileSync(join(folder, "sentinel.json"), JSON.stringify(envelope));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await simulator.close();
  });

  async function ran(line: string): Promise<{ code: number; text: string }> {
    const [program, ...args] = line.split(" ");
    expect(program).to.equal("defender-indicators");
    const child = spawn(process.execPath, [resolve("dist/platforms/cli/main.js"), ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += String(data)));
    const [code] = (await once(child, "close")) as [number];
    return { code, text };
  }

  for (const lines of recipes)
    it(`runs ${lines.join(" && ")}`, async () => {
      for (const line of lines) {
        const { code, text } = await ran(line);
        expect(code, text).to.equal(0);
        expect(text).not.to.match(/^0 rows/m);
      }
    });

  it("writes the texts of skipped items to a file (with jq, if it is installed)", async function () {
    const options = "--default action=Block --default expiresAfter.default=P30D --items items.ndjson";
    const { code, text } = await ran(`defender-indicators convert examples/report.txt ${options}`);
    expect(code, text).to.equal(0);
    const items = readFileSync(join(folder, "items.ndjson"), "utf8").trim().split("\n");
    const skipped = items
      .map((line) => JSON.parse(line) as { status: string; before: unknown })
      .filter(({ status }) => status === "skipped");
    expect(skipped.map(({ before }) => before)).to.deep.equal(["192.0.2.0/24", "8.8.8.8"]);
    expect(filters).to.have.lengthOf(1);
    if (spawnSync("sh", ["-c", "command -v jq"]).status !== 0) return this.skip();
    const { status, stderr } = spawnSync("sh", ["-c", filters.join("\n")], { cwd: folder, encoding: "utf8" });
    expect(status, stderr).to.equal(0);
    expect(readFileSync(join(folder, "skipped.txt"), "utf8")).to.equal("192.0.2.0/24\n8.8.8.8\n");
  });

  it("shows a recipe for each kind of feed", () => {
    const all = recipes.flat().join("\n");
    for (const name of ["report.txt", "stix_report.json", "misp_event.json", "portal.csv", "list.csv"])
      expect(all).to.include(name);
  });
});
