// Every command of the guide about feeds runs as it is shown, against a simulator.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type Simulator, startSimulator } from "../../simulator/index.js";

const page = readFileSync("docs/guides/feeds.md", "utf8");
const recipes = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text.trim().split("\n"));

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

  it("shows a recipe for each kind of feed", () => {
    const all = recipes.flat().join("\n");
    for (const name of ["report.txt", "stix_report.json", "misp_event.json", "portal.csv", "list.csv"])
      expect(all).to.include(name);
  });
});
