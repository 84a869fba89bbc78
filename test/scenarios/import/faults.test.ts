import { expect } from "chai";
import type { Fault } from "../../../simulator/index.js";
import { row, rows } from "../../support/rows.js";
import { type Imported, withBench } from "./over_simulator.js";

const failedOf = ({ results }: Imported) => results.filter((result) => result["isFailed"] === true);
const codesOf = ({ reasons }: Imported) => [
  ...new Set(reasons.map((reason) => String(reason).split(":")[0])),
];

/** Asserts that everything is imported although this fault occurred. */
const harmless: [what: string, fault: Fault][] = [
  ["429 with seconds in the header", { kind: "status", status: 429, retryAfterSeconds: 7, times: 2 }],
  ["429 with a date in the header", { kind: "status", status: 429, retryAfterDate: 7, times: 2 }],
  ["429 with seconds in its message", { kind: "status", status: 429, waitText: 7, times: 2 }],
  ["429 without a hint", { kind: "status", status: 429, body: {}, times: 2 }],
  ["408", { kind: "status", status: 408, times: 3 }],
  ["500", { kind: "status", status: 500, times: 3 }],
  ["502 as a page", { kind: "status", status: 502, times: 3 }],
  ["503 as a page", { kind: "status", status: 503, times: 3 }],
  ["504 as a page", { kind: "status", status: 504, times: 3 }],
  ["a token rejected once", { kind: "status", status: 401, times: 1 }],
  ["a connection reset before the call was processed", { kind: "resetBefore", times: 3 }],
  ["a connection reset after the call was processed", { kind: "resetAfter", times: 3 }],
  ["a response cut off in a complete message", { kind: "truncated", times: 3 }],
  ["a response cut off in transfer chunks", { kind: "truncated", chunked: true, times: 3 }],
  ["a response cut off with its socket", { kind: "truncatedSocket", times: 3 }],
  ["a web page with status 200", { kind: "html200", times: 3 }],
  ["rows in another order", { kind: "shuffled" }],
  ["values in another letter case", { kind: "otherCase" }],
  ["a wrong count", { kind: "wrongCount", n: 5 }],
];

describe("import: faults that lose nothing", () => {
  for (const [what, fault] of harmless) {
    it(
      what,
      withBench(async ({ imported, simulator, stored }) => {
        simulator.addFault({ ...fault, on: "import" });
        const given = rows(1100);
        const run = await imported(given);
        expect([run.error, run.output.status_code]).to.deep.equal([undefined, 200]);
        expect(failedOf(run)).to.deep.equal([]);
        expect(run.results.map(({ indicator }) => String(indicator).toLowerCase())).to.deep.equal(
          given.map((one) => one["indicatorValue"]),
        );
        const ids = new Map(simulator.indicators().map(({ indicatorValue, id }) => [indicatorValue, id]));
        for (const [i, { id }] of run.results.entries()) expect(id).to.equal(ids.get(`host-${i}.example`));
        expect(stored().length).to.equal(1100);
      }),
    );
  }

  it(
    "reports unknown results if there are more results than rows",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "extraRows", n: 3, on: "import" });
      const run = await imported(rows(10));
      expect(failedOf(run)).to.deep.equal([]);
      expect(run.warnings.map(({ code }) => code)).to.deep.equal(["UnmatchedResults"]);
    }),
  );

  it(
    "renews tokens that expire in the middle of a run",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "slow", ms: 1, on: "import" });
      let pages = 0;
      const run = await imported(rows(6000), {
        onEvent: (event) => {
          if (event.type === "progress" && ++pages === 2) simulator.revokeTokens();
        },
      });
      expect(failedOf(run)).to.deep.equal([]);
      expect(simulator.tokenRequests()).to.equal(2);
    }),
  );
});

