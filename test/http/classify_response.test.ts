import { expect } from "chai";
import {
  type Outcome,
  type OutcomePolicy,
  classifyResponse,
} from "../../connector/http/classify_response.js";
import { response, failure, policy } from "../support/responses.js";

const nowMs = Date.parse("2030-01-01T00:00:00Z");
const once: OutcomePolicy = { ...policy, idempotent: false };
const of = (result: Parameters<typeof classifyResponse>[0], how = policy) =>
  classifyResponse(result, how, nowMs);

type Short = `${Outcome["kind"]} ${string}` | "succeeded";
const short = (outcome: Outcome): Short =>
  outcome.kind === "succeeded" ? "succeeded" : `${outcome.kind} ${outcome.code}`;

describe("http: classify response", () => {
  const ofStatus: [status: number, idempotent: Short, notIdempotent: Short][] = [
    [200, "succeeded", "succeeded"],
    [201, "succeeded", "succeeded"],
    [206, "succeeded", "succeeded"],
    [299, "succeeded", "succeeded"],
    [301, "failed Rejected", "failed Rejected"],
    [302, "failed Rejected", "failed Rejected"],
    [304, "failed Rejected", "failed Rejected"],
    [307, "failed Rejected", "failed Rejected"],
    [400, "isolate Rejected", "isolate Rejected"],
    [401, "refresh TokenRejected", "refresh TokenRejected"],
    [403, "failed Forbidden", "failed Forbidden"],
    [404, "failed EndpointNotFound", "failed EndpointNotFound"],
    [405, "failed EndpointNotFound", "failed EndpointNotFound"],
    [407, "failed Unreachable", "failed Unreachable"],
    [408, "retry ServiceFailed", "failed OutcomeUnknown"],
    [409, "failed Rejected", "failed Rejected"],
    [410, "failed EndpointNotFound", "failed EndpointNotFound"],
    [413, "failed Rejected", "failed Rejected"],
    [429, "retry Throttled", "retry Throttled"],
    [500, "retry ServiceFailed", "failed OutcomeUnknown"],
    [501, "failed ServiceFailed", "failed OutcomeUnknown"],
    [502, "retry ServiceFailed", "failed OutcomeUnknown"],
    [503, "retry ServiceFailed", "failed OutcomeUnknown"],
    [504, "retry ServiceFailed", "failed OutcomeUnknown"],
    [599, "failed ServiceFailed", "failed OutcomeUnknown"],
    [600, "failed ServiceFailed", "failed OutcomeUnknown"],
    [103, "failed Rejected", "failed Rejected"],
  ];
  for (const [status, idempotent, notIdempotent] of ofStatus) {
    it(`classifies ${status} as ${idempotent}; not idempotent: ${notIdempotent}`, () => {
      expect(short(of(response(status)))).to.equal(idempotent);
      expect(short(of(response(status), once))).to.equal(notIdempotent);
    });
  }

  const ofFailure: [kind: Parameters<typeof failure>[0], idempotent: Short, notIdempotent: Short][] = [
    ["unreachable", "retry Unreachable", "retry Unreachable"],
    ["untrusted", "failed UntrustedCertificate", "failed UntrustedCertificate"],
    ["lost", "retry OutcomeUnknown", "failed OutcomeUnknown"],
    ["tooLarge", "failed OutcomeUnknown", "failed OutcomeUnknown"],
  ];
  for (const [kind, idempotent, notIdempotent] of ofFailure) {
    it(`classifies ${kind} as ${idempotent}; not idempotent: ${notIdempotent}`, () => {
      expect(short(of(failure(kind)))).to.equal(idempotent);
      expect(short(of(failure(kind), once))).to.equal(notIdempotent);
    });
  }

  it("follows the declared statuses only", () => {
    const strict = { ...policy, retryStatuses: [], bisectStatuses: [] };
    const statuses = [400, 408, 429, 500, 503].map((status) => short(of(response(status), strict)));
    expect(statuses).to.deep.equal([
      "failed Rejected",
      "failed ServiceFailed",
      "failed Throttled",
      "failed ServiceFailed",
      "failed ServiceFailed",
    ]);
    expect(short(of(response(409), { ...policy, retryStatuses: [409] }))).to.equal("retry Rejected");
    expect(short(of(response(403), { ...policy, bisectStatuses: [403] }))).to.equal("isolate Forbidden");
    expect(short(of(response(409), { ...policy, bisectStatuses: [409] }))).to.equal("isolate Rejected");
  });

  it("treats a success that is not JSON as a lost response, and accepts an empty response only if declared", () => {
    const page = response(200, "<html>Sign in to the network</html>");
    expect(short(of(page))).to.equal("retry OutcomeUnknown");
    expect(short(of(page, once))).to.equal("failed OutcomeUnknown");
    expect(short(of(response(204, "")))).to.equal("retry OutcomeUnknown");
    const empty = { ...policy, mayBeEmpty: true };
    expect(short(of(page, empty))).to.equal("retry OutcomeUnknown");
    for (const [status, text] of [
      [204, ""],
      [200, ""],
      [200, "\r\n"],
      [200, {}],
    ] as const)
      expect(short(of(response(status, text), empty)), JSON.stringify(text)).to.equal("succeeded");
  });

  it("does not treat an error as a success, whatever its status", () => {
    const error = response(200, { value: [], error: { code: "C", message: "The index is down." } });
    expect(short(of(error))).to.equal("retry OutcomeUnknown");
    expect(short(of(error, once))).to.equal("failed OutcomeUnknown");
    for (const body of [{ error: null }, { error: { code: "C" } }, { message: "Hello" }])
      expect(short(of(response(200, body))), JSON.stringify(body)).to.equal("succeeded");
  });

  it('treats a declared status as "not found", with and without separate rows', () => {
    const found = { ...policy, notFoundStatuses: [404] };
    expect(short(of(response(404), found))).to.equal("failed NotFound");
    expect(short(of(response(410), found))).to.equal("failed EndpointNotFound");
    expect(short(of(response(404), { ...found, bisectStatuses: [404] }))).to.equal("isolate NotFound");
  });

  describe("an endpoint that the service does not have", () => {
    const events = { ...policy, endpointNotFound: /^Resource not found for the segment '/u };
    const said = (message: unknown) => ({ error: { code: "BadRequest", message } });
    const gone = said("Resource not found for the segment 'tiIndicators'.");

    it("is recognized by its message, whatever other statuses mean for this action", () => {
      for (const status of [400, 404, 409, 422]) {
        const rows = { ...events, bisectStatuses: [400, 404], notFoundStatuses: [404], retryStatuses: [409] };
        expect(short(of(response(status, gone), rows))).to.equal("failed EndpointNotFound");
        expect(short(of(response(status, gone), { ...events, idempotent: false }))).to.equal(
          "failed EndpointNotFound",
        );
      }
    });

    it("is not assumed because of other messages, a failure of the service, or a success", () => {
      const quoted = said("Row 7: Resource not found for the segment 'x'.");
      expect(short(of(response(400, quoted), events))).to.equal("isolate Rejected");
      expect(short(of(response(400, said(8)), events))).to.equal("isolate Rejected");
      expect(short(of(response(503, gone), events))).to.equal("retry ServiceFailed");
      expect(short(of(response(200, { value: [], ...gone }), policy))).to.equal("retry OutcomeUnknown");
      expect(short(of(response(400, gone), policy))).to.equal("isolate Rejected");
    });
  });

  describe("the wait that the service asks for", () => {
    const said = (seconds: string) => ({
      error: { message: `Quota exceeded! You can send requests again in ${seconds} seconds.` },
    });
    const waits: [what: string, header: string | undefined, body: unknown, waitMs: number | undefined][] = [
      ["seconds", "8", {}, 8_000],
      ["seconds with blanks and a fraction", " 1.5 ", {}, 1_500],
      ["zero seconds", "0", {}, 0],
      ["a date", "Tue, 01 Jan 2030 00:01:30 GMT", {}, 90_000],
      ["a past date", "Mon, 31 Dec 2029 23:59:00 GMT", {}, 0],
      ["thirty days", "2592000", {}, 2_592_000_000],
      ["a message", undefined, said("8"), 8_000],
      ["one second in a message", undefined, { error: { message: "again in 1 second." } }, 1_000],
      ["the header before the message", "3", said("8"), 3_000],
      ["the message if the header is unreadable", "soon", said("8"), 8_000],
      ["nothing", undefined, {}, undefined],
      ["an unreadable header", "soon", {}, undefined],
      ["a message with an excessive number", undefined, said("99999999999"), undefined],
      ["a message that is not a string", undefined, { error: { message: 8 } }, undefined],
      ["a page", undefined, "<html>again in 8 seconds</html>", undefined],
    ];
    for (const [what, header, body, waitMs] of waits) {
      it(`is ${waitMs} ms for ${what}`, () => {
        const headers: Record<string, string> = header === undefined ? {} : { "retry-after": header };
        for (const [status, code] of [
          [429, "Throttled"],
          [503, "ServiceFailed"],
        ] as const) {
          expect(of(response(status, body, headers))).to.deep.equal({
            kind: "retry",
            code,
            ...(waitMs === undefined ? {} : { waitMs }),
          });
        }
      });
    }

    const inNinety = "Tue, 01 Jan 2030 00:01:30 GMT";
    const dates: [what: string, date: string, until: string, waitMs: number][] = [
      ["is ahead of our clock", "Tue, 01 Jan 2030 01:10:00 GMT", "Tue, 01 Jan 2030 01:10:30 GMT", 30_000],
      ["is behind our clock", "Mon, 31 Dec 2029 22:50:00 GMT", "Mon, 31 Dec 2029 22:50:30 GMT", 30_000],
      ["has blanks around it", " Tue, 01 Jan 2030 00:01:00 GMT ", inNinety, 30_000],
      ["is later than the end of the wait", "Fri, 31 Dec 9999 23:59:59 GMT", inNinety, 0],
      ["is empty", "", inNinety, 90_000],
      ["is not a date", "soon GMT", inNinety, 90_000],
      ["is a number that parses as a date", "8", inNinety, 90_000],
    ];
    for (const [what, date, until, waitMs] of dates) {
      it(`is ${waitMs} ms until a date in a response if its own date ${what}`, () => {
        const outcome = of(response(429, {}, { "retry-after": until, date }));
        expect(outcome).to.deep.equal({ kind: "retry", code: "Throttled", waitMs });
      });
    }

    it("equals its seconds, whatever the response's own date", () => {
      const outcome = of(response(429, {}, { "retry-after": "8", date: "Tue, 01 Jan 2030 01:10:00 GMT" }));
      expect(outcome).to.deep.equal({ kind: "retry", code: "Throttled", waitMs: 8_000 });
    });

    it("is not searched for if the service has no declared pattern", () => {
      const outcome = of(response(429, said("8")), { ...policy, waitSeconds: undefined });
      expect(outcome).to.deep.equal({ kind: "retry", code: "Throttled" });
    });
  });
});
