import { expect } from "chai";
import { ConnectorError, type JsonObject, UnreadableRow } from "../../../connector/index.js";
import { rejection } from "../../support/open.js";
import { importOf, row } from "../../support/rows.js";
import {
  response,
  asset,
  nothing,
  ran,
  type RanOptions,
  errorResponse,
  type Service,
  stub,
  type StubCall,
  taken,
} from "../stub.js";

const name = "replace_indicator_action";
const old = (n: number, change: JsonObject = {}) => ({ id: String(n), ...row(n, change) });
const olds = (count: number) => Array.from({ length: count }, (_none, n) => old(n));
const isImport = (url: string) => url.endsWith("/import");
/** Ids of imported indicators begin at a million. */
const newId = (sent: JsonObject) =>
  String(1_000_000 + Number(/\d+/.exec(String(sent["indicatorValue"]))?.[0]));
const importing =
  (change: (sent: JsonObject) => JsonObject = () => ({})): Service =>
  ({ rows }) =>
    response({ value: rows.map((sent) => ({ ...taken(sent, newId(sent)), ...change(sent) })) });
/** True: lists the existing indicators to compare the rows with them. */
const isLook = ({ request }: StubCall) => decodeURIComponent(request.url).includes("indicatorValue");
const itemOf = (n: number) => ({
  id: String(n),
  indicatorType: "DomainName",
  indicatorValue: `host-${n}.example`,
});
/** A list so long that the next page is requested too, which repeats the same items: two requests. */
const everything = Array.from({ length: 2000 }, (_none, n) => itemOf(n));
/** Lists everything that the rows may name, in addition to its other behavior. */
const listing =
  (rest: Service, items: readonly unknown[] = everything): Service =>
  (call) =>
    isLook(call) ? response({ value: items }) : rest(call);
const service = (imports: Service = importing(), deletes: Service = () => nothing()): Service =>
  listing((call) => (isImport(call.request.url) ? imports : deletes)(call));
/** Returns the run, and its requests after the list of existing indicators. */
const replaced = async (rows: readonly unknown[], options: RanOptions = {}) => {
  const run = await ran(importOf(rows), { name, service: service(), ...options });
  return { ...run, calls: run.calls.filter((call) => !isLook(call)) };
};
const done = (n: number) => ({
  id: String(1_000_000 + n),
  indicator: `host-${n}.example`,
  replacedId: String(n),
  isFailed: false,
  failureReason: null,
  failedStep: null,
});
const idsIn = (body: JsonObject) => body["IndicatorIds"];

