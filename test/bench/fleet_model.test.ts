import { expect } from "chai";
import { fleetModel } from "../../bench/fleet_model.js";

describe("bench: model of the fleet", () => {
  const load = { tenants: 5000, rows: 1500, perHour: 1, latency: 1, workers: 4 };
  const figures = (change: Partial<typeof load> = {}) => new Map(fleetModel({ ...load, ...change }));

  it("computes the load of 5,000 tenants with 1,500 rows in an hour", () => {
    const found = figures();
    expect(found.get("jobs per second, average")).to.equal("1.39");
    expect(found.get("calls per second, average")).to.equal("4.17");
    expect(found.get("calls per second, all tenants at their limit")).to.equal("2500");
    expect(found.get("PostgreSQL for the slots of that peak")).to.equal("0.15 cores");
  });

  it("waits for the windows of a tenant with more calls than its limit", () => {
    expect(figures({ rows: 45_000 }).get("seconds until all tenants are done, by their limit")).to.equal(
      "210",
    );
  });
});
