import { FleetRig } from "../fleet/fleet_rig.js";
import { useSimulator } from "../shared/process.js";
import { jobConformance } from "./job_conformance.js";
import { key, useService } from "./service.js";

describe("http: jobs of a service without a database", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);
  jobConformance(async () => ({ url: (await serve()).url, simulator: simulator(), query: "" }));
});

describe("http: jobs of a service with a database", () => {
  let rig: FleetRig;
  before(async () => {
    rig = await FleetRig.start();
  });
  after(() => rig.close());
  jobConformance(async () => {
    rig.simulator.reset();
    await rig.reset({ one: rig.simulator.asset() });
    await rig.worker().ready;
    const { url } = await rig.serve(key, "--config", rig.config);
    return { url, simulator: rig.simulator, query: "?profile=one" };
  });
});
