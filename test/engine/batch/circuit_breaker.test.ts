import { expect } from "chai";
import fc from "fast-check";
import { importOf, rows } from "../../support/rows.js";
import { tiRow, valueOf } from "../../support/ti_rows.js";
import {
  acceptAll,
  response,
  type Change,
  changed,
  ran,
  ranRows,
  errorResponse,
  rejectingRows,
  type Sent,
  type Service,
  type StubCall,
} from "../stub.js";
import { seed } from "../../support/property_seed.js";

const down = () => errorResponse("down", 503);
const lost = (): Sent => ({ failure: "lost", code: "ECONNRESET" });

/** Sends one request per row, one at a time, each with one attempt. */
const oneByOne = { "/batch/maxItems": 1, "/batch/concurrency": 1, "/retry/attempts": 1 };

/** Returns the first letter of each row's code, or I for an imported row. */
function initials(reasons: readonly unknown[]): string {
  return reasons.map((reason) => (typeof reason === "string" ? reason[0] : "I")).join("");
}

/**
 * Returns one letter per row for its outcome.
 * @param say - outcome of each request, by a letter: down, lost, rejected, in
 */
async function fates(say: string, action: Change["action"] = {}): Promise<string> {
  const responses: Record<string, (call: StubCall) => Sent | Promise<Sent>> = {
    D: down,
    L: lost,
    R: () => response({ error: { code: "BadRequest", message: "bad" } }, 413),
    I: acceptAll,
  };
  const service: Service = (call) => (responses[say[call.n - 1] ?? ""] ?? acceptAll)(call);
  const three = { ...oneByOne, "/circuitBreaker/maxConsecutiveFailures": 3, ...action };
  const { reasons } = await ranRows(rows(say.length), {
    service,
    declarations: changed({ action: three }),
  });
  return initials(reasons);
}

describe("engine: a service that is down", () => {
  it("ends the run after the declared number of consecutive failed requests, and reports it", async () => {
    const { calls, output, results, reasons, events } = await ranRows(rows(15_000), { service: down });
    // 10 requests of 8 attempts each, plus what the 4 concurrent ones have tried by then. Without the limit: 240.
    expect(calls.length).to.be.at.least(80).and.at.most(112);
    expect(output.status_code).to.equal(503);
    expect(results).to.have.length(15_000);
    const reason = "10 consecutive calls failed; no response accepted any of their rows.";
    expect(reasons.at(-1)).to.equal(`NotSent: the run ended before this row was sent. ${reason}`);
    expect(reasons[0]).to.match(/^ServiceFailed: 503 /);
    const reported = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
    expect(reported.filter((message) => message.startsWith(reason))).to.deep.equal([
      `${reason} The run ends here. Run again later.`,
    ]);
  });

  it("counts requests without a response too", async () => {
    expect(await fates("DLDII")).to.equal("SOSNN");
  });

  it("counts requests that were split without success, also after an accepted one", async () => {
    const service: Service = (call) =>
      call.n === 1 ? acceptAll(call) : errorResponse("Request body is incorrect");
    const { calls, results, output, reasons } = await ranRows(rows(15_000), { service });
    expect([results.length, output.status_code]).to.deep.equal([15_000, 207]);
    // 15 requests for each of the ten, and the first requests of those that were in flight with them.
    expect(calls.length).to.be.at.most(10 * 15 + 11);
    expect(reasons.at(-1)).to.match(/^NotSent: .* 10 consecutive calls failed; no response accepted any/);
  });

  it("does not count requests in which some rows were found bad, because good rows may follow", async () => {
    const bad = rows(8000).map((one) => String(one["indicatorValue"]));
    const { reasons } = await ranRows(rows(9000), { service: rejectingRows(bad) });
    expect(reasons.slice(8000).filter((reason) => reason !== null)).to.deep.equal([]);
  });

  it("does not count requests if each row was rejected individually", async () => {
    const ids = Array.from({ length: 6000 }, (_none, i) => String(i + 1));
    const gone: Service = ({ request }) =>
      request.method === "GET" ? response({ value: [] }) : errorResponse("Resource not found", 404);
    const { reasons } = await ran(
      { json_body: { IndicatorIds: ids } },
      { service: gone, name: "batch_delete_indicators" },
    );
    expect(reasons).to.have.length(6000);
    expect(reasons.filter((reason) => !String(reason).startsWith("NotFound:"))).to.deep.equal([]);
  });

  it("restarts the count after any other response, including a rejection", async () => {
    expect(await fates("DDIDDRDDIDDDI")).to.equal("SSISSRSSISSSN");
  });

  it("continues the count from round to round of a composite action", async () => {
    const name = "replace_indicator_action";
    const declarations = changed({
      of: name,
      action: { "/rows/batchSize": 1, "/steps/1/precondition": undefined },
    });
    const input = importOf(rows(12).map((row, i) => ({ ...row, id: String(i + 1) })));
    const { calls, reasons } = await ran(input, { name, service: down, declarations });
    expect(calls.length).to.equal(80);
    expect(initials(reasons)).to.equal("SSSSSSSSSSNN");
  });

  it("tries every row if no maximum is declared", async () => {
    expect(await fates("DDDDDI", { "/circuitBreaker/maxConsecutiveFailures": undefined })).to.equal("SSSSSI");
  });
});

describe(`engine: a removed route of Graph (FC_SEED=${seed})`, () => {
  const text = fc.stringMatching(/^[ -~]{0,20}$/);
  const gone = fc.record({
    name: fc.constantFrom("submit_ti_indicators", "update_ti_indicators"),
    segment: fc.oneof(fc.stringMatching(/^[A-Za-z.]{1,30}$/), text),
    end: fc.constantFrom("'.", "'", "'. Date: 2026-04-01T00:00:00"),
    code: fc.constantFrom("BadRequest", "UnknownError", ""),
    count: fc.integer({ min: 1, max: 450 }),
  });

  it("costs one request, whatever segment the message names, and no row is called bad", async () => {
    await fc.assert(
      fc.asyncProperty(gone, async ({ name, segment, end, code, count }) => {
        const message = `Resource not found for the segment '${segment}${end}`;
        const given = Array.from({ length: count }, (_none, n) => tiRow(n, { id: `id-${n}` }));
        const service: Service = () => response({ error: { code, message } }, 400);
        const { calls, reasons, warnings } = await ran(valueOf(given), { name, service });
        expect([calls.length, reasons.length]).to.deep.equal([1, count]);
        for (const reason of reasons) expect(String(reason)).to.match(/^(?:EndpointNotFound|NotSent): /);
        expect(warnings.map((warning) => warning.code)).to.include.members([
          "Deprecated",
          "EndpointNotFound",
        ]);
      }),
      { seed, numRuns: 30, endOnFailure: true },
    );
  });
});
