import { expect } from "chai";
import { ConnectorError, type HttpResponse } from "../../../connector/index.js";
import type { BatchOutcome } from "../../../connector/engine/results/batch_outcome.js";
import { RunStatus } from "../../../connector/engine/results/run_status.js";
import { response } from "../stub.js";

const ok = (index: number, headers: Record<string, string> = {}): BatchOutcome => ({
  index,
  succeeded: response({}, 200, headers),
});
const rejected = (index: number, status: number): BatchOutcome => {
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

describe("engine: run status", () => {
  it("returns the service's own 200 if every request was accepted", () => {
    const status = statusOf(ok(0), ok(1));
    expect(status.head()).to.deep.equal({ status_code: 200, response_headers: {}, reason: "OK" });
    expect(status.networkError).to.equal(undefined);
    expect(status.rejection).to.equal(undefined);
  });

  it("returns only the declared headers, from the first request by index", () => {
    const status = statusOf(ok(1, { date: "later" }), ok(0, { date: "first", "set-cookie": "x" }));
    expect(status.head()?.response_headers).to.deep.equal({ date: "first" });
  });

  for (const other of [rejected(1, 500), silent(1)]) {
    it(`returns 207 if some requests failed (${other.failure?.error.message})`, () => {
      const status = statusOf(ok(0), other);
      expect([status.head()?.status_code, status.head()?.reason]).to.deep.equal([207, "Multi-Status"]);
      expect(status.networkError).to.equal(undefined);
      expect(status.rejection).to.equal(undefined);
    });
  }

  it("returns the first rejection by index if all failed, whatever arrived first", () => {
    const status = statusOf(rejected(2, 503), silent(0), rejected(1, 400));
    expect([status.head()?.status_code, status.head()?.reason]).to.deep.equal([400, "Reason 400"]);
    expect(status.rejection?.error.message).to.equal("refused 400");
    expect(status.networkError).to.equal(undefined);
  });

  it("returns 0 and the first error if nothing responded", () => {
    const status = statusOf(silent(1, "second"), silent(0, "first"));
    expect(status.head()).to.deep.equal({ status_code: 0, response_headers: {}, reason: "No response" });
    expect(status.networkError?.message).to.equal("first");
  });

  it("returns 207 for one request that was partly accepted", () => {
    const { failure } = silent(0);
    const status = statusOf({ ...ok(0), ...(failure === undefined ? {} : { failure }) });
    expect(status.head()?.status_code).to.equal(207);
  });

  it("has no status and headers if no request was made", () => {
    expect(statusOf().head()).to.equal(undefined);
  });
});
