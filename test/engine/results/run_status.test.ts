import { expect } from "chai";
import { ConnectorError, type HttpResponse } from "../../../connector/index.js";
import { type BatchOutcome, RunStatus } from "../../../connector/engine/results/run_status.js";
import { answer } from "../stub.js";

const ok = (index: number, headers: Record<string, string> = {}): BatchOutcome => ({
  index,
  succeeded: answer({}, 200, headers),
});
const refused = (index: number, status: number): BatchOutcome => {
  const error = new ConnectorError("Rejected", `refused ${status}`, { status });
  const given: HttpResponse = { ...answer({}, status), reason: `Reason ${status}` };
  return { index, failure: { error, answer: given } };
};
const silent = (index: number, message = "no answer"): BatchOutcome => ({
  index,
  failure: { error: new ConnectorError("Unreachable", message) },
});
const verdictOf = (...outcomes: BatchOutcome[]): RunStatus => {
  const verdict = new RunStatus(["date"]);
  for (const outcome of outcomes) verdict.add(outcome);
  return verdict;
};

describe("run: verdict", () => {
  it("gives the service's own 200 where every call was accepted", () => {
    const verdict = verdictOf(ok(0), ok(1));
    expect(verdict.head()).to.deep.equal({ status_code: 200, response_headers: {}, reason: "OK" });
    expect(verdict.networkError).to.equal(undefined);
    expect(verdict.refusal).to.equal(undefined);
  });

  it("shows the declared headers of the first call by index, and no others", () => {
    const verdict = verdictOf(ok(1, { date: "later" }), ok(0, { date: "first", "set-cookie": "x" }));
    expect(verdict.head()?.response_headers).to.deep.equal({ date: "first" });
  });

  for (const other of [refused(1, 500), silent(1)]) {
    it(`gives 207 where some calls failed (${other.failure?.error.message})`, () => {
      const verdict = verdictOf(ok(0), other);
      expect([verdict.head()?.status_code, verdict.head()?.reason]).to.deep.equal([207, "Multi-Status"]);
      expect(verdict.networkError).to.equal(undefined);
      expect(verdict.refusal).to.equal(undefined);
    });
  }

  it("gives the first refusal by index where all failed, whatever came in first", () => {
    const verdict = verdictOf(refused(2, 503), silent(0), refused(1, 400));
    expect([verdict.head()?.status_code, verdict.head()?.reason]).to.deep.equal([400, "Reason 400"]);
    expect(verdict.refusal?.error.message).to.equal("refused 400");
    expect(verdict.networkError).to.equal(undefined);
  });

  it("gives 0 and the first error where nothing answered", () => {
    const verdict = verdictOf(silent(1, "second"), silent(0, "first"));
    expect(verdict.head()).to.deep.equal({ status_code: 0, response_headers: {}, reason: "No answer" });
    expect(verdict.networkError?.message).to.equal("first");
  });

  it("gives 207 for one call that was accepted in part", () => {
    const { failure } = silent(0);
    const verdict = verdictOf({ ...ok(0), ...(failure === undefined ? {} : { failure }) });
    expect(verdict.head()?.status_code).to.equal(207);
  });

  it("has no head where no call was made", () => {
    expect(verdictOf().head()).to.equal(undefined);
  });
});
