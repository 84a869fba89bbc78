import { expect } from "chai";
import { ConnectorError, type JsonObject } from "../../../connector/index.js";
import type { CallResult } from "../../../connector/http/call_context.js";
import type { BatchSender } from "../../../connector/engine/batch/batch_sender.js";
import { sendBatch } from "../../../connector/engine/batch/send_batch.js";
import { response, own, taken } from "../stub.js";
import { row as rowOf, rows } from "../../support/rows.js";

const { bisect, results } = own.actions.get("import_indicators") ?? {};

interface Sending {
  readonly send: (rows: JsonObject[], n: number) => CallResult;
  readonly bisectBounds?: BatchSender["bisectBounds"] | null;
  readonly makeRequest?: BatchSender["makeRequest"];
  readonly check?: BatchSender["spec"]["check"];
}

async function batchOf(given: number | readonly JsonObject[], sending: Sending) {
  const { send, bisectBounds = bisect, check = () => [] } = sending;
  const warnings: string[] = [];
  let calls = 0;
  const sent = await sendBatch(3, typeof given === "number" ? rows(given) : given, {
    bisectBounds: bisectBounds ?? undefined,
    spec: {
      declared: results as NonNullable<typeof results>,
      idempotent: true,
      check,
      isKnownResponse: () => true,
      isAccepted: () => true,
    },
    makeRequest:
      sending.makeRequest ??
      ((some) => ({ method: "POST", url: "", headers: {}, body: JSON.stringify(some) })),
    send: async ({ body = "" }) => send(JSON.parse(String(body)) as JsonObject[], ++calls),
    warn: (code, message) => warnings.push(`${code}: ${message}`),
    inTurn: (work) => work(),
  });
  const reasons = sent.results.map((result) => result["failureReason"]);
  return { ...sent, calls, warnings, reasons };
}

const accepted = (given: readonly JsonObject[]): CallResult => ({
  kind: "succeeded",
  response: response({ value: given.map((row) => taken(row)) }),
});
const rejected = (message: string): CallResult => {
  const error = new ConnectorError("Rejected", message, { status: 400 });
  return { kind: "rejected", response: response({}, 400), error };
};
const failed = (code: ConstructorParameters<typeof ConnectorError>[0], status?: number): CallResult => {
  const error = new ConnectorError(code, `${code} happened.`, status === undefined ? {} : { status });
  const given = status === undefined ? {} : { response: response({}, status) };
  return { kind: "failed", error, ...given };
};
const codesOf = ({ reasons }: { reasons: readonly unknown[] }) =>
  reasons.map((reason) => String(reason).split(":")[0]);
const holds = (given: readonly JsonObject[], n: number) =>
  given.some((row) => row["indicatorValue"] === `host-${n}.example`);

