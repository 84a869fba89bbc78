import { expect } from "chai";
import type { ConnectorError, JsonObject, RunOptions } from "../../connector/index.js";
import { importOf, row, rows } from "../support/rows.js";
import { rejection } from "../support/open.js";
import {
  acceptAll,
  response,
  asset,
  nothing,
  ran,
  ranRows,
  errorResponse,
  rejectingRows,
  type Service,
  stub,
  taken,
} from "./stub.js";

describe("engine: run of rows", () => {
  it("gives up after a few requests if every request is rejected with the same message", async () => {
    const { calls, results, output, reasons, events } = await ranRows(rows(15_000), {
      service: () => errorResponse("Request body is incorrect"),
    });
    expect(calls.length).to.be.at.most(25);
    expect(results.map(({ indicator }) => indicator)).to.deep.equal(
      rows(15_000).map((one) => one["indicatorValue"]),
    );
    expect(results.every(({ isFailed }) => isFailed === true)).to.equal(true);
    expect(output.status_code).to.equal(400);
    expect(new Set(reasons.map((reason) => String(reason).split(":")[0]))).to.deep.equal(
      new Set(["BadRowNotIsolated", "NotSent"]),
    );
    const sent = events.filter((event) => event.type === "call");
    expect(sent.length).to.equal(calls.length);
    expect(sent[0]?.rateLimits).to.deep.equal([{ name: "import", calls: 30, perSeconds: 60 }]);
    const summary = events.find((event) => event.type === "summary");
    expect([summary?.rows, summary?.failed, summary?.calls]).to.deep.equal([15_000, 15_000, calls.length]);
  });

  it("ends with Forbidden if every request is rejected because of a missing permission, also if 403 may concern one row", async () => {
    const input = { json_body: { IndicatorIds: Array.from({ length: 1600 }, (_none, i) => String(i + 1)) } };
    const service = () => errorResponse("No permission", 403);
    const { calls, reasons, output, events } = await ran(input, { service, name: "batch_delete_indicators" });
    expect(calls.length).to.be.at.most(20);
    expect(output.status_code).to.equal(403);
    expect(new Set(reasons)).to.deep.equal(
      new Set(['Forbidden: 403 Forbidden; the service said: "No permission".']),
    );
    const summary = events.find((event) => event.type === "summary");
    expect(summary?.errorCodes).to.deep.equal(["Forbidden"]);
  });

  it("reports 403 only for the row that it concerns, and accepts the others", async () => {
    const input = { json_body: { IndicatorIds: ["1", "2", "3", "4"] } };
    const service: Service = ({ body }) =>
      (body["IndicatorIds"] as string[]).includes("3") ? errorResponse("Not yours", 403) : nothing();
    const { reasons, events } = await ran(input, { service, name: "batch_delete_indicators" });
    expect(reasons).to.deep.equal([
      null,
      null,
      'Forbidden: 403 Forbidden; the service said: "Not yours".',
      null,
    ]);
    const summary = events.find((event) => event.type === "summary");
    expect(summary?.errorCodes).to.deep.equal([]);
  });

  it("assigns rows with the same value their own results, in any order of the response", async () => {
    const actions = ["Block", "Allowed", "Warn"];
    const given = [
      ...actions.map((action) => row(1, { action })),
      ...["a", "b"].map((group) => row(1, { rbacGroupNames: [group] })),
      row(2),
    ];
    const idOf = ({ action, rbacGroupNames = "all" }: JsonObject) =>
      `${String(action)} ${String(rbacGroupNames)}`;
    const stored: JsonObject[] = [];
    const service: Service = ({ rows: sent }) => {
      stored.push(...sent.filter(({ action }) => action !== "Block"));
      const results = sent.map((one) =>
        one["action"] === "Block" ? { ...taken(one), id: null, isFailed: true } : taken(one, idOf(one)),
      );
      return response({ value: results.toReversed() });
    };
    const { results, calls } = await ranRows(given, { service });
    expect(results.map(({ id }) => id)).to.deep.equal([null, "Allowed all", "Warn all", null, null, null]);
    expect(stored.map(idOf)).to.have.members(["Allowed all", "Warn all"]);
    expect(calls.map(({ rows: sent }) => sent.length)).to.deep.equal([2, 1, 1, 1, 1]);
    expect(new Set(calls.map(({ at }) => at)).size, "no call waits for another").to.equal(1);
  });

  it("does not give up on the other requests if one was accepted", async () => {
    const bad = rows(500).map((one) => String(one["indicatorValue"]));
    const { results, output } = await ranRows(rows(5000), { service: rejectingRows(bad, () => "bad") });
    expect(output.status_code).to.equal(207);
    expect(results.slice(500).filter(({ isFailed }) => isFailed === true)).to.deep.equal([]);
    expect(results.slice(0, 500).filter(({ isFailed }) => isFailed === false)).to.deep.equal([]);
  });

  it("loses no row if a listener throws", async () => {
    const { connector, calls } = await stub();
    const events: string[] = [];
    const onEvent: RunOptions["onEvent"] = ({ type }) => {
      events.push(type);
      throw new Error("the listener failed");
    };
    const given = [...rows(1100), { expired: true }, row(0, { action: "Allowed" })];
    const output = await connector.run("import_indicators", importOf(given), { asset, onEvent });
    const { value } = output.json_body as { value: Record<string, unknown>[] };
    expect([output.status_code, value.length, calls.length]).to.deep.equal([200, 1102, 3]);
    expect(value.filter(({ isFailed }) => isFailed === false).length).to.equal(1101);
    expect(events).to.include.members(["progress", "warning", "summary"]);
  });

  for (const [what, options] of [
    ["no options", undefined],
    ["null", null],
    ["a number for options", 5],
    ["a number for a signal", { asset, signal: 5 }],
    ["a number for a listener", { asset, onEvent: 5 }],
  ] as const) {
    it(`rejects ${what} before anything is sent`, async () => {
      const { connector, tokenCalls, calls } = await stub();
      const given = options as unknown as RunOptions;
      const runs = [
        connector.run("import_indicators", importOf([row(1)]), given),
        connector.testConnection(given),
      ];
      for (const run of runs) expect((await rejection<ConnectorError>(run)).code).to.equal("InvalidOption");
      expect([tokenCalls.length, calls.length]).to.deep.equal([0, 0]);
    });
  }

  for (const [what, change] of [
    ["without failureReason", { failureReason: undefined }],
    ["with a number as an id", { id: 7 }],
    ["with null as an id", { id: null }],
    ["with more fields than documented", { more: { than: ["this"] } }],
  ] as const) {
    it(`returns a result ${what} unchanged`, async () => {
      const resultOf = (sent: JsonObject) =>
        JSON.parse(JSON.stringify({ ...taken(sent), ...change })) as JsonObject;
      const { results, output } = await ranRows([row(1), row(2)], {
        service: (call) => response({ value: call.rows.map(resultOf) }),
      });
      const wanted = [row(1), row(2)].map(resultOf);
      expect(results).to.deep.equal(wanted);
      expect(output.status_code).to.equal(200);
    });
  }

  for (const error of ["no", null, [1], {}, { code: 7, message: "no" }, { code: "No" }]) {
    it(`returns an error of the declared form instead of ${JSON.stringify(error)}`, async () => {
      const { output } = await ranRows([row(1)], { service: () => response({ error }, 403) });
      const { error: given } = output.json_body as { error: JsonObject };
      expect(given["code"]).to.equal("Forbidden");
      expect(given["message"]).to.match(/^403 Forbidden/);
    });
  }

  it("finds the row if its value contains the proxy's password by chance", async () => {
    const indicatorValue = "https://h.example/passwd";
    const given = [row(1, { indicatorType: "Url", indicatorValue }), row(2)];
    const { results, reasons } = await ranRows(given, {
      asset: { ...asset, http_proxy: "http://user:pass@proxy.example:8080" },
      service: acceptAll,
    });
    expect(reasons).to.deep.equal([null, null]);
    expect(results[0]).to.deep.equal({
      id: "1",
      indicator: indicatorValue,
      isFailed: false,
      failureReason: null,
    });
  });

  it("still masks the proxy's password in a service's own message", async () => {
    const { results } = await ranRows([row(1)], {
      asset: { ...asset, http_proxy: "http://user:pass@proxy.example:8080" },
      service: (call) =>
        response({
          value: call.rows.map((sent) => ({ ...taken(sent), isFailed: true, failureReason: "user:pass" })),
        }),
    });
    expect(JSON.stringify(results)).to.not.contain("pass");
  });
});
