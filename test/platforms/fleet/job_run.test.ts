// The messages of a job, without a database.
import { Readable, Writable } from "node:stream";
import { expect } from "chai";
import { type Claim, type ClaimedRow, ConnectorError } from "../../../connector/platform_api.js";
import { JobRun, type JobRunPorts } from "../../../platforms/fleet/job_run.js";

/** Lets a job fail with this message, and returns what is stored for people. */
async function storedMessages(message: string): Promise<string> {
  let stored = "";
  const end: Claim["end"] = async (_state, _changes, [, messages]) => {
    stored = String(messages);
  };
  const stream = new Writable({ write: (_text, _encoding, done) => done() });
  const io = { stdin: Readable.from([]), stdout: stream, stderr: stream, env: {} };
  const job = { profile: "one", cancel: false } as ClaimedRow;
  const run = new JobRun(job, { end } as Claim, { io } as unknown as JobRunPorts);
  await run.fail(new ConnectorError("InvalidInput", message));
  return stored;
}

describe("fleet: the messages of a job", () => {
  it("are stored", async () => {
    expect(await storedMessages("The rows are bad.")).to.match(/^error InvalidInput: The rows are bad\.\n/);
  });

  it("say so if further ones were not stored", async () => {
    const stored = await storedMessages("x".repeat(200_000));
    expect(stored.length).to.be.below(100_100);
    expect(stored).to.match(/x\nnote Messages: This job wrote further messages, which were not stored\.\n$/);
  });
});
