// Requests that never reach a route: each failure has the standard error body, and the connection is closed.
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { respondToClientError } from "../../../platforms/http/before_routing.js";
import { importOf, rows } from "../../support/rows.js";
import { ask, importOver, key, until, useService } from "./service.js";
import { useSimulator } from "../shared/process.js";

/** Returns status, headers and body of a raw response. */
function parsed(text: string): { status: number; head: string; body: Record<string, unknown> } {
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  return { status, head, body: JSON.parse(body) as Record<string, unknown> };
}

/** Returns everything that arrives after these bytes, until the service closes the connection. */
async function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  socket.on("error", () => {});
  socket.write(bytes);
  await once(socket, "close");
  return text;
}

const authorized = `Authorization: Bearer ${key}\r\n`;

describe("http: requests that never reach a route", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  for (const [what, bytes, status, code] of [
    ["bytes that are not HTTP", "hello\r\n\r\n", 400, "BadRequest"],
    ["an unknown method", "NOSUCH / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "BadRequest"],
    [
      "two lengths",
      `POST /actions/get_indicators HTTP/1.1\r\nHost: x\r\n${authorized}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      400,
      "BadRequest",
    ],
    [
      "a length and chunks",
      `POST /actions/get_indicators HTTP/1.1\r\nHost: x\r\n${authorized}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      400,
      "BadRequest",
    ],
    ["a header without a colon", "GET /health HTTP/1.1\r\nHost x\r\n\r\n", 400, "BadRequest"],
    [
      "headers that are too long",
      `GET /actions HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(100_000)}\r\n\r\n`,
      431,
      "HeadersTooLarge",
    ],
    [
      "an expectation that it does not meet",
      `GET /actions HTTP/1.1\r\nHost: x\r\n${authorized}Expect: coffee\r\n\r\n`,
      417,
      "ExpectationFailed",
    ],
    [
      "a request without Host",
      `GET /actions HTTP/1.1\r\n${authorized}Connection: close\r\n\r\n`,
      400,
      "BadRequest",
    ],
  ] as const) {
    it(`responds ${status} with the error body to ${what}`, async () => {
      const { url } = await serve();
      const response = parsed(await raw(url, bytes));
      expect([response.status, response.body["code"]]).to.deep.equal([status, code]);
      expect(response.body).to.have.keys("code", "message", "hint");
      expect(response.head).to.match(/^content-type: application\/json; charset=utf-8$/im);
      expect(response.head)
        .to.match(/^connection: close$/im)
        .and.match(/^x-content-type-options: nosniff$/im);
      expect((await ask(`${url}/health`)).status).to.equal(200);
      expect(simulator().requests()).to.deep.equal([]);
    });
  }

  it("responds 408 with the error body if the head does not arrive in time", async () => {
    // The service has the time limits of Node, which are too long for a test.
    const limits = { headersTimeout: 50, connectionsCheckingInterval: 10 };
    const server = createServer(limits).on("clientError", respondToClientError).listen(0, "127.0.0.1");
    after(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (const bytes of ["GET /health HTTP/1.1\r\nHost: x\r\n", "GET /hea", ""]) {
      const response = parsed(await raw(`http://127.0.0.1:${port}`, bytes));
      expect([response.status, response.body["code"]]).to.deep.equal([408, "RequestTimeout"]);
      expect(response.body).to.have.keys("code", "message", "hint");
      expect(response.head).to.match(/^connection: close$/im);
    }
  });

  it("writes nothing to a client that has left", () => {
    const socket = new PassThrough();
    respondToClientError(Object.assign(new Error("gone"), { code: "ECONNRESET" }), socket);
    expect([socket.destroyed, socket.read()]).to.deep.equal([true, null]);
  });

  it("responds to Expect: 100-continue as HTTP requires", async () => {
    const { url } = await serve();
    const text = await raw(
      url,
      `POST /actions/get_indicators HTTP/1.1\r\nHost: x\r\n${authorized}Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    );
    expect(text).to.match(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });
});

describe("http: the deadline of a run", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  for (const [what, path, body] of [
    ["a run with rows", "/actions/import_indicators", importOf(rows(1))],
    ["an action without rows", "/actions/get_indicators", {}],
    ["a single write", "/actions/submit_indicator", { json_body: rows(1)[0] }],
  ] as const) {
    for (const deadline of [1, 150])
      it(`responds 504 if ${deadline} ms are over before ${what} has a response, also as a job`, async () => {
        const { url } = await serve();
        // With a cached token, the deadline ends the call instead of the login.
        expect((await importOver(url, importOf(rows(1)))).status).to.equal(200);
        simulator().configure({ latencyMs: 60_000 });
        const query = `?deadline_ms=${deadline}`;
        const direct = await ask(`${url}${path}${query}`, { method: "POST", body });
        expect(direct.status).to.equal(504);
        const begun = await ask(`${url}${path}/jobs${query}`, { method: "POST", body });
        const job = `${url}${String(begun.headers.location)}`;
        await until(async () => (await ask(job)).json?.["state"] === "finished");
        expect((await ask(`${job}/result`)).status).to.equal(504);
        expect((await ask(job)).json).to.include({ status: 504 });
      });
  }
});
