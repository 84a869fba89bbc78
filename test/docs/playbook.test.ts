/** The example of a chain of actions does what the guide says. */
import { expect } from "chai";
import { type Simulator, startSimulator } from "../../simulator/index.js";
import { environment } from "../platforms/shared/process.js";
import { ended, fill, outputOf } from "./printers.js";

const script = ["dist/examples/playbook.js"];

describe("examples: the playbook", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
    await fill(simulator);
  });
  afterEach(() => simulator.close());
  const values = () => simulator.indicators().map(({ indicatorValue }) => indicatorValue);
  const fromFeed = ["220e7d15b011d7fac48f2bd61114db1022197f7f", "https://login.bad.example/verify"];

  it("deletes what runs out, imports the feed, and uploads what went in", async () => {
    const { text, code } = await ended(script, simulator);
    expect(code, text).to.equal(0);
    expect(values()).to.deep.equal(["host-3.example", ...fromFeed]);
    expect(simulator.stixObjects().map(({ pattern }) => pattern)).to.deep.equal([
      `[file:hashes.'SHA-1' = '${fromFeed[0]}']`,
      `[url:value = '${fromFeed[1]}']`,
    ]);
    expect(simulator.requests().map(({ endpoint }) => endpoint)).to.deep.equal([
      "import",
      "list",
      "batchDelete",
      "import",
      "uploadStixObjects",
      "list",
    ]);
  });

  it("leaves the same state when it is run again", async () => {
    await ended(script, simulator);
    const { text, code } = await ended(script, simulator);
    expect(code, text).to.equal(0);
    expect(text).to.match(/^Deleted +0 of 0$/m);
    expect([values().length, simulator.stixObjects().length]).to.deep.equal([3, 2]);
  });

  it("deletes nothing where the list is refused", async () => {
    simulator.addFault({ kind: "status", status: 403, on: "list" });
    const { text, code } = await ended(script, simulator);
    expect([code, values().length]).to.deep.equal([1, 3]);
    expect(text).to.contain("The list is incomplete: 403 Forbidden.");
    expect(text).to.not.match(/^ +at /m);
  });

  it("names the variables of the asset where none is set (was: the names of fields that nobody had given)", async () => {
    const env = { ...environment(), SENTINEL_WORKSPACE: simulator.workspace };
    expect(await outputOf(script, env)).to.include(
      "DEFENDER_TENANT_ID, DEFENDER_CLIENT_ID and DEFENDER_CLIENT_SECRET",
    );
  });

  it("ends with 1 where Sentinel refuses", async () => {
    simulator.addFault({ kind: "status", status: 403, on: "uploadStixObjects" });
    const { text, code } = await ended(script, simulator);
    expect(code, text).to.equal(1);
    expect(text).to.match(/^Uploaded +0 of 2$/m);
  });
});
