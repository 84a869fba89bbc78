// The metrics of the fleet: their names, and how many series they have.
import { expect } from "chai";
import { fleetMetrics, withoutDatabase } from "../../../../platforms/http/fleet/fleet_metrics.js";

type Status = Parameters<typeof fleetMetrics>[0];

const none: Status = { workers: [], queues: [], rateLimits: [], capacity: [] };
const noEnds = { succeeded: 0, failed: 0, cancelled: 0 };
const samplesOf = (text: string): string[] =>
  text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

describe("http: metrics of the fleet", () => {
  it("sum up workers and queues, and keep the longest wait of each rate limit", async () => {
    const until = "2026-11-30T08:00:00.000Z";
    const text = await fleetMetrics(
      {
        workers: [
          { id: "a", leaseUntil: until, running: 2 },
          { id: "b", leaseUntil: until, running: 1 },
        ],
        queues: [
          { profile: "one", depth: 3, oldestSeconds: 7 },
          { profile: "two", depth: 1, oldestSeconds: 9 },
        ],
        rateLimits: [
          { name: "import", key: "x", waitSeconds: 1.5 },
          { name: "import", key: "y", waitSeconds: 4 },
          { name: "list", key: "x", waitSeconds: 0 },
        ],
        capacity: [],
      },
      { ...noEnds, failed: 5 },
    );
    expect(samplesOf(text)).to.have.members([
      "defender_database_up 1",
      "defender_workers 2",
      "defender_jobs_running 3",
      "defender_jobs_queued 4",
      'defender_queue_depth{profile="two"} 1',
      'defender_queue_depth{profile="one"} 3',
      'defender_queue_oldest_seconds{profile="two"} 9',
      'defender_queue_oldest_seconds{profile="one"} 7',
      'defender_jobs_ended{status="succeeded"} 0',
      'defender_jobs_ended{status="failed"} 5',
      'defender_jobs_ended{status="cancelled"} 0',
      'defender_rate_limit_longest_wait_seconds{limit="import"} 4',
      'defender_rate_limit_longest_wait_seconds{limit="list"} 0',
    ]);
  });

  it("have a help and a type without any sample", async () => {
    const text = await fleetMetrics(none, noEnds);
    for (const name of ["queue_depth", "queue_oldest_seconds", "rate_limit_longest_wait_seconds"])
      expect(text)
        .to.match(new RegExp(`^# HELP defender_${name} .+$`, "m"))
        .and.match(new RegExp(`^# TYPE defender_${name} gauge$`, "m"));
  });

  it("list the hundred profiles that wait longest, and count all", async () => {
    const queues = Array.from({ length: 5000 }, (_, i) => ({
      profile: `tenant-${i}`,
      depth: 1,
      oldestSeconds: i,
    }));
    const samples = samplesOf(await fleetMetrics({ ...none, queues }, noEnds));
    const listed = samples.filter((line) => line.startsWith("defender_queue_oldest_seconds"));
    expect(listed)
      .to.have.length(100)
      .and.include('defender_queue_oldest_seconds{profile="tenant-4999"} 4999');
    expect(samples).to.include("defender_jobs_queued 5000");
  });

  it("escape the name of a profile", async () => {
    const queues = [{ profile: 'a"} 1\nb\\', depth: 1, oldestSeconds: 1 }];
    const samples = samplesOf(await fleetMetrics({ ...none, queues }, noEnds));
    expect(samples).to.include('defender_queue_depth{profile="a\\"} 1\\nb\\\\"} 1');
  });

  it("show that the database does not respond", async () => {
    expect(samplesOf(await withoutDatabase())).to.deep.equal(["defender_database_up 0"]);
  });
});
