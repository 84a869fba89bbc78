// GET /api/exposureScore/ByMachineGroups: the device groups.
import { expect } from "chai";
import { APP, call, GROUPS, withSimulator } from "./helpers.js";

describe("simulator: device groups", () => {
  it(
    "lists device groups with ids, names and scores",
    withSimulator({ now: () => Date.parse("2030-01-01T00:00:00Z") }, async (sim) => {
      const { status, json } = await call(sim, GROUPS);
      expect(status).to.equal(200);
      expect(json["@odata.context"]).to.equal(`${sim.url}/api/$metadata#ExposureScore`);
      expect(json.value.map((group: { rbacGroupName: string }) => group.rbacGroupName)).to.deep.equal([
        "UnassignedGroup",
        "GroupOne",
        "GroupTwo",
      ]);
      expect(json.value[1]).to.deep.equal({
        time: "2030-01-01T00:00:00.000Z",
        score: 37,
        rbacGroupName: "GroupOne",
        rbacGroupId: 1,
      });
      expect(sim.requests()[0]).to.include({ service: "defender", endpoint: "machineGroups", rows: 3 });
    }),
  );

  it(
    "lists the groups of the settings, page by page",
    withSimulator({ settings: { deviceGroups: ["a", "b", "c"], pageSize: 2 } }, async (sim) => {
      const first = await call(sim, `${GROUPS}?$select=rbacGroupName`);
      expect(first.json.value).to.deep.equal([{ rbacGroupName: "a" }, { rbacGroupName: "b" }]);
      const second = await call(sim, first.json["@odata.nextLink"].slice(sim.url.length));
      expect(second.json.value).to.deep.equal([{ rbacGroupName: "c" }]);
      expect((await call(sim, `${GROUPS}?$top=1&$skip=1`)).json.value[0].rbacGroupId).to.equal(1);
    }),
  );

  it(
    "requires Score.Read.All, which writing indicators does not require",
    withSimulator({ apps: [APP] }, async (sim) => {
      const { status, json } = await call(sim, GROUPS);
      expect(status).to.equal(403);
      expect(json.error.message).to.include("(Score.Read.All)");
    }),
  );
});
