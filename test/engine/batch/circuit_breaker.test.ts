import { expect } from "chai";
import { importOf, rows } from "../../support/rows.js";
import {
  acceptAll,
  response,
  type Change,
  changed,
  ran,
  ranRows,
  errorResponse,
  refusing,
  type Sent,
  type Service,
  type StubCall,
} from "../stub.js";

const down = () => errorResponse("down", 503);
const lost = (): Sent => ({ failure: "lost", code: "ECONNRESET" });

/** A call for each row, one after the other, each with one attempt. */
const oneByOne = { "/batch/maxItems": 1, "/batch/concurrency": 1, "/retry/attempts": 1 };

/** Of each row the first letter of its code; I where it is in. */
function initials(reasons: readonly unknown[]): string {
  return reasons.map((reason) => (typeof reason === "string" ? reason[0] : "I")).join("");
}

/** Of each row, what became of it. @param say what each call comes to, by a letter: down, lost, refused, in */
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

describe("run: a service that is down", () => {
  it("ends the run after so many calls in a row, and tells of it", async () => {
    const { calls, output, results, reasons, events } = await ranRows(rows(15_000), { service: down });
    // 10 calls of 8 attempts each, and what the 4 beside the last one have tried by then; it was 240.
    expect(calls.length).to.be.at.least(80).and.at.most(112);
    expect(output.status_code).to.equal(503);
    expect(results).to.have.length(15_000);
    const message = "10 consecutive calls failed; no response accepted any of their rows.";
    expect(reasons.at(-1)).to.equal(`NotSent: the run ended before this row was sent. ${message}`);
    expect(reasons[0]).to.match(/^ServiceFailed: 503 /);
    const reported = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
    expect(reported.filter((message) => message.startsWith(message))).to.deep.equal([
      `${message} The run ends here. Run again later.`,
    ]);
  });

  it("counts calls without an answer too", async () => {
    expect(await fates("DLDII")).to.equal("SOSNN");
  });

  it("counts calls that were taken apart in vain, also after one that was accepted (was: 436 calls for 15,000 rows)", async () => {
    const service: Service = (call) =>
      call.n === 1 ? acceptAll(call) : errorResponse("Request body is incorrect");
    const { calls, results, output, reasons } = await ranRows(rows(15_000), { service });
    expect([results.length, output.status_code]).to.deep.equal([15_000, 207]);
    // For each of the ten 15 calls, and the first calls of those that were under way with them.
    expect(calls.length).to.be.at.most(10 * 15 + 11);
    expect(reasons.at(-1)).to.match(/^NotSent: .* 10 consecutive calls failed; no response accepted any/);
  });

  it("does not count calls of which some rows were found to be bad: good ones may stand behind them", async () => {
    const bad = rows(8000).map((one) => String(one["indicatorValue"]));
    const { reasons } = await ranRows(rows(9000), { service: refusing(bad) });
    expect(reasons.slice(8000).filter((reason) => reason !== null)).to.deep.equal([]);
  });

  it("does not count calls whose rows were each refused for itself", async () => {
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

  it("begins to count anew after any other answer, a refusal as well", async () => {
    expect(await fates("DDIDDRDDIDDDI")).to.equal("SSISSRSSISSSN");
  });

  it("counts on from round to round of an action that is made of others", async () => {
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

  it("tries every row where no most is declared", async () => {
    expect(await fates("DDDDDI", { "/circuitBreaker/maxConsecutiveFailures": undefined })).to.equal("SSSSSI");
  });
});