describe("engine: send a batch", () => {
  it("assigns the service's result to every row", async () => {
    const { results: given, outcome, fatal } = await batchOf(3, { send: accepted });
    expect(given).to.deep.equal(rows(3).map((row) => taken(row)));
    expect(outcome.failure).to.equal(undefined);
    expect(fatal).to.equal(undefined);
  });

  it("warns of results that belong to no row", async () => {
    const send = (given: JsonObject[]): CallResult => ({
      kind: "succeeded",
      response: response({ value: [...given.map((row) => taken(row)), { id: "9", indicator: "stranger" }] }),
    });
    const { warnings } = await batchOf(2, { send });
    expect(warnings).to.deep.equal([
      "UnmatchedResults: The service returned results that were not used: 1 naming no row.",
    ]);
  });

  it("reports results that repeat or contradict another one", async () => {
    const first = taken(rows(1)[0] as JsonObject);
    const second = taken(rows(2)[1] as JsonObject);
    const send = (): CallResult => ({
      kind: "succeeded",
      response: response({
        value: [
          first,
          second,
          first,
          { ...second, isFailed: true, failureReason: "no" },
          { ...first, indicator: "stranger" },
        ],
      }),
    });
    const { warnings } = await batchOf(2, { send });
    expect(warnings).to.deep.equal([
      "UnmatchedResults: The service returned results that were not used: 2 contradicting another result of the same row, 1 repeating another result, 1 naming no row.",
    ]);
  });

  it("removes only the row that the rejection names by its value", async () => {
    const send = (given: JsonObject[]) =>
      holds(given, 2) ? rejected("Indicator host-2.example is inactive.") : accepted(given);
    const { reasons, calls, outcome } = await batchOf(30, { send });
    expect(reasons[2]).to.equal("Rejected: Indicator host-2.example is inactive.");
    expect(reasons.filter((reason) => reason !== null).length).to.equal(1);
    expect(calls).to.equal(2);
    expect(outcome.failure, "the call was not the failure").to.equal(undefined);
  });

  it("does not take part of a word for a name: bad.example names neither of two similar rows", async () => {
    const values = ["bad.example", "bad.examples", "abad.example", "good.example"];
    const given = values.map((indicatorValue, n) => rowOf(n, { indicatorValue }));
    for (const bad of ["bad.examples", "abad.example"]) {
      const sizes: number[] = [];
      const send = (sent: JsonObject[]) => {
        sizes.push(sent.length);
        return sent.some((one) => one["indicatorValue"] === bad) ? rejected(`${bad} is bad`) : accepted(sent);
      };
      const { reasons } = await batchOf(given, { send });
      expect(sizes).to.deep.equal([4, 3]);
      expect(reasons[values.indexOf(bad)]).to.equal(`Rejected: ${bad} is bad`);
    }
  });

  it("returns a partial failure if one part of a rejected request finally failed", async () => {
    const send = (sent: JsonObject[], n: number) => {
      if (n === 1) return rejected("Request body is incorrect");
      return n === 2 ? accepted(sent) : failed("ServiceFailed", 503);
    };
    const { reasons, outcome } = await batchOf(4, { send });
    expect(reasons).to.deep.equal([null, null, ...Array(2).fill("ServiceFailed: ServiceFailed happened.")]);
    expect([outcome.succeeded?.status, outcome.failure?.response?.status]).to.deep.equal([200, 503]);
  });

  it("returns the rejection for all rows if no bisection is declared", async () => {
    const { reasons, calls, outcome } = await batchOf(2, { send: () => rejected("no"), bisectBounds: null });
    expect([reasons, calls]).to.deep.equal([["Rejected: no", "Rejected: no"], 1]);
    expect(outcome.failure?.response?.status).to.equal(400);
  });

  it("fails the request if none of its rows was accepted", async () => {
    const { reasons, outcome, fatal } = await batchOf(1, { send: () => rejected("bad row") });
    expect(reasons).to.deep.equal(["Rejected: bad row"]);
    expect(outcome.failure?.error.message).to.equal("bad row");
    expect(fatal, "another call may do better").to.equal(undefined);
  });

  for (const [code, status, isFatal] of [
    ["Forbidden", 403, true],
    ["TokenRejected", 401, true],
    ["Throttled", 429, true],
    ["Unreachable", undefined, true],
    ["UntrustedCertificate", undefined, true],
    ["OutcomeUnknown", undefined, false],
    ["ServiceFailed", 503, false],
    ["Rejected", 404, false],
  ] as const) {
    it(`${code} ${isFatal ? "ends the run" : "fails only the rows of its request"}`, async () => {
      const { reasons, fatal, outcome } = await batchOf(2, { send: () => failed(code, status) });
      expect(reasons).to.deep.equal([`${code}: ${code} happened.`, `${code}: ${code} happened.`]);
      expect(fatal?.code).to.equal(isFatal ? code : undefined);
      expect(outcome.failure?.response?.status).to.equal(status);
    });
  }

  it("ends the run with the reason that stopped the next attempt, and reports the last attempt's failure for the rows", async () => {
    const stopped = new ConnectorError("DeadlineExceeded", "No time.");
    const send = (): CallResult => ({ ...failed("ServiceFailed", 503), stopped }) as CallResult;
    const { reasons, fatal } = await batchOf(1, { send });
    expect(reasons).to.deep.equal(["ServiceFailed: ServiceFailed happened."]);
    expect(fatal).to.equal(stopped);
  });

  it("returns NotSent if the first request could not be sent", async () => {
    const send = () => {
      throw new ConnectorError("Cancelled", "The run was cancelled.");
    };
    const { reasons, fatal, outcome } = await batchOf(2, { send });
    expect(reasons[1]).to.match(/^NotSent: .*The run was cancelled\.$/);
    expect(fatal?.code).to.equal("Cancelled");
    expect(outcome).to.have.keys(["index", "failure"]);
  });

  it("returns BadRowNotIsolated if the run ends during a bisection, and keeps the known results", async () => {
    const send = (given: JsonObject[], n: number) => {
      if (n === 3) throw new ConnectorError("DeadlineExceeded", "No time.");
      return holds(given, 3) ? rejected("Request body is incorrect") : accepted(given);
    };
    const { reasons, outcome, fatal } = await batchOf(4, { send });
    expect(reasons.slice(0, 2)).to.deep.equal([null, null]);
    expect(reasons[2]).to.match(/^BadRowNotIsolated: .*Request body is incorrect.*No time\.$/);
    expect(fatal?.code).to.equal("DeadlineExceeded");
    expect(outcome.succeeded?.status).to.equal(200);
    expect(outcome.failure?.error.message).to.equal("Request body is incorrect");
  });

  it("turns an internal error into InternalError without its message, and reports that the row was sent", async () => {
    const send = () => {
      throw new TypeError("secret detail");
    };
    const { fatal, reasons } = await batchOf(1, { send });
    expect(fatal?.code).to.equal("InternalError");
    expect(reasons).to.deep.equal([
      "OutcomeUnknown: the row was sent. An unexpected error occurred in the connector.",
    ]);
  });

  it("reports rows with an unreadable response as sent, and keeps the known results of others", async () => {
    const check = () => {
      throw new TypeError("secret detail");
    };
    const whole = await batchOf(2, { send: accepted, check });
    expect([whole.fatal?.code, whole.outcome.failure?.error.code]).to.deep.equal(
      Array(2).fill("InternalError"),
    );
    expect(codesOf(whole)).to.deep.equal(["OutcomeUnknown", "OutcomeUnknown"]);
    const parted = await batchOf(4, {
      send: (given) => (holds(given, 3) ? rejected("Request body is incorrect") : accepted(given)),
      check,
    });
    expect(codesOf(parted)).to.deep.equal([
      "OutcomeUnknown",
      "OutcomeUnknown",
      "BadRowNotIsolated",
      "BadRowNotIsolated",
    ]);
  });

  it("returns NotSent if an internal error prevented the request", async () => {
    const makeRequest = () => {
      throw new TypeError("secret detail");
    };
    const given = await batchOf(2, { send: accepted, makeRequest });
    expect([given.fatal?.code, given.calls]).to.deep.equal(["InternalError", 0]);
    expect(codesOf(given)).to.deep.equal(["NotSent", "NotSent"]);
  });

  it("returns BadRowNotIsolated for rejected rows if an internal error ended the bisection", async () => {
    const makeRequest: BatchSender["makeRequest"] = (some) => {
      if (some.length < 4) throw new TypeError("secret detail");
      return { method: "POST", url: "", headers: {}, body: JSON.stringify(some) };
    };
    const given = await batchOf(4, { send: () => rejected("no"), makeRequest });
    expect([given.fatal?.code, given.calls]).to.deep.equal(["InternalError", 1]);
    expect(codesOf(given)).to.deep.equal(Array(4).fill("BadRowNotIsolated"));
  });

  it("returns OutcomeUnknown if an attempt before the rejection may have been processed", async () => {
    const forbidden = failed("Forbidden", 403);
    const { reasons, fatal } = await batchOf(1, {
      send: () => ({ ...forbidden, inDoubt: true }) as CallResult,
    });
    expect(reasons).to.deep.equal([
      "OutcomeUnknown: an earlier attempt may have been taken. Forbidden happened.",
    ]);
    expect(fatal?.code, "the next call would be rejected too").to.equal("Forbidden");
    const failing = failed("ServiceFailed", 503);
    const again = await batchOf(1, { send: () => ({ ...failing, inDoubt: true }) as CallResult });
    expect(again.reasons).to.deep.equal(["ServiceFailed: ServiceFailed happened."]);
  });

  describe("an attempt that may have been processed before the request was rejected", () => {
    const doubted = (result: CallResult): CallResult => ({ ...result, inDoubt: true }) as CallResult;
    const unknown = "OutcomeUnknown: an earlier attempt may have been taken.";

    it("makes the outcome of a single row unknown, with and without bisection", async () => {
      for (const bisectBounds of [bisect, null]) {
        const given = await batchOf(1, { send: () => doubted(rejected("bad row")), bisectBounds });
        expect(given.reasons).to.deep.equal([`${unknown} bad row`]);
      }
    });

    it("makes the outcome unknown for each rejected row in that attempt, and for no imported row", async () => {
      const send = (sent: JsonObject[], n: number) => {
        const result = holds(sent, 3) || holds(sent, 5) ? rejected("bad row") : accepted(sent);
        return n === 1 ? doubted(result) : result;
      };
      const { reasons } = await batchOf(8, { send });
      expect([reasons[3], reasons[5]]).to.deep.equal(Array(2).fill(`${unknown} bad row`));
      expect(reasons.filter((reason) => reason === null).length).to.equal(6);
    });

    it("does not affect rows that were not in that attempt", async () => {
      const send = (sent: JsonObject[]) => {
        if (!holds(sent, 1) && !holds(sent, 6)) return accepted(sent);
        return holds(sent, 1) && sent.length === 2 ? doubted(rejected("bad row")) : rejected("bad row");
      };
      const { reasons } = await batchOf(8, { send });
      expect([reasons[1], reasons[6]]).to.deep.equal([`${unknown} bad row`, "Rejected: bad row"]);
    });

    it("makes the outcome unknown for a row that a later rejection names", async () => {
      const send = (sent: JsonObject[], n: number) => {
        if (n === 1) return doubted(rejected("bad row"));
        return holds(sent, 6) ? rejected("host-6.example is bad") : accepted(sent);
      };
      const { reasons } = await batchOf(8, { send });
      expect(reasons[6]).to.equal(`${unknown} host-6.example is bad`);
    });

    it("makes the outcome unknown for rows that were not isolated, also if the run ends", async () => {
      const whole = await batchOf(40, {
        send: (_sent, n) => (n === 1 ? doubted(rejected("no")) : rejected("no")),
      });
      expect(new Set(codesOf(whole))).to.deep.equal(new Set(["OutcomeUnknown"]));
      const ended = await batchOf(4, {
        send: (_sent, n) => {
          if (n === 1) return doubted(rejected("no"));
          throw new ConnectorError("Cancelled", "The run was cancelled.");
        },
      });
      expect(codesOf(ended)).to.deep.equal(Array(4).fill("OutcomeUnknown"));
    });

    it("does not hide the different failure of a later request", async () => {
      const after = (later: CallResult) => (_sent: JsonObject[], n: number) =>
        n === 1 ? doubted(rejected("no")) : later;
      const failing = await batchOf(4, { send: after(failed("ServiceFailed", 503)) });
      expect(new Set(failing.reasons)).to.deep.equal(new Set(["ServiceFailed: ServiceFailed happened."]));
      const forbidden = await batchOf(4, { send: after(failed("Forbidden", 403)) });
      expect(new Set(forbidden.reasons)).to.deep.equal(new Set([`${unknown} Forbidden happened.`]));
    });
  });

  it("makes no further request after a failure that affects every request, and reports what is known of each row", async () => {
    for (const [code, status] of [
      ["Forbidden", 403],
      ["TokenRejected", 401],
      ["EndpointNotFound", 404],
      ["Unreachable", undefined],
    ] as const) {
      const send = (sent: JsonObject[], n: number) => {
        if (n === 3) return failed(code, status);
        return holds(sent, 7) ? rejected("Request body is incorrect") : accepted(sent);
      };
      const { reasons, calls, fatal, outcome } = await batchOf(8, { send });
      expect([calls, fatal?.code, outcome.succeeded?.status]).to.deep.equal([3, code, 200]);
      expect(reasons.slice(0, 4)).to.deep.equal(Array(4).fill(null));
      expect(reasons.slice(4, 6)).to.deep.equal(Array(2).fill(`${code}: ${code} happened.`));
      for (const reason of reasons.slice(6))
        expect(reason).to.match(/^(Forbidden|BadRowNotIsolated): .*happened\.$/);
    }
  });

  it("takes a row for named only if its value is not part of another named value", async () => {
    const values = ["bad.example", "https://bad.example/x", "https://bad.example/x/y", "good.example"];
    const given = values.map((indicatorValue, n) => rowOf(n, { indicatorValue }));
    for (const [words, named] of [
      ["https://bad.example/x/y is bad", 2],
      ["https://bad.example/x is bad", 1],
      ["bad.example is bad", 0],
    ] as const) {
      const sizes: number[] = [];
      const send = (sent: JsonObject[]) => {
        sizes.push(sent.length);
        return sent.some((one) => one["indicatorValue"] === values[named]) ? rejected(words) : accepted(sent);
      };
      const { reasons } = await batchOf(given, { send });
      expect([sizes, reasons[named]]).to.deep.equal([[4, 3], `Rejected: ${words}`]);
    }
  });

  it("sends each of two rows alone if a rejection names both values", async () => {
    const values = ["bad.example", "https://bad.example/x", "good.example", "better.example"];
    const given = values.map((indicatorValue, n) => rowOf(n, { indicatorValue }));
    const send = (sent: JsonObject[]) =>
      sent.some((one) => one["indicatorValue"] === values[0])
        ? rejected("https://bad.example/x covers bad.example")
        : accepted(sent);
    const { reasons } = await batchOf(given, { send });
    expect(reasons.map((reason) => reason === null)).to.deep.equal([false, true, true, true]);
  });
});
