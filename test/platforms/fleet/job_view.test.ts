import { expect } from "chai";
import { jobDetails } from "../../../platforms/fleet/job_view.js";

type Job = Parameters<typeof jobDetails>[0];

describe("fleet: a job as text", () => {
  it("shows worker, times and error, without control characters of a service", () => {
    const job = {
      id: "a",
      state: "failed",
      action: "import_indicators",
      profile: "one",
      rows: null,
      processed: "0",
      failed: "0",
      queued_at: new Date(0),
      started_at: null,
      ended_at: new Date(1000),
      owner: "worker-1",
      error_code: "ServiceFailed",
      error_message: "The service said: \u001b[31mred",
    } as unknown as Job;
    const lines = jobDetails(job).split("\n");
    expect(lines.slice(2, 5)).to.deep.equal([
      "  queued 1970-01-01T00:00:00.000Z",
      "  ended 1970-01-01T00:00:01.000Z",
      "  worker worker-1",
    ]);
    expect(lines[5])
      .to.match(/^ {2}error ServiceFailed: The service said: /)
      .and.not.include("\u001b");
  });
});
