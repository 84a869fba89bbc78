// NDJSON over HTTP: rows and results pass line by line, for any speed of the reader.
import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { createConnector, type JsonObject } from "../../../connector/index.js";
import { importOf, row, rows } from "../../support/rows.js";
import {
  type Response,
  responseOf,
  ask,
  importOver,
  linesOf,
  open,
  type Question,
  until,
  useService,
} from "./service.js";
import { badRow, canary, useSimulator } from "../shared/process.js";

const headers = { "content-type": "application/x-ndjson" };

const textOf = (some: readonly unknown[]) => some.map((one) => `${JSON.stringify(one)}\n`).join("");

/** Returns a row with a result of its own length, so that a few thousand fill the sockets on both sides. */
function longRow(n: number): JsonObject {
  const indicatorValue = `https://host-${n}.example/${"x".repeat(2000)}`;
  return row(n, { indicatorType: "Url", indicatorValue });
}

/** Sends as many as the other side accepts. */
async function sendRows(asking: ClientRequest, count: number): Promise<void> {
  for (let sent = 0; sent < count && !asking.destroyed; sent += 1000) {
    asking.write(textOf(Array.from({ length: 1000 }, (_none, n) => longRow(sent + n))));
    await until(() => asking.destroyed || !asking.writableNeedDrain);
  }
}

const streamOver = (url: string, body: string | Uint8Array, more: Question = {}): Promise<Response> =>
  ask(`${url}/actions/import_indicators`, { method: "POST", headers, body, ...more });

