// A killed run without a journal: the next one compares with what the service contains and sends only the rest.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startSimulator } from "../../../simulator/index.js";
import { startGate } from "../../support/gate.js";
import { closingAfterEach } from "../../support/open.js";
import { rows } from "../../support/rows.js";
import { input, launch, type Launched, writer } from "../shared/process.js";

const given = rows(10_000);

describe("a run without a journal that is killed at call 10 of 20", function () {
  before(function () {
    if (process.platform === "win32") this.skip();
  });

  const closing = closingAfterEach();

  async function opened() {
    const folder = mkdtempSync(join(tmpdir(), "resume-"));
    const simulator = await startSimulator({ apps: [writer], settings: { enforceRateLimit: false } });
    const gate = await startGate(simulator.url);
    const path = (name: string): string => join(folder, name);
    const asset = simulator.asset({
      url: gate.url,
      rate_limits: { import: { calls: 10_000, per_seconds: 1 } },
    });
    writeFileSync(path("asset.json"), JSON.stringify(asset), { mode: 0o600 });
    writeFileSync(path("in.json"), JSON.stringify(input(...given)));
    const files = ["--asset", path("asset.json"), "--input", path("in.json"), "--output", path("out.json")];
    const run = (...options: string[]): Launched =>
      launch(["run", "import_indicators", ...files, ...options]);
    const close = async () => {
      await gate.close();
      await simulator.close();
      rmSync(folder, { recursive: true });
    };
    return closing({ simulator, gate, run, close });
  }

  it("sends no row again that is there and equal, and answers every row", async () => {
    const { simulator, gate, run } = await opened();
    const running = run();
    gate.onCall = (nth) => void (nth === 10 && running.child.kill("SIGKILL"));
    expect((await running.ended).signal).to.equal("SIGKILL");
    await gate.left();
    const before = new Set(simulator.indicators().map(({ indicatorValue }) => indicatorValue));
    expect(before.size).to.be.within(1, given.length - 1);
    const sent = simulator.requests().length;
    const { code, stderr } = await run("--resume", "list").ended;
    expect(code, stderr).to.equal(0);
    const again = simulator
      .requests()
      .slice(sent)
      .filter(({ endpoint }) => endpoint === "import");
    expect(again.reduce((sum, { rows: some }) => sum + (some ?? 0), 0)).to.equal(given.length - before.size);
    expect(simulator.indicators()).to.have.length(given.length);
    expect(stderr).to.contain(`${before.size} of them were there already, unchanged; `);
  });
});
