import { expect } from "chai";
import { ConnectorError, type HttpResponse } from "../../../connector/index.js";
import type { BatchOutcome } from "../../../connector/engine/results/batch_outcome.js";
import { RunStatus } from "../../../connector/engine/results/run_status.js";
import { response } from "../stub.js";

const ok = (index: number, headers: Record<string, string> = {}): BatchOutcome => ({
  index,
  succeeded: response({}, 200, headers),
});
const refused = (index: number, status: number): BatchOutcome => {
  const error = new ConnectorError("Rejected", `refused ${status}`, { status });
  const given: HttpResponse = { ...response({}, status), reason: `Reason ${status}` };
  return { index, failure: { error, response: given } };
};
const silent = (index: number, message = "no answer"): BatchOutcome => ({
  index,
  failure: { error: new ConnectorError("Unreachable", message) },
});
const statusOf = (...outcomes: BatchOutcome[]): RunStatus => {
  const status = new RunStatus(["date"]);
  for (const outcome of outcomes) status.add(outcome);
  return status;
};

describe("run: verdict", () => {
  it("gives the service's own 200 where every call was accepted", () => {
    const status = statusOf(ok(0), ok(1));
    expect(status.head()).to.deep.equal({ status_code: 200, response_headers: {}, reason: "OK" });
    expect(status.networkError).to.equal(undefined);
    expect(status.rejection).to.equal(undefined);
  });

  it("shows the declared headers of the first call by index, and no others", () => {
    const status = statusOf(ok(1, { date: "later" }), ok(0, { date: "first", "set-cookie": "x" }));
    expect(status.head()?.response_headers).to.deep.equal({ date: "first" });
  });

  for (const other of [refused(1, 500), silent(1)]) {
    it(`gives 207 where some calls failed (${other.failure?.error.message})`, () => {
      const status = statusOf(ok(0), other);
      expect([status.head()?.status_code, status.head()?.reason]).to.deep.equal([207, "Multi-Status"]);
      expect(status.networkError).to.equal(undefined);
      expect(status.rejection).to.equal(undefined);
    });
  }

  it("gives the first refusal by index where all failed, whatever came in first", () => {
    const status = statusOf(refused(2, 503), silent(0), refused(1, 400));
    expect([status.head()?.status_code, status.head()?.reason]).to.deep.equal([400, "Reason 400"]);
    expect(status.rejection?.error.message).to.equal("refused 400");
    expect(status.networkError).to.equal(undefined);
  });

  it("gives 0 and the first error where nothing answered", () => {
    const status = statusOf(silent(1, "second"), silent(0, "first"));
    expect(status.head()).to.deep.equal({ status_code: 0, response_headers: {}, reason: "No response" });
    expect(status.networkError?.message).to.equal("first");
  });

  it("gives 207 for one call that was accepted in part", () => {
    const { failure } = silent(0);
    const status = statusOf({ ...ok(0), ...(failure === undefined ? {} : { failure }) });
    expect(status.head()?.status_code).to.equal(207);
  });

  it("has no head where no call was made", () => {
    expect(statusOf().head()).to.equal(undefined);
  });
});