describe("engine: composite action", () => {
  it("imports the new ones without the old id, and then deletes the old ones", async () => {
    const { calls, results, output } = await replaced([old(1), old(2)]);
    expect(calls.map(({ body }) => body)).to.deep.equal([
      { Indicators: [row(1), row(2)] },
      { IndicatorIds: ["1", "2"] },
    ]);
    expect(results).to.deep.equal([done(1), done(2)]);
    expect(output).to.deep.include({ status_code: 200, reason: "OK" });
  });

  for (const id of [null, "", 1] as const) {
    it(`never deletes an id that the import returned as ${id}`, async () => {
      const { calls, results } = await replaced([old(1)], { service: service(importing(() => ({ id }))) });
      expect(calls.length).to.equal(1);
      expect(results[0]?.["isFailed"]).to.equal(id !== 1);
    });
  }

  describe("several rows with the same value", () => {
    const grouped = (n: number, group: string, change: JsonObject = {}) => ({
      ...old(1, { rbacGroupNames: [group], ...change }),
      id: String(n),
    });
    const items = ["a", "b"].map((group, n) => ({ ...itemOf(1), id: String(n), rbacGroupNames: [group] }));
    /** Accepts the rows for group a, and returns results in reversed order. */
    const reversed: Service = ({ rows }) =>
      response({
        value: rows.toReversed().map((sent) => {
          const isIn = String(sent["rbacGroupNames"]) === "a";
          const result = taken(sent, isIn ? "100" : "101");
          return isIn ? result : { ...result, id: null, isFailed: true, failureReason: "No." };
        }),
      });

    it("deletes the old one of the row that was imported, whatever the order of the results", async () => {
      const rest = listing(service(reversed), items);
      const { calls, results } = await replaced([grouped(0, "a"), grouped(1, "b")], { service: rest });
      expect(calls.map(({ rows }) => rows.length)).to.deep.equal([1, 1, 1]);
      expect(idsIn(calls.at(-1)?.body ?? {})).to.deep.equal(["0"]);
      expect(results.map(({ id, isFailed, failureReason }) => [id, isFailed, failureReason])).to.deep.equal([
        ["100", false, null],
        [null, true, "No."],
      ]);
    });

    it("deletes nothing if the response contradicts itself about a row", async () => {
      const twice: Service = ({ rows }) =>
        response({
          value: rows.flatMap((sent) => [taken(sent, "100"), { ...taken(sent), id: null, isFailed: true }]),
        });
      const rest = listing(service(twice), items);
      const { calls, results } = await replaced([grouped(0, "a")], { service: rest });
      expect(calls.length).to.equal(1);
      expect(String(results[0]?.["failureReason"])).to.match(/^UnexpectedResponse: .* contradict each other/);
    });
  });

  it("never deletes the old one of a row if the new one was not imported", async () => {
    const full = (sent: JsonObject) =>
      sent["indicatorValue"] === "host-2.example" ? { id: null, isFailed: true, failureReason: "Full." } : {};
    const { calls, results, events } = await replaced(olds(4), { service: service(importing(full)) });
    expect(idsIn(calls[1]?.body ?? {})).to.deep.equal(["0", "1", "3"]);
    expect(results[2]).to.deep.equal({
      ...done(2),
      id: null,
      isFailed: true,
      failureReason: "Full.",
      failedStep: "import_indicators",
    });
    expect(events.at(-1)).to.deep.include({ rows: 4, succeeded: 3, failed: 1, calls: 4 });
  });

  for (const [what, status] of [
    ["no status", { isFailed: undefined }],
    ["an invalid status", { isFailed: "false" }],
  ] as const) {
    it(`deletes nothing if the import returns ${what}`, async () => {
      const { calls, results } = await replaced([old(1)], { service: service(importing(() => status)) });
      expect(calls.length).to.equal(1);
      expect(results[0]).to.include({ isFailed: true, failedStep: "import_indicators" });
    });
  }

  it("deletes nothing that the import only updated, because the id is the same", async () => {
    const same = (sent: JsonObject) => ({ id: /\d+/.exec(String(sent["indicatorValue"]))?.[0] });
    const { calls, results } = await replaced([old(1)], { service: service(importing(same)) });
    expect(calls.length).to.equal(1);
    expect(results).to.deep.equal([{ ...done(1), id: "1" }]);
  });

  it("reports that the new one was imported if the old one could not be deleted", async () => {
    const gone: Service = ({ request, body }) => {
      if (request.method === "GET") return response({ value: [{ id: "0" }] });
      return (idsIn(body) as string[]).includes("1")
        ? errorResponse("Resource 1 was not found", 404)
        : nothing();
    };
    const { results, output } = await replaced([old(0), old(1)], { service: service(importing(), gone) });
    expect(results[0]).to.deep.equal(done(0));
    expect(results[1]).to.include({ id: "1000001", isFailed: true, failedStep: "batch_delete_indicators" });
    expect(results[1]?.["failureReason"]).to.match(/^NotFound: it is not there\./);
    expect(output.status_code).to.equal(200);
  });

  it("starts no row that a later step would reject", async () => {
    const given = [
      row(1),
      { ...old(2), id: "bad.example" },
      { ...old(3), id: 3 },
      { ...old(4), action: "block" },
      7,
      null,
      new UnreadableRow("line 6 is torn."),
      old(7),
    ];
    const { calls, results } = await replaced(given);
    expect(calls.map(({ rows }) => rows.length)).to.deep.equal([1, 1]);
    expect(
      results.map(({ failureReason, failedStep }) => [String(failureReason).split(":")[0], failedStep]),
    ).to.deep.equal([
      ["InvalidRow", "batch_delete_indicators"],
      ["InvalidId", "batch_delete_indicators"],
      ["InvalidRow", "batch_delete_indicators"],
      ["InvalidIndicator", "import_indicators"],
      ["InvalidRow", "import_indicators"],
      ["InvalidRow", "import_indicators"],
      ["InvalidRow", "import_indicators"],
      ["null", null],
    ]);
    expect(results[1]?.["replacedId"]).to.equal("bad.example");
  });

  it("rejects a row that throws when it is read, and sends the others", async () => {
    const trap = (field: string) =>
      Object.defineProperty(old(1), field, {
        enumerable: true,
        get() {
          throw new Error("secret detail");
        },
      });
    const nested = old(1, { rbacGroupNames: [trap("title")] });
    const { results, error } = await replaced([trap("id"), old(2), trap("title"), nested, old(3)]);
    expect(error).to.equal(undefined);
    expect([results[1], results[4]]).to.deep.equal([done(2), done(3)]);
    for (const n of [0, 2, 3]) {
      expect(results[n]?.["failureReason"]).to.match(/^Invalid\w+: .*$/);
      expect(JSON.stringify(results[n])).to.not.contain("secret detail");
    }
  });

  describe("compares each row with the existing indicators before anything is sent", () => {
    const over = (items: readonly unknown[], rows: readonly unknown[] = [old(1)], more: RanOptions = {}) =>
      replaced(rows, { service: listing(service(), items), ...more });

    it("keeps an old one that is a different indicator than the row says", async () => {
      const items = [
        { ...itemOf(1), indicatorValue: "good.example" },
        { ...itemOf(2), indicatorType: "Url" },
      ];
      const { calls, results, output } = await over(items, [old(1), old(2)]);
      expect([calls.length, output.status_code]).to.deep.equal([0, 400]);
      expect(results.map(({ failureReason, failedStep }) => [failureReason, failedStep])).to.deep.equal([
        [
          'InvalidRow: id 1 is there with indicatorValue "good.example", and the row says host-1.example; nothing was sent.',
          "get_indicators",
        ],
        [
          'InvalidRow: id 2 is there with indicatorType "Url", and the row says DomainName; nothing was sent.',
          "get_indicators",
        ],
      ]);
    });

    it("sends no row with an old one that is not in the list, and sends all others", async () => {
      const { calls, results } = await over([itemOf(0), itemOf(2)], [old(0), old(1), old(2)]);
      expect(calls.map(({ rows }) => rows.length)).to.deep.equal([2, 2]);
      expect(results[1]).to.include({
        isFailed: true,
        failedStep: "get_indicators",
        indicator: "host-1.example",
        failureReason: "NotFound: id 1 is not in the list of existing objects; nothing was sent.",
      });
      expect([results[0], results[2]]).to.deep.equal([done(0), done(2)]);
    });

    it("treats a value in another letter case as the same indicator", async () => {
      const { results } = await over([{ ...itemOf(1), indicatorValue: "HOST-1.EXAMPLE" }]);
      expect(results).to.deep.equal([done(1)]);
    });

    it("treats a URL in another letter case as a different URL", async () => {
      const url = { indicatorType: "Url", indicatorValue: "https://bad.example/a" };
      const item = { ...itemOf(1), ...url };
      const { calls, results } = await over(
        [item],
        [old(1, { ...url, indicatorValue: "https://bad.example/A" })],
      );
      expect(calls.length).to.equal(0);
      expect(results[0]?.["failureReason"]).to.equal(
        'InvalidRow: id 1 is there with indicatorValue "https://bad.example/a", and the row says https://bad.example/A; nothing was sent.',
      );
    });

    for (const [there, given, says] of [
      [["a", "b"], ["a"], "a, b, and the row says a"],
      [["a"], ["a", "b"], "a, and the row says a, b"],
      [["a"], undefined, "a, and the row says none"],
      [[], ["a"], "none, and the row says a"],
      [null, ["a"], "none, and the row says a"],
      [undefined, ["a"], "none, and the row says a"],
    ] as const)
      it(`keeps an old one with other device groups: ${says}`, async () => {
        const items = [{ ...itemOf(1), rbacGroupNames: there }];
        const { calls, results } = await over(items, [old(1, { rbacGroupNames: given })]);
        expect([calls.length, results[0]?.["failureReason"]]).to.deep.equal([
          0,
          `InvalidRow: id 1 is there with rbacGroupNames ${says.replace(/^(.*), and/, '"$1", and')}; nothing was sent.`,
        ]);
      });

    it("ignores the order of device groups, and treats none, an empty list and null as the same", async () => {
      for (const [there, given] of [
        [
          ["a", "b"],
          ["b", "a", "a"],
        ],
        [[], undefined],
        [null, []],
        [undefined, null],
      ]) {
        const items = [{ ...itemOf(1), rbacGroupNames: there }];
        const { results } = await over(items, [old(1, { rbacGroupNames: given })]);
        expect(results).to.deep.equal([done(1)]);
      }
    });

    it("compares the normalized values that are sent", async () => {
      const padded = { ...old(1), id: " 1 ", indicatorValue: "host-1[.]example" };
      const { results } = await over([itemOf(1)], [padded], { normalize: true });
      expect(results).to.deep.equal([{ ...done(1), replacedId: " 1 " }]);
    });

    it("requests the list once per run (plus its next page), and never if no row can start", async () => {
      const looks = async (rows: readonly unknown[]) =>
        (await ran(importOf(rows), { name, service: service() })).calls.filter(isLook).length;
      expect([await looks(olds(1200)), await looks([row(1)])]).to.deep.equal([2, 0]);
    });

    it("reads all pages of the list", async () => {
      const paged: Service = (call) => {
        if (!isLook(call)) return service()(call);
        const isSecond = call.request.url.includes("page=2");
        const next = isSecond ? {} : { "@odata.nextLink": `${call.request.url}&page=2` };
        return response({ value: [itemOf(isSecond ? 2 : 1)], ...next });
      };
      const { results } = await replaced([old(1), old(2)], { service: paged });
      expect(results).to.deep.equal([done(1), done(2)]);
    });

    for (const [what, list, status, code] of [
      ["is rejected", () => errorResponse("no", 403), 403, "Forbidden"],
      [
        "names nothing",
        () => response({ value: [{ indicatorValue: "host-1.example" }] }),
        0,
        "UnexpectedResponse",
      ],
      ["is not a list", () => response({ value: null }), 0, "UnexpectedResponse"],
      [
        "breaks off",
        () => response({ value: [itemOf(1)], "@odata.nextLink": "https://evil.example/" }),
        0,
        "UnexpectedResponse",
      ],
    ] as [string, Service, number, string][]) {
      it(`sends nothing if the list ${what}, and reports that for every row`, async () => {
        const only: Service = (call) => (isLook(call) ? list(call) : service()(call));
        const { calls, results, output, error, events } = await replaced(olds(700), { service: only });
        expect([calls.length, output.status_code, error?.code]).to.deep.equal([
          0,
          status,
          status === 0 ? code : undefined,
        ]);
        for (const result of results)
          expect(String(result["failureReason"])).to.match(/^NotSent: existing objects could not be listed/);
        expect(events.at(-1)).to.deep.include({ rows: 700, failed: 700, notSent: 700, errorCodes: [code] });
      });
    }
  });

  it("does not delete what the import only updated if the id is normalized first", async () => {
    const same = (sent: JsonObject) => ({ id: /\d+/.exec(String(sent["indicatorValue"]))?.[0] });
    const padded = { ...old(1), id: " 1 " };
    const options = { service: service(importing(same)), normalize: true };
    const { calls, results } = await replaced([padded], options);
    expect([calls.length, results[0]?.["isFailed"]]).to.deep.equal([1, false]);
  });

  it("completes one round before the next one starts, so that few indicators exist twice", async () => {
    const { calls, results } = await replaced(olds(1200));
    expect(calls.map(({ request, rows }) => [isImport(request.url), rows.length])).to.deep.equal([
      [true, 500],
      [false, 500],
      [true, 500],
      [false, 500],
      [true, 200],
      [false, 200],
    ]);
    expect(results).to.deep.equal(olds(1200).map((_row, n) => done(n)));
  });

  it("goes on if a later round is rejected as a whole, as an import does", async () => {
    const isBad = (sent: JsonObject) => {
      const n = Number(newId(sent)) - 1_000_000;
      return n >= 500 && n < 1000;
    };
    const inPart: Service = (call) =>
      call.rows.some(isBad) ? errorResponse("Something is bad") : importing()(call);
    const { results } = await replaced(olds(1200), { service: service(inPart) });
    expect(String(results[500]?.["failureReason"])).to.match(/^BadRowNotIsolated: /);
    expect(results.slice(1000)).to.deep.equal(
      olds(1200)
        .map((_row, n) => done(n))
        .slice(1000),
    );
  });

  describe("in a service that is full", () => {
    const full = (sent: JsonObject) => ({
      ...taken(sent),
      id: null,
      isFailed: true,
      failureReason: "Max capacity exceeded. Current Total: 15000, Limit: 15000",
    });
    /** A service with capacity for `count` indicators; each deletion frees capacity. */
    const withCapacity = (given: number): Service => {
      let capacity = given;
      return listing((call) => {
        if (call.request.method === "GET") return response({ value: [] });
        if (!isImport(call.request.url)) {
          capacity += (idsIn(call.body) as string[]).length;
          return nothing();
        }
        const value = call.rows.map((sent) => {
          capacity -= 1;
          return capacity < 0 ? full(sent) : taken(sent, newId(sent));
        });
        capacity = Math.max(capacity, 0);
        return response({ value });
      });
    };

    it("holds back the rows of later rounds, and reports that once", async () => {
      const { calls, results, warnings, output } = await replaced(olds(1700), { service: withCapacity(0) });
      expect(calls.map(({ request, rows }) => [request.method, rows.length])).to.deep.equal([
        ["POST", 500],
        ["GET", 0],
      ]);
      expect(warnings.map(({ code }) => code)).to.deep.equal(["CapacityExceeded"]);
      for (const result of results.slice(500))
        expect(String(result["failureReason"])).to.match(
          /^CapacityExceeded: the service is full: 15000 of 15000/,
        );
      expect(output).to.deep.include({ status_code: 200, reason: "OK" });
    });

    it("sends the next round if deletions freed capacity", async () => {
      const { calls, results } = await replaced(olds(1700), { service: withCapacity(100) });
      const isIn = results.filter(({ isFailed }) => isFailed === false);
      expect(isIn.length).to.equal(400);
      expect(calls.filter(({ request }) => request.method === "GET")).to.deep.equal([]);
    });
  });

  it("reports warnings by the position in the whole input, progress once per round, and one summary", async () => {
    const rows = olds(1100).map((one, n) => (n === 1050 ? { ...one, id: "x", title: 7 } : one));
    const given = rows.map((one, n) =>
      n === 700 ? { ...one, expirationTime: "2020-01-01T00:00:00Z" } : one,
    );
    const items = [...everything, { ...itemOf(1050), id: "x" }];
    const all = listing(service(), items);
    const { warnings, events } = await replaced(given, { validation: "report", service: all });
    expect(warnings.map(({ code, rows: about }) => [code, about])).to.deep.include.members([
      ["ExpiredIndicator", [700]],
      ["InvalidIndicator", [1050]],
      ["InvalidId", [1050]],
    ]);
    expect(events.filter(({ type }) => type === "progress")).to.deep.equal([
      { type: "progress", done: 500 },
      { type: "progress", done: 1000 },
      { type: "progress", done: 1100 },
    ]);
    expect(events.filter(({ type }) => type === "summary").length).to.equal(1);
  });

  it("reports warnings by the position in the input if some rows did not start", async () => {
    const { warnings } = await replaced([row(0), old(1), old(2, { indicatorValue: "HOST-2.example" })], {
      normalize: true,
    });
    expect(warnings.map(({ code, rows }) => [code, rows])).to.deep.equal([["Normalized", [2]]]);
  });

  it("returns 207 if a later step was partly done", async () => {
    const inPart: Service = ({ request, body }) => {
      if (request.method === "GET") return errorResponse("no list", 403);
      const ids = idsIn(body) as string[];
      if (ids.length > 2) return errorResponse("Resource was not found", 404);
      return ids.includes("0") ? nothing() : errorResponse("later", 503);
    };
    const { output, results } = await replaced(olds(4), { service: service(importing(), inPart) });
    expect(output.status_code).to.equal(207);
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, false, true, true]);
  });

  it("ends if the service denies a step, and sends nothing more", async () => {
    const denied: Service = () => errorResponse("no", 401);
    const { output, results, calls, events } = await replaced(olds(700), {
      service: service(importing(), denied),
    });
    expect(output.status_code).to.equal(207);
    expect(calls.filter(({ request }) => isImport(request.url)).length).to.equal(1);
    expect(results[0]).to.include({ id: "1000000", failedStep: "batch_delete_indicators" });
    expect(results[699]).to.include({ id: null, failedStep: "import_indicators" });
    expect(results[699]?.["failureReason"]).to.match(/^NotSent: /);
    expect(events.at(-1)).to.deep.include({ errorCodes: ["TokenRejected"], failed: 700 });
  });

  it("throws if nothing responded, and includes every row", async () => {
    const { error, results } = await replaced(olds(3), {
      service: () => ({ failure: "unreachable", code: "ECONNREFUSED" }),
    });
    expect(error?.code).to.equal("Unreachable");
    expect(results.map(({ replacedId, isFailed }) => [replacedId, isFailed])).to.deep.equal([
      ["0", true],
      ["1", true],
      ["2", true],
    ]);
  });

  it("keeps the known results if responses stop midway", async () => {
    const { error, output, results } = await replaced(olds(2), {
      service: service(importing(), () => ({ failure: "unreachable", code: "ECONNREFUSED" })),
    });
    expect([error, output.status_code]).to.deep.equal([undefined, 207]);
    for (const result of results) expect(result).to.include({ failedStep: "batch_delete_indicators" });
  });

  it("returns 400 with an error in the service's format if no row can start", async () => {
    const { output, calls } = await replaced([row(1), row(2)]);
    expect([output.status_code, calls.length]).to.deep.equal([400, 0]);
    const { error } = output.json_body as { error: JsonObject };
    expect(error["code"]).to.equal("InvalidRow");
    expect(error["message"]).to.match(
      /^None of the 2 rows could be sent\. The first: InvalidRow: id is missing/,
    );
  });

  it("returns the service's error if nothing was accepted", async () => {
    const rejecting = listing(() => errorResponse("the body is wrong", 400));
    const { output } = await replaced([old(1)], { service: rejecting });
    expect(output.status_code).to.equal(400);
    expect(output.json_body).to.have.nested.property("error.message", "the body is wrong");
  });

  it("reports that there was nothing to do, and sends nothing", async () => {
    const { output, warnings, calls } = await replaced([]);
    expect([output.status_code, calls.length, warnings.map(({ code }) => code)]).to.deep.equal([
      200,
      0,
      ["NoRows"],
    ]);
    expect(output.json_body).to.deep.equal({ value: [] });
  });

  it("sends headers with every step, and rejects its reserved ones", async () => {
    const input = { ...importOf([old(1)]), headers: { "X-Trace": "7" } };
    const { calls } = await ran(input, { name, service: service() });
    expect(calls.map(({ headers }) => headers["x-trace"])).to.deep.equal(["7", "7", "7", "7"]);
    const headers = { Cookie: "a" };
    const bad = await ran({ ...input, headers }, { name, service: service() });
    expect([bad.error?.code, bad.calls.length, bad.output]).to.deep.equal(["InvalidInput", 0, undefined]);
    const words = "headers.Cookie is set by the connector; remove it.";
    // The check used to accept them, and the run reported such rows as not sent because there was no list.
    expect(() => bad.connector.check(name, { ...input, headers })).to.throw(words);
    const streamed = bad.connector.stream(name, [old(1)], { asset, headers }).next();
    expect((await rejection<ConnectorError>(streamed)).output).to.equal(undefined);
  });

  it("reads rows one at a time, and returns results for those that came before the source broke", async () => {
    const { connector, calls } = await stub({ service: service() });
    async function* broken() {
      yield* olds(3);
      await Promise.resolve();
      throw new Error("The disk is gone.");
    }
    const results: JsonObject[] = [];
    const error = await rejection<ConnectorError>(
      (async () => {
        for await (const result of connector.stream(name, broken(), { asset })) results.push(result);
      })(),
    );
    expect(results).to.deep.equal([done(0), done(1), done(2)]);
    expect([error.code, error.message, calls.length]).to.deep.equal([
      "InvalidInput",
      "The rows cannot be read any further: The disk is gone.",
      4,
    ]);
    expect(error.output).to.deep.include({ status_code: 200 });
  });

  it("does not wait beyond its deadline for rows that stall", async () => {
    const { connector } = await stub({ service: service() });
    async function* stalling() {
      yield* olds(3);
      await new Promise(() => {});
    }
    const results: JsonObject[] = [];
    const error = await rejection<ConnectorError>(
      (async () => {
        const options = { asset, deadline_ms: 5000 };
        for await (const result of connector.stream(name, stalling(), options)) results.push(result);
      })(),
    );
    expect([error.code, results.length]).to.deep.equal(["DeadlineExceeded", 3]);
  });

  it("ends at its deadline, during any step", async () => {
    const slow: Service = () => errorResponse("later", 503);
    const { results, error, output } = await replaced(olds(2), {
      service: service(importing(), slow),
      deadline_ms: 5000,
    });
    expect([error, output.status_code]).to.deep.equal([undefined, 207]);
    for (const result of results)
      expect(result).to.include({ isFailed: true, failedStep: "batch_delete_indicators" });
  });

  it("rejects a journal, a preflight and a plan before anything is sent", async () => {
    const { connector, calls, tokenCalls } = await stub();
    const input = importOf([old(1)]);
    for (const [attempt, code] of [
      [connector.run(name, input, { asset, journal: "j" }), "InvalidOption"],
      [connector.run(name, input, { asset, journalDir: "j" }), "InvalidOption"],
      [connector.run(name, input, { asset, journalDir: "j", keepJournals: true }), "InvalidOption"],
      [connector.run(name, input, { asset, keepJournals: true }), "InvalidOption"],
      [connector.stream(name, [old(1)], { asset, journalDir: "j" }).next(), "InvalidOption"],
      [connector.run("test_connection", {}, { asset, journalDir: "j" }), "InvalidOption"],
      [connector.run(name, input, { asset, preflight: true }), "InvalidOption"],
      [connector.run(name, input, { asset, overflow: "fail" }), "InvalidOption"],
      [connector.run("test_connection", {}, { asset, journal: "j" }), "InvalidOption"],
      [connector.run("test_connection", {}, { asset, preflight: true }), "InvalidOption"],
      [connector.plan(name, input), "InvalidInput"],
      [connector.planPages(name, [[old(1)]]), "InvalidInput"],
    ] as const)
      expect((await rejection<ConnectorError>(attempt)).code).to.equal(code);
    expect([calls.length, tokenCalls.length]).to.deep.equal([0, 0]);
  });

  it("appears in the list of actions and can be described", async () => {
    const { connector } = await stub();
    expect(connector.actions().map((one) => one.name)).to.include.members([name, "test_connection"]);
    const described = connector.describe(name);
    expect(described).to.deep.include({
      effect: "destructive",
      idempotent: true,
      service: "Microsoft Defender for Endpoint",
      permissions: { application: ["Ti.ReadWrite", "Ti.ReadWrite.All"], delegated: [] },
    });
    expect(Object.keys(described.rateLimits)).to.deep.equal([
      "import",
      "indicators_per_minute",
      "indicators_per_hour",
      "batch_delete_per_minute",
      "batch_delete_per_hour",
    ]);
    expect(() => connector.check(name, {})).to.throw(ConnectorError, "json_body is missing");
    expect(() => connector.describe("none")).to.throw(ConnectorError, name);
  });
});
