import { expect } from "chai";
import { openDatabase } from "../../../connector/stores/postgres/database.js";
import { FleetRig } from "./fleet_rig.js";

const row = (i: number) => ({
  indicatorValue: `places-${i}.bad.example`,
  indicatorType: "DomainName",
  action: "Block",
  title: "t",
  description: "d",
});

describe("fleet: workers with different --concurrency", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());

  it("each run as many jobs at once as they were allowed", async () => {
    const profiles = ["a", "b", "c", "d", "e", "f"];
    await rig.reset(
      Object.fromEntries(profiles.map((name) => [name, rig.simulator.asset({ timeout_ms: 900_000 })])),
    );
    // No job ends before the test does.
    rig.simulator.configure({ latencyMs: 900_000 });
    for (const [i, profile] of profiles.entries()) {
      const file = rig.file(`${profile}.ndjson`, `${JSON.stringify(row(i))}\n`);
      await rig.run("submit", "import_indicators", "--input", file, "--profile", profile, "--id", profile);
    }
    await rig.worker("--concurrency", "1").ready;
    await rig.worker("--concurrency", "3").ready;
    const database = openDatabase(rig.database);
    const running = async () => {
      const owners = await database.query<{ jobs: string }>(
        "SELECT count(*) AS jobs FROM fleet.job WHERE state = 'running' GROUP BY owner ORDER BY jobs",
      );
      return owners.map(({ jobs }) => Number(jobs));
    };
    const total = async () => (await running()).reduce((sum, jobs) => sum + jobs, 0);
    try {
      while ((await total()) < 4) await new Promise((resolve) => setTimeout(resolve, 50));
      // Both workers have looked for jobs again.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(await running()).to.deep.equal([1, 3]);
    } finally {
      await database.close();
    }
  });
});