describe("http: NDJSON", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  it("returns one line per row, in row order, with the library's result", async () => {
    const { url, log } = await serve();
    const some = [...rows(700), badRow, ...rows(1300).slice(700)];
    const response = await streamOver(url, textOf(some));
    const calls = simulator().requests().length;
    simulator().reset();
    const library = await createConnector();
    const { json_body: body } = await library.run("import_indicators", importOf(some), {
      asset: simulator().asset(),
    });
    expect([response.status, response.headers["content-type"], calls]).to.deep.equal([
      200,
      "application/x-ndjson",
      3,
    ]);
    expect(linesOf(response)).to.deep.equal((body as { value: JsonObject[] }).value);
    expect(response.trailers).to.deep.equal({ "run-status": "200", "run-error": "", "run-warnings": "" });
    expect(log[0]).to.match(/1301 rows: 1300 succeeded, 1 failed, 0 not sent; 3 calls/);
  });

  it("reports a bad line as that row's failure, and skips blank lines", async () => {
    const { url } = await serve();
    const response = await streamOver(url, `${textOf([row(1)])}\n{"a":\n${textOf([row(2)])}`);
    const lines = linesOf(response);
    expect(lines.map(({ isFailed }) => isFailed)).to.deep.equal([false, true, false]);
    expect(lines[1]?.["failureReason"]).to.match(/^InvalidRow: line 3 is not JSON/);
  });

  describe("in a dry run", () => {
    const plan = (url: string, body: string, query = "") =>
      ask(`${url}/actions/import_indicators?dry_run=true${query}`, { method: "POST", headers, body });

    it("returns a line for each finding and the plan last, as the command line does, and sends nothing", async () => {
      const { url } = await serve();
      const some = [row(0, { indicatorValue: "host-0.example " }), badRow, ...rows(700), row(5)];
      const response = await plan(url, textOf(some), "&normalize=true");
      const lines = linesOf(response);
      expect(lines.map(({ row: at, kind }) => [at, kind])).to.deep.equal([
        [0, "warning"],
        [1, "rejected"],
        [2, "duplicate"],
        [702, "duplicate"],
        [undefined, undefined],
      ]);
      expect(lines.at(-1)).to.deep.equal({
        rows: 703,
        sent: 700,
        rejected: 1,
        duplicates: 2,
        calls: 2,
        seconds: 0,
      });
      expect([response.status, response.trailers]).to.deep.equal([
        200,
        { "run-status": "200", "run-error": "", "run-warnings": "Normalized=1" },
      ]);
      expect([simulator().requests(), simulator().tokenRequests()]).to.deep.equal([[], 0]);
    });

    it("rejects an action without rows, and an action without a dry run", async () => {
      const { url } = await serve();
      for (const [action, code] of [
        ["get_indicators", "InvalidInput"],
        ["replace_indicator_action", "InvalidOption"],
      ] as const) {
        const path = `${url}/actions/${action}?dry_run=true`;
        const { status, json } = await ask(path, { method: "POST", headers, body: textOf([row(1)]) });
        expect([status, json?.["code"]], action).to.deep.equal([400, code]);
      }
    });

    it("ends with the error in the trailers if the rows break off, after the findings so far", async () => {
      const { url } = await serve();
      const packed = gzipSync(textOf(rows(3000, { action: "Smile", title: "x".repeat(500) })));
      const response = await ask(`${url}/actions/import_indicators?dry_run=true`, {
        method: "POST",
        headers: { ...headers, "content-encoding": "gzip" },
        body: packed.subarray(0, packed.length - 1000),
      });
      if (response.status === 200) expect(response.trailers["run-error"]).to.equal("InvalidInput");
      else expect(response.json?.["code"]).to.equal("InvalidInput");
      expect(linesOf(response).every((line) => !("seconds" in line))).to.equal(true);
    });

    it("ends if the client leaves, and frees its slot", async () => {
      const { url } = await serve({ limits: { runs: 1 } });
      const asking = open(`${url}/actions/import_indicators?dry_run=true`, { method: "POST", headers });
      asking.write(textOf(rows(600, { action: "Smile" })));
      const [response] = (await once(asking, "response")) as [IncomingMessage];
      await once(response, "data");
      asking.destroy();
      await until(async () => (await streamOver(url, textOf([row(1)]))).status === 200);
    });
  });

  it("accepts compressed lines, and an empty body", async () => {
    const { url } = await serve();
    const packed = { ...headers, "content-encoding": "gzip" };
    expect(linesOf(await streamOver(url, gzipSync(textOf(rows(3))), { headers: packed }))).to.have.length(3);
    const empty = await streamOver(url, "");
    expect([empty.status, empty.text, empty.trailers["run-warnings"]]).to.deep.equal([200, "", "NoRows=1"]);
  });

  it("returns the first results before the last rows arrive", async () => {
    const { url } = await serve();
    const asking = open(`${url}/actions/import_indicators`, { method: "POST", headers });
    const responding = once(asking, "response") as Promise<[IncomingMessage]>;
    asking.write(textOf(rows(1000)));
    // Results are sent when rows arrive.
    const more = setInterval(() => asking.write(textOf([row(0)])), 10);
    const [response] = await responding;
    clearInterval(more);
    const lines = createInterface({ input: response });
    const reading = lines[Symbol.asyncIterator]();
    expect(JSON.parse((await reading.next()).value as string)).to.include({
      indicator: "host-0.example",
      isFailed: false,
    });
    expect(asking.writableEnded).to.equal(false);
    asking.end();
    let count = 1;
    for (let next = await reading.next(); next.done !== true; next = await reading.next()) count += 1;
    expect(count).to.be.greaterThan(1000);
  });

  it("serves a client that reads nothing before everything is sent", async () => {
    simulator().configure({ limits: { import: { calls: 1000, perSeconds: 60 } }, capacity: 100_000 });
    const rateLimits = { import: { calls: 1000, per_seconds: 60 } };
    const { url } = await serve({ profiles: { default: simulator().asset({ rate_limits: rateLimits }) } });
    const asking = open(`${url}/actions/import_indicators`, { method: "POST", headers });
    const responding = once(asking, "response") as Promise<[IncomingMessage]>;
    await sendRows(asking, 7000);
    await new Promise<void>((resolve) => asking.end(resolve));
    const [response] = await responding;
    let text = "";
    for await (const piece of response.setEncoding("utf8")) text += String(piece);
    expect(text.split("\n").length - 1).to.equal(7000);
    expect(response.trailers["run-status"]).to.equal("200");
  });

  it("disconnects a client that reads nothing, and starts the next run", async () => {
    simulator().configure({ limits: { import: { calls: 1000, perSeconds: 60 } }, capacity: 100_000 });
    const rateLimits = { import: { calls: 1000, per_seconds: 60 } };
    const { url } = await serve({
      profiles: { default: simulator().asset({ rate_limits: rateLimits }) },
      limits: { runs: 1, idleMs: 300, aheadBytes: 1024 },
    });
    const asking = open(`${url}/actions/import_indicators`, { method: "POST", headers });
    const responding = once(asking, "response") as Promise<[IncomingMessage]>;
    await sendRows(asking, 7000);
    const [response] = await responding;
    expect(response.complete).to.equal(false);
    await until(async () => (await importOver(url, importOf(rows(1)))).status === 200);
  });

  it("reports in the trailers why a run ended after its first result", async () => {
    const { url } = await serve({
      profiles: { default: simulator().asset({ client_secret: `${canary}x` }) },
    });
    const response = await streamOver(url, textOf(rows(2)));
    expect(linesOf(response).map(({ isFailed }) => isFailed)).to.deep.equal([true, true]);
    expect(response.trailers).to.include({ "run-status": "0", "run-error": "InvalidCredentials" });
  });

  it("reports an error before the first result with the status", async () => {
    const { url } = await serve({ limits: { idleMs: 50 } });
    const utf16 = await streamOver(url, Buffer.from("\ufeff{}", "utf16le").subarray(0, -1));
    expect([utf16.status, utf16.json?.["code"]]).to.deep.equal([400, "InvalidInput"]);
    const listing = await ask(`${url}/actions/get_indicators`, { method: "POST", headers, body: "{}\n" });
    expect([listing.status, listing.json?.["code"]]).to.deep.equal([400, "InvalidInput"]);
    const asking = open(`${url}/actions/import_indicators`, { method: "POST", headers });
    asking.flushHeaders();
    const silent = await responseOf(asking);
    asking.destroy();
    expect([silent.status, silent.json?.["code"]]).to.deep.equal([408, "BodyTimeout"]);
    expect(simulator().requests()).to.deep.equal([]);
  });

  it("returns results for the rows that arrived if the rest does not", async () => {
    const { url } = await serve({ limits: { idleMs: 200 } });
    const asking = open(`${url}/actions/import_indicators`, { method: "POST", headers });
    asking.write(textOf(rows(600)));
    const response = await responseOf(asking);
    asking.destroy();
    const failed = linesOf(response).filter(({ isFailed }) => isFailed === true);
    expect([linesOf(response).length, failed.length]).to.deep.equal([600, 100]);
    expect(response.trailers["run-error"]).to.equal("BodyTimeout");
  });

  it("reports an upload that the service's stop interrupts as cancelled, without its torn line", async () => {
    simulator().configure({ latencyMs: 50 });
    const service = await serve();
    const { url } = service;
    const asking = open(`${url}/actions/import_indicators`, { method: "POST", headers });
    const text = textOf(rows(1200));
    asking.write(text.slice(0, -30));
    const pending = responseOf(asking);
    await until(() => simulator().requests().length > 0);
    const stopped = service.stop();
    const response = await pending;
    asking.destroy();
    await stopped;
    const reasons = linesOf(response).map(({ failureReason }) => String(failureReason));
    expect(reasons.filter((reason) => reason.startsWith("InvalidRow"))).to.deep.equal([]);
    expect(response.trailers["run-error"]).to.equal("Cancelled");
  });

  it("ends the run of a client that leaves, and starts the next one", async () => {
    simulator().configure({ latencyMs: 50 });
    const { url, log } = await serve({ limits: { runs: 1 } });
    const asking = open(`${url}/actions/import_indicators`, { method: "POST", headers });
    asking.write(textOf(rows(5000)));
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    response.on("error", () => {});
    asking.destroy();
    await until(() => log.some((line) => /rows: /.test(line)));
    await until(async () => (await importOver(url, importOf(rows(1)))).status === 200);
    expect(log.join("\n")).to.include("the client left");
  });
});
