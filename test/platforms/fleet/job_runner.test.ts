// The jobs of a worker without a database: the tests of the fleet have one.
import { expect } from "chai";
import { ConnectorError } from "../../../connector/index.js";
import { JobRunner, type RunnerPorts } from "../../../platforms/fleet/job_runner.js";

/** Returns a runner without a database: the first statements fail. */
function runnerWith(failing: number, stopping: AbortSignal) {
  const requeued: string[] = [];
  const reports: string[] = [];
  let tries = 0;
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    tries += 1;
    if (tries <= failing) throw new ConnectorError("DatabaseUnreachable", "The database does not respond.");
    return work();
  };
  const ports = {
    fleet: {
      stores: { patiently },
      database: { transaction: (work: (query: unknown) => unknown) => work(async () => []) },
      queue: { cancel: async (workflow: string) => void requeued.push(workflow) },
    },
    stopping,
    log: { report: (_level: string, message: string) => void reports.push(message) },
  };
  return { runner: new JobRunner(ports as unknown as RunnerPorts), requeued, reports };
}

describe("fleet: the jobs of a worker", () => {
  it("are returned to the queue, however long the database stays away", async () => {
    const { runner, requeued, reports } = runnerWith(3, new AbortController().signal);
    const run = runner.run("a/1");
    expect(runner.runs("a/1"), "while nobody else may run it").to.equal(true);
    await run;
    expect([requeued, runner.runs("a/1")]).to.deep.equal([["a/1"], false]);
    expect(reports).to.deep.equal([
      "job of a/1: DatabaseUnreachable",
      "job of a/1: could not be returned to the queue",
      "job of a/1: could not be returned to the queue",
    ]);
  });

  it("are left to other workers when this one stops", async () => {
    const { runner, requeued, reports } = runnerWith(3, AbortSignal.abort());
    await runner.run("a/1");
    expect([requeued, reports.length]).to.deep.equal([[], 2]);
  });
});
