import { expect } from "chai";
import { openDatabase } from "../../../connector/stores/postgres/database.js";
import { FleetRig } from "./fleet_rig.js";

describe("fleet: migrate", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());

  it("creates the tables once if several workers start with it at the same time", async () => {
    rig.database = await rig.postgres.database();
    const ended = await Promise.all([1, 2, 3].map(() => rig.run("migrate")));
    expect(ended.map(({ code, stderr }) => [code, stderr])).to.deep.equal(ended.map(() => [0, ""]));
    const created = ended.filter(({ stdout }) => stdout.endsWith(" now.\n"));
    expect(created).to.have.length(1);
    expect((await rig.run("fleet", "status")).code).to.equal(0);
  });

  it("is named if the tables of a library are missing, and creates them again", async () => {
    rig.database = await rig.postgres.database();
    await rig.run("migrate");
    const database = openDatabase(rig.database);
    await database.query("DROP SCHEMA dbos CASCADE");
    await database.close();
    const { code, stderr } = await rig.run("jobs", "schedules");
    expect([code, stderr.includes("defender-indicators migrate")]).to.deep.equal([2, true]);
    expect((await rig.run("migrate")).code).to.equal(0);
    expect((await rig.run("jobs", "schedules")).code).to.equal(0);
  });
});
