// Every kind of fault, as a client with a real socket observes it.
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { expect } from "chai";
import type { Endpoint, Fault, Simulator, SimulatorOptions } from "../../../simulator/index.js";
import {
  askToken,
  AZURE_SCOPE,
  BATCH_DELETE,
  bearer,
  call,
  control,
  failure,
  GRAPH_SCOPE,
  GROUPS,
  IMPORT,
  importRows,
  LIST,
  post,
  type Reply,
  row,
  rows,
  SCOPE,
  TI,
  until,
  uploadPath,
  type Item,
  withSimulator,
} from "../helpers.js";

const NOW = Date.parse("2030-01-01T00:00:00Z");

/** Defines a test that runs with one fault. */
function faulty(fault: Fault, body: (sim: Simulator) => Promise<void>, options: SimulatorOptions = {}) {
  return withSimulator({ now: () => NOW, ...options }, async (sim) => {
    sim.addFault(fault);
    await body(sim);
  });
}
const resultsOf = (response: Reply) => response.json.value.map((result: Item) => result.indicator);
const valuesOf = (count: number) => rows(count).map((item) => item["indicatorValue"]);
const lastOf = (sim: Simulator) => sim.requests().at(-1);

describe("simulator: faults", () => {
  describe("aim", () => {
    const hits = async (sim: Simulator, path: string, calls: number) => {
      const statuses: number[] = [];
      for (let n = 0; n < calls; n += 1) statuses.push((await call(sim, path)).status);
      return statuses;
    };

    it(
      "applies to the ordinals since the fault was added",
      withSimulator({}, async (sim) => {
        await hits(sim, LIST, 2);
        sim.addFault({ kind: "status", status: 500, calls: [2, 3] });
        expect(await hits(sim, LIST, 4)).to.deep.equal([200, 500, 500, 200]);
      }),
    );

    it(
      "applies a limited number of times",
      faulty({ kind: "status", status: 500, times: 2 }, async (sim) => {
        expect(await hits(sim, LIST, 3)).to.deep.equal([500, 500, 200]);
      }),
    );

    it(
      "applies to one endpoint and counts only its calls",
      faulty({ kind: "status", status: 500, on: "import", calls: [2] }, async (sim) => {
        expect(await hits(sim, LIST, 2)).to.deep.equal([200, 200]);
        expect((await importRows(sim, rows(1))).status).to.equal(200);
        expect(await hits(sim, LIST, 1)).to.deep.equal([200]);
        expect((await importRows(sim, rows(1))).status).to.equal(500);
      }),
    );

    it(
      "applies to any API call by default, and never to a token request",
      faulty({ kind: "status", status: 500 }, async (sim) => {
        expect((await askToken(sim)).status).to.equal(200);
        expect((await call(sim, LIST)).status).to.equal(500);
        expect((await importRows(sim, rows(1))).status).to.equal(500);
      }),
    );

    it(
      "applies the first due fault while all faults count the call",
      withSimulator({}, async (sim) => {
        sim.addFault({ kind: "status", status: 500, calls: [1] });
        sim.addFault({ kind: "status", status: 503, calls: [1, 2] });
        expect(await hits(sim, LIST, 3)).to.deep.equal([500, 503, 200]);
      }),
    );

    it(
      "is recorded, and ends with clearFaults",
      faulty({ kind: "status", status: 500 }, async (sim) => {
        await hits(sim, LIST, 1);
        sim.clearFaults();
        await hits(sim, LIST, 1);
        expect(sim.requests().map((record) => record.fault)).to.deep.equal(["status", null]);
      }),
    );

    it(
      "applies to token requests if named, in the format of Entra",
      faulty({ kind: "status", status: 503, on: "token" }, async (sim) => {
        const { status, json } = await askToken(sim);
        expect([status, json.error, json.error_codes]).to.deep.equal([
          503,
          "temporarily_unavailable",
          [90033],
        ]);
        sim.clearFaults();
        sim.addFault({ kind: "status", status: 429, on: "token" });
        expect((await askToken(sim)).json.error_codes).to.deep.equal([90055]);
        sim.clearFaults();
        sim.addFault({ kind: "resetBefore", on: "token" });
        await failure(askToken(sim));
      }),
    );
  });

  describe("status", () => {
    const standard: [status: number, type: RegExp, body: RegExp][] = [
      [400, /json/, /"code":"BadRequest"/],
      [401, /json/, /"code":"Unauthorized"/],
      [403, /json/, /"code":"Forbidden"/],
      [404, /json/, /"code":"ResourceNotFound"/],
      [408, /html/, /Request Timeout/],
      [500, /json/, /"code":"InternalServerError","message":""/],
      [502, /html/, /Bad Gateway/],
      [503, /html/, /Service Unavailable/],
      [504, /html/, /Gateway Time-out/],
    ];
    for (const [status, type, body] of standard) {
      it(
        `returns ${status} with a realistic body, and stores nothing`,
        faulty({ kind: "status", status }, async (sim) => {
          const response = await importRows(sim, rows(1));
          expect(response.status).to.equal(status);
          expect(response.headers.get("content-type")).to.match(type);
          expect(response.text).to.match(body);
          expect(sim.indicators()).to.deep.equal([]);
          expect(lastOf(sim)).to.include({ status, fault: "status", throttled: false });
        }),
      );
    }

    const spoken: [status: number, graph: object, sentinel: object][] = [
      [400, { code: "BadRequest" }, { statusCode: 400 }],
      [401, { code: "InvalidAuthenticationToken" }, { statusCode: 401 }],
      [403, { code: "Forbidden" }, { statusCode: 403 }],
      [404, { code: "ResourceNotFound" }, { statusCode: 404, message: "Resource not found" }],
      [410, { code: "Gone" }, { statusCode: 410 }],
      [429, { code: "TooManyRequests" }, { statusCode: 429, message: "Rate limit is exceeded." }],
      [500, { code: "UnknownError", message: "" }, { statusCode: 500, message: "Internal server error" }],
    ];
    for (const [status, ofGraph, ofSentinel] of spoken) {
      it(
        `returns ${status} in the format of the called service`,
        faulty({ kind: "status", status }, async (sim) => {
          const graph = await post(sim, `${TI}/submitTiIndicators`, {}, { scope: GRAPH_SCOPE });
          expect([graph.status, graph.json.error.innerError["request-id"]]).to.deep.equal([
            status,
            graph.headers.get("request-id"),
          ]);
          expect(graph.json.error).to.include(ofGraph);
          const sentinel = await post(sim, uploadPath(sim.workspace), {}, { scope: AZURE_SCOPE });
          expect(sentinel.status).to.equal(status);
          expect(sentinel.json).to.include(ofSentinel);
        }),
      );
    }

    it(
      "states the wait in the text of Sentinel",
      faulty({ kind: "status", status: 429, waitText: 9, on: "uploadStixObjects" }, async (sim) => {
        const { json } = await post(sim, uploadPath(sim.workspace), {}, { scope: AZURE_SCOPE });
        expect(json.message).to.equal("Rate limit is exceeded. Try again in 9 seconds.");
      }),
    );

    const aims: [on: Endpoint, path: string, method: string, scope: string][] = [
      ["submit", LIST, "POST", SCOPE],
      ["get", `${LIST}/1`, "GET", SCOPE],
      ["delete", `${LIST}/1`, "DELETE", SCOPE],
      ["batchDelete", BATCH_DELETE, "POST", SCOPE],
      ["machineGroups", GROUPS, "GET", SCOPE],
      ["submitTiIndicators", `${TI}/submitTiIndicators`, "POST", GRAPH_SCOPE],
      ["updateTiIndicators", `${TI}/updateTiIndicators`, "POST", GRAPH_SCOPE],
      ["deleteTiIndicators", `${TI}/deleteTiIndicators`, "POST", GRAPH_SCOPE],
      ["deleteTiIndicatorsByExternalId", `${TI}/deleteTiIndicatorsByExternalId`, "POST", GRAPH_SCOPE],
      ["uploadStixObjects", uploadPath("any"), "POST", AZURE_SCOPE],
    ];
    for (const [on, path, method, scope] of aims) {
      it(
        `applies to ${on} only, also over HTTP`,
        withSimulator({}, async (sim) => {
          const fault = { kind: "status", status: 418, on };
          expect((await control(sim, "PUT", "faults", fault)).status).to.equal(200);
          const headers = { authorization: await bearer(sim, { scope }) };
          expect((await call(sim, path, { method, headers })).status).to.equal(418);
          expect((await call(sim, LIST)).status).to.equal(200);
          expect(sim.requests()[0]).to.include({ endpoint: on, fault: "status" });
        }),
      );
    }

    it(
      "loses the responses of processed deletes",
      withSimulator({}, async (sim) => {
        await importRows(sim, rows(2));
        sim.addFault({ kind: "resetAfter", on: "delete" });
        await failure(call(sim, `${LIST}/1`, { method: "DELETE" }));
        expect(sim.indicators()).to.have.length(1);
      }),
    );

    const hints: [fault: Partial<Fault>, header: string | null, body: RegExp][] = [
      [{ retryAfterSeconds: 7 }, "7", /quota exceeded/],
      [{ retryAfterDate: 90 }, "Tue, 01 Jan 2030 00:01:30 GMT", /quota exceeded/],
      [
        { retryAfterDate: "Tue, 01 Jan 2030 00:09:00 GMT" },
        "Tue, 01 Jan 2030 00:09:00 GMT",
        /quota exceeded/,
      ],
      [{ waitText: 8 }, null, /AppID\. You can send requests again in 8 seconds\./],
      [{}, null, /AppID\."/],
    ];
    for (const [hint, header, body] of hints) {
      it(
        `returns 429 with ${JSON.stringify(hint)}`,
        faulty({ kind: "status", status: 429, ...hint } as Fault, async (sim) => {
          const response = await importRows(sim, rows(1));
          expect([response.status, response.headers.get("retry-after")]).to.deep.equal([429, header]);
          expect(response.headers.get("date")).to.equal("Tue, 01 Jan 2030 00:00:00 GMT");
          expect(response.text).to.match(body);
          expect(response.json.error.target).to.equal(sim.app.tenant_id);
        }),
      );
    }

    it(
      "returns the body and headers of the fault",
      withSimulator({}, async (sim) => {
        sim.addFault({ kind: "status", status: 418, body: { a: 1 }, headers: { "X-Test": "1" }, calls: [1] });
        sim.addFault({ kind: "status", status: 503, body: "plain", retryAfterSeconds: 3, calls: [2] });
        const first = await call(sim, LIST);
        expect([first.status, first.json, first.headers.get("x-test")]).to.deep.equal([418, { a: 1 }, "1"]);
        const second = await call(sim, LIST);
        expect([second.status, second.text, second.headers.get("retry-after")]).to.deep.equal([
          503,
          "plain",
          "3",
        ]);
      }),
    );
  });

  describe("socket", () => {
    it(
      "resets the connection before the body is read",
      faulty({ kind: "resetUnread" }, async (sim) => {
        const head = [`POST ${IMPORT} HTTP/1.1`, "host: a", `authorization: ${await bearer(sim)}`];
        const promise = [...head, "content-length: 9", "", ""].join("\r\n");
        const socket = connect(sim.port, "127.0.0.1", () => socket.write(promise));
        socket.on("error", () => {});
        await once(socket, "close");
        expect(sim.indicators()).to.deep.equal([]);
        expect(lastOf(sim)).to.include({ fault: "resetUnread", status: null });
      }),
    );

    it(
      "resets the connection before processing",
      faulty({ kind: "resetBefore" }, async (sim) => {
        expect((await failure(importRows(sim, rows(1)))).message).to.equal("fetch failed");
        expect(sim.indicators()).to.deep.equal([]);
        expect(lastOf(sim)).to.include({ fault: "resetBefore", status: null });
      }),
    );

    it(
      "loses the response after processing",
      faulty({ kind: "resetAfter" }, async (sim) => {
        expect((await failure(importRows(sim, rows(1)))).message).to.equal("fetch failed");
        expect(sim.indicators()).to.have.length(1);
        expect(lastOf(sim)).to.include({ fault: "resetAfter", status: null, rows: 1 });
      }),
    );

    for (const chunked of [false, true]) {
      it(
        `cuts the JSON in a complete message (${chunked ? "chunked" : "Content-Length"})`,
        faulty({ kind: "truncated", chunked }, async (sim) => {
          const response = await importRows(sim, rows(3));
          expect(response.status).to.equal(200);
          expect(response.json).to.equal(undefined);
          expect(response.text).to.match(/^\{"@odata\.context"/);
          const length = response.headers.get("content-length");
          expect(length).to.equal(chunked ? null : String(response.text.length));
          expect(sim.indicators()).to.have.length(3);
        }),
      );
    }

    it(
      "cuts a list that would be compressed, without compression",
      faulty({ kind: "truncated" }, async (sim) => {
        const response = await call(sim, LIST, { headers: { "accept-encoding": "gzip" } });
        expect(response.headers.get("content-encoding")).to.equal(null);
        expect(response.text).to.match(/^\{"@odata/);
      }),
    );

    it(
      "destroys the socket in the middle of the body",
      faulty({ kind: "truncatedSocket" }, async (sim) => {
        const error = await failure(importRows(sim, rows(3)));
        expect(error.message).to.equal("terminated");
        expect(sim.indicators()).to.have.length(3);
        expect(lastOf(sim)).to.include({ status: 200, fault: "truncatedSocket" });
      }),
    );

    it("hangs until it is closed", async () => {
      const broken = await hangingCall();
      expect(broken.message).to.match(/socket hang up|ECONNRESET/);
    });
  });

  describe("responses", () => {
    it(
      "returns a web page with 200",
      faulty({ kind: "html200" }, async (sim) => {
        const response = await importRows(sim, rows(1));
        expect(response.status).to.equal(200);
        expect(response.headers.get("content-type")).to.equal("text/html; charset=utf-8");
        expect(response.text).to.match(/^<!DOCTYPE html>/);
        expect(sim.indicators()).to.deep.equal([]);
      }),
    );

    it(
      "returns null instead of the rows",
      faulty({ kind: "nullValue" }, async (sim) => {
        expect((await importRows(sim, rows(1))).json.value).to.equal(null);
        expect(sim.indicators()).to.have.length(1);
      }),
    );

    it(
      "drops rows from the start",
      faulty({ kind: "missingRows", n: 2 }, async (sim) => {
        expect(resultsOf(await importRows(sim, rows(5)))).to.deep.equal(valuesOf(5).slice(2));
      }),
    );

    it(
      "drops one row by default, from a list as well",
      faulty({ kind: "missingRows" }, async (sim) => {
        expect(resultsOf(await importRows(sim, rows(3)))).to.have.length(2);
        expect((await call(sim, LIST)).json.value).to.have.length(2);
      }),
    );

    it(
      "adds rows that were not requested",
      faulty({ kind: "extraRows", n: 2 }, async (sim) => {
        const got = resultsOf(await importRows(sim, rows(2)));
        expect(got).to.deep.equal([...valuesOf(2), "unasked-1.example", "unasked-2.example"]);
      }),
    );

    it(
      "shuffles the rows",
      faulty({ kind: "shuffled" }, async (sim) => {
        const got = resultsOf(await importRows(sim, rows(4)));
        expect(got).to.have.members(valuesOf(4));
        expect(got).to.not.deep.equal(valuesOf(4));
      }),
    );

    it(
      "echoes the values in the other case",
      faulty({ kind: "otherCase" }, async (sim) => {
        const both = [row(1, { indicatorValue: "a.example" }), row(2, { indicatorValue: "B.EXAMPLE" })];
        expect(resultsOf(await importRows(sim, both))).to.deep.equal(["A.EXAMPLE", "b.example"]);
      }),
    );

    it(
      "fails rows without a reason",
      faulty({ kind: "failedWithoutReason", n: 1 }, async (sim) => {
        const { json } = await importRows(sim, rows(2));
        expect(json.value[0]).to.deep.equal({
          id: null,
          indicator: "host-0.example",
          isFailed: true,
          failureReason: null,
        });
        expect(json.value[1].isFailed).to.equal(false);
      }),
    );

    it(
      "fails all rows without a reason by default",
      faulty({ kind: "failedWithoutReason" }, async (sim) => {
        const { json } = await importRows(sim, rows(2));
        expect(json.value.every((result: Item) => result.isFailed)).to.equal(true);
      }),
    );

    it(
      "states a wrong count",
      faulty({ kind: "wrongCount", n: 3 }, async (sim) => {
        const { json } = await importRows(sim, rows(2));
        expect([json["@odata.count"], json.value.length]).to.deep.equal([5, 2]);
      }),
    );

    it(
      "does not change a response without rows",
      faulty({ kind: "nullValue" }, async (sim) => {
        expect((await importRows(sim, [])).json.error.code).to.equal("InvalidRequestBody");
      }),
    );

    it(
      "delays the response of a processed call",
      faulty({ kind: "slow", ms: 1 }, async (sim) => {
        expect((await importRows(sim, rows(1))).status).to.equal(200);
        expect(lastOf(sim)).to.include({ fault: "slow", status: 200 });
      }),
    );

    it(
      "processes a slow call before it responds",
      faulty({ kind: "slow", ms: 3_600_000 }, async (sim) => {
        const authorization = await bearer(sim);
        const controller = new AbortController();
        const headers = { authorization, "content-type": "application/json" };
        const body = JSON.stringify({ Indicators: rows(1) });
        const sent = { method: "POST", headers, body, signal: controller.signal };
        const pending = failure(fetch(`${sim.url}/api/indicators/import`, sent));
        await until(() => sim.indicators().length > 0);
        expect(lastOf(sim)).to.include({ status: null, rows: 1 });
        controller.abort();
        expect((await pending).name).to.equal("AbortError");
      }),
    );
  });
});

/** Starts a call that hangs, closes the simulator, and returns the error of the call. */
async function hangingCall(): Promise<Error> {
  let met: Promise<Error> | undefined;
  await faulty({ kind: "hang" }, async (sim) => {
    const authorization = await bearer(sim);
    met = new Promise((resolve) => {
      request(sim.url + LIST, { headers: { authorization } }, () => resolve(new Error("received a response")))
        .on("error", resolve)
        .end();
    });
    await until(() => sim.requests().length > 0);
    expect(lastOf(sim)).to.include({ fault: "hang", status: null });
  })();
  if (!met) throw new Error("no call was made");
  return met;
}
