// Every command of the guide about syncs runs as it is shown, against a simulator.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type Simulator, startSimulator } from "../../simulator/index.js";

const page = readFileSync("docs/guides/sync.md", "utf8");
const recipes = [...page.matchAll(/(<!-- watch -->\n)?```sh\n([\s\S]*?)```/g)].map(
  ([, watch, text = ""]) => ({
    isWatch: watch !== undefined,
    lines: text.trim().split("\n"),
  }),
);

describe("docs/guides/sync.md", () => {
  let simulator: Simulator;
  let folder: string;
  before(async () => {
    simulator = await startSimulator();
    folder = mkdtempSync(join(tmpdir(), "sync-guide-"));
    cpSync("examples", join(folder, "examples"), { recursive: true });
    const envelope = {
      path_parameters: { workspaceId: simulator.workspace },
      json_body: { sourcesystem: "Reports" },
    };
    for (const [name, content] of Object.entries({
      "asset.json": simulator.asset(),
      "misp.json": simulator.mispAsset(),
      "taxii.json": simulator.taxiiAsset(),
      "sentinel.json": envelope,
    }))
      writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await simulator.close();
  });

  function launched(line: string) {
    const [program, ...args] = line.split(" ");
    expect(program).to.equal("defender-indicators");
    const child = spawn(process.execPath, [resolve("dist/platforms/cli/main.js"), ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = { all: "" };
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => (text.all += String(data)));
    return { child, text };
  }

  for (const { isWatch, lines } of recipes)
    it(`runs ${lines.join(" && ")}`, async () => {
      for (const line of lines) {
        const { child, text } = launched(line);
        const closed = once(child, "close");
        if (isWatch) {
          while (!text.all.includes("The next round begins")) await once(child.stderr, "data");
          child.kill("SIGTERM");
        }
        const [code] = (await closed) as [number];
        expect(code, text.all).to.be.oneOf(line.includes("--detailed-exitcode") ? [0, 5] : [0]);
      }
    });

  it("shows the recipes, and leaves what they say in the tenant", () => {
    const all = recipes.flatMap(({ lines }) => lines).join("\n");
    for (const name of ["sync_misp.json", "sync_taxii.json", "sync_portal.json", "get_taxii_objects"])
      expect(all).to.include(name);
    const names = new Set(simulator.indicators().map(({ application }) => application));
    expect([...names]).to.have.members(["misp", "portal", "taxii"]);
    expect(simulator.stixObjects()).to.have.lengthOf(3);
  });

  it("shows the sync file of the examples", () => {
    const [, shown = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    expect(JSON.parse(shown)).to.deep.equal(JSON.parse(readFileSync("examples/sync_portal.json", "utf8")));
  });
});
