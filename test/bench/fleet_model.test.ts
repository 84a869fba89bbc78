import { expect } from "chai";
import { fleetModel } from "../../bench/fleet_model.js";

describe("bench: model of the fleet", () => {
  const load = { tenants: 5000, rows: 1500, perHour: 1, latency: 1, workers: 4, concurrency: 20, cores: 2 };
  const figures = (change: Partial<typeof load> = {}) => new Map(fleetModel({ ...load, ...change }));

  it("computes the load of 5,000 tenants with 1,500 rows in an hour", () => {
    const found = figures();
    expect(found.get("jobs per second, average")).to.equal("1.39");
    expect(found.get("calls per second, average")).to.equal("4.17");
    expect(found.get("calls per second, all tenants at their limit")).to.equal("2500");
    expect(found.get("PostgreSQL for the slots of that peak")).to.equal("0.45 cores");
    expect(found.get("connections of the workers")).to.equal("32");
  });

  it("waits for the windows of a tenant with more calls than its limit", () => {
    const found = figures({ rows: 45_000 });
    expect(found.get("seconds until all tenants are done, by the limit of a tenant")).to.equal("138");
  });

  it("names the resource that decides when all tenants are done", () => {
    const next = (change: Partial<typeof load>) => figures(change).get("the next limit");
    expect(next({ tenants: 10, rows: 45_000 })).to.equal("the limit of a tenant");
    expect(next({ latency: 60 })).to.equal("the jobs that workers run at once");
    expect(next({ workers: 100, concurrency: 100 })).to.equal("PostgreSQL");
    expect(next({ workers: 1, concurrency: 1000, cores: 64 })).to.equal("one core of each worker");
  });
});