describe("import: faults that the results show", () => {
  /** Codes of the rows of both calls, and the overall status, if the first call finally fails. */
  const events: [what: string, fault: Fault, codes: string[], status: number][] = [
    ["null instead of the results", { kind: "nullValue", calls: [1] }, ["MissingResult", "null"], 200],
    ["503 permanently", { kind: "status", status: 503 }, ["ServiceFailed"], 503],
    ["404", { kind: "status", status: 404, calls: [1] }, ["EndpointNotFound", "null"], 207],
    ["a token rejected permanently", { kind: "status", status: 401 }, ["TokenRejected", "NotSent"], 401],
    [
      "every response is a rejection of the whole call",
      { kind: "status", status: 400 },
      ["BadRowNotIsolated"],
      400,
    ],
  ];
  for (const [what, fault, codes, status] of events) {
    it(
      what,
      withBench(async ({ imported, simulator }) => {
        simulator.addFault({ ...fault, on: "import" });
        const run = await imported(rows(600));
        expect(run.results.length).to.equal(600);
        expect(run.output.status_code).to.equal(status);
        for (const code of codesOf(run)) expect(codes).to.include(code);
        expect(codesOf(run)).to.include(codes[0]);
        expect((run.output.json_body as Record<string, unknown>)["error"] !== undefined).to.equal(
          ![200, 207].includes(status),
        );
      }),
    );
  }

  it(
    "returns MissingResult for rows missing from the response, and keeps the other results",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "missingRows", n: 3, on: "import" });
      const run = await imported(rows(10));
      expect(run.output.status_code).to.equal(200);
      expect(failedOf(run).map(({ indicator }) => indicator)).to.deep.equal([
        "host-0.example",
        "host-1.example",
        "host-2.example",
      ]);
      expect(run.reasons[0]).to.match(/^MissingResult: /);
    }),
  );

  it(
    "reports a failure without a reason as the service's failure",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "failedWithoutReason", n: 1, on: "import" });
      const run = await imported(rows(2));
      expect(run.results.map(({ isFailed, failureReason }) => [isFailed, failureReason])).to.deep.equal([
        [true, null],
        [false, null],
      ]);
    }),
  );

  it(
    "returns OutcomeUnknown for a response that is lost each time, and keeps the rows in the error",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "resetAfter", on: "import" });
      const run = await imported(rows(3));
      expect([run.error?.code, run.error?.retryable]).to.deep.equal(["OutcomeUnknown", true]);
      expect(codesOf(run)).to.deep.equal(["OutcomeUnknown"]);
      expect(simulator.indicators().length, "which the message explains").to.equal(3);
      expect(simulator.requests().length).to.equal(8);
    }),
  );

  for (const status of [400, 403, 404, 409, 413, 422]) {
    it(
      `returns OutcomeUnknown if a row was stored before its response was lost and then fails with ${status}`,
      withBench(async ({ imported, simulator }) => {
        simulator.addFault({ kind: "resetAfter", on: "import", calls: [1] });
        simulator.addFault({ kind: "status", status, on: "import", calls: [2] });
        const run = await imported(rows(1));
        expect(run.reasons[0]).to.match(/^OutcomeUnknown: an earlier attempt may have been taken\. 4\d\d /);
        expect(simulator.indicators().length, "which the message explains").to.equal(1);
      }),
    );
  }

  it(
    "reports rows as imported if they were stored before a lost response and accepted later",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "resetAfter", on: "import", calls: [1] });
      simulator.addFault({ kind: "status", status: 400, on: "import", calls: [2, 3, 4] });
      const run = await imported(rows(4));
      expect(codesOf(run)).to.deep.equal(["OutcomeUnknown", "null"]);
      expect(failedOf(run).map(({ indicator }) => indicator)).to.deep.equal(["host-0.example"]);
    }),
  );

  it(
    "assigns values that differ only in letter case their own results although the service changes the case",
    withBench(
      async ({ imported }) => {
        const values = ["https://bad.example/A", "https://bad.example/a", "https://bad.example/B"];
        const given = values.map((indicatorValue) => row(1, { indicatorType: "Url", indicatorValue }));
        const run = await imported(given);
        expect(failedOf(run)).to.deep.equal([]);
        expect(new Set(run.results.map(({ id }) => id)).size).to.equal(3);
      },
      { settings: { echo: "lowerCase" } },
    ),
  );
});
