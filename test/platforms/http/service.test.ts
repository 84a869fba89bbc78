// The HTTP service over real sockets: access, responses, and what is never revealed.
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
  ConnectorError,
  createConnector,
  type ErrorCode,
  errorTable,
  type JsonObject,
} from "../../../connector/index.js";
import { Problem, rejectionOf } from "../../../platforms/http/http_errors.js";
import { RunEventLog } from "../../../platforms/http/run_events.js";
import { RunWarnings } from "../../../platforms/http/run_warnings.js";
import { importOf, row, rows } from "../../support/rows.js";
import { responseOf, ask, bearer, importOver, key, linesOf, open, until, useService } from "./service.js";
import { badRow, canary, stranger, useSimulator, writer } from "../shared/process.js";

describe("http: access", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  const guarded = [
    ["GET", "/actions"],
    ["GET", "/profiles"],
    ["GET", "/assets"],
    ["GET", "/openapi.json"],
    ["GET", "/jobs"],
    ["GET", "/jobs/x"],
    ["GET", "/runs/x/warnings"],
    ["GET", "/jobs/x/result"],
    ["DELETE", "/jobs/x"],
    ["POST", "/actions/import_indicators"],
    ["POST", "/actions/import_indicators/jobs"],
    ["POST", "/actions/nothing"],
    ["GET", "/nowhere"],
    ["GET", "/%E0%A4%A"],
    ["HEAD", "/actions"],
    ["OPTIONS", "/actions"],
  ] as const;

  it("responds only 401 without the key, and logs only that", async () => {
    const { url, log } = await serve();
    for (const [method, path] of guarded) {
      const { status, headers, text } = await ask(url + path, {
        method,
        headers: { authorization: "" },
        ...(method === "POST" ? { body: importOf(rows(1)) } : {}),
      });
      expect([status, headers["www-authenticate"]], `${method} ${path}`).to.deep.equal([401, "Bearer"]);
      if (method !== "HEAD")
        expect(JSON.parse(text))
          .to.include({ code: "Unauthorized" })
          .and.have.keys("code", "message", "hint");
    }
    expect(simulator().requests()).to.deep.equal([]);
    // A path that cannot be decoded has no route, and is not logged.
    await until(() => log.length >= guarded.length - 1);
    for (const line of log)
      expect(line).to.match(/^[A-Z]+ (?:\/[\w/:.]*|\(unknown\)) 401 Unauthorized, \d+ ms$/);
  });

  for (const [what, authorization] of [
    ["another key of the same length", `Bearer ${key.replace("a", "b")}`],
    ["the beginning of the key", `Bearer ${key.slice(0, -1)}`],
    ["the key with more behind it", `Bearer ${key}x`],
    ["the key under another scheme", `Basic ${key}`],
    ["the key alone", key],
    ["no key behind the scheme", "Bearer "],
  ] as const) {
    it(`treats ${what} as no key`, async () => {
      const { url } = await serve();
      expect((await ask(`${url}/actions`, { headers: { authorization } })).status).to.equal(401);
    });
  }

  it("accepts the scheme in any letter case", async () => {
    const { url } = await serve();
    expect((await ask(`${url}/actions`, { headers: { authorization: `bearer ${key}` } })).status).to.equal(
      200,
    );
  });

  it("reports its health without a key, and does not log that", async () => {
    const { url, log } = await serve();
    const headers = { authorization: "" };
    expect((await ask(`${url}/health`, { headers })).json).to.deep.equal({ status: "ok" });
    expect((await ask(`${url}/ready`, { headers })).json).to.deep.equal({ status: "ready" });
    expect(log).to.deep.equal([]);
  });

  it("sets headers against content sniffing, framing and caching", async () => {
    const { url } = await serve();
    for (const path of ["/actions", "/nowhere"]) {
      expect((await ask(url + path)).headers).to.include({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
      });
    }
  });
});

describe("http: runs", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  it("lists the actions of the manifest", async () => {
    const { url } = await serve();
    const { json } = await ask(`${url}/actions`);
    expect(json).to.deep.equal({ actions: (await createConnector()).actions() });
  });

  it("returns 1,200 results, bad rows among them, as the library does", async () => {
    const { url, log } = await serve();
    const some = [...rows(600), badRow, ...rows(1200).slice(600)];
    const { status, json } = await importOver(url, importOf(some));
    const calls = simulator().requests().length;
    simulator().reset();
    const library = await createConnector();
    const { json_body: expected } = await library.run("import_indicators", importOf(some), {
      asset: simulator().asset(),
    });
    expect([status, calls]).to.deep.equal([200, 3]);
    expect(json).to.have.keys("status_code", "response_headers", "reason", "json_body");
    expect(json?.["json_body"]).to.deep.equal(expected);
    await until(() => log.length > 0);
    expect(log.join("\n")).to.match(
      /^POST \/actions\/import_indicators 200, profile default, run [\da-f-]{36}, 1201 rows: 1200 succeeded, 1 failed, 0 not sent; 3 calls, \d+\.\d s, \d+ ms$/,
    );
  });

  it("runs an action without rows", async () => {
    const { url } = await serve();
    await importOver(url, importOf(rows(3)));
    const { status, json } = await ask(`${url}/actions/get_indicators`, {
      method: "POST",
      body: { parameters: { $top: 2 } },
    });
    expect([status, json?.["status_code"]]).to.deep.equal([200, 200]);
    expect((json as { json_body: { value: unknown[] } }).json_body.value).to.have.length(2);
  });

  it("does not coerce values", async () => {
    const { url } = await serve();
    const wrong = row(1, { generateAlert: "true", title: 5 });
    const { json } = await importOver(url, importOf([wrong]));
    const { value } = (json as { json_body: { value: { failureReason: string }[] } }).json_body;
    expect(value[0]?.failureReason).to.match(/^InvalidIndicator: .*title.*generateAlert/);
    expect(simulator().requests()).to.deep.equal([]);
  });

  it("counts warnings in a header", async () => {
    const { url } = await serve();
    const normalized = [row(1, { indicatorValue: " a.example" }), row(2, { indicatorValue: "B.example" })];
    expect((await importOver(url, importOf(normalized), "?normalize=true")).headers["run-warnings"]).to.equal(
      "Normalized=2",
    );
    expect((await importOver(url, importOf(rows(1)))).headers).not.to.have.property("run-warnings");
  });

  it("returns the warnings of a run in words, by its id and with the key only", async () => {
    const { url } = await serve();
    const given = [row(1, { indicatorValue: " a.example", colour: 1 }), row(2, { colour: 2 })];
    const { headers } = await importOver(url, importOf(given), "?normalize=true");
    expect(headers["run-warnings"]).to.equal("Normalized=1, UnknownField=1");
    const path = `${url}/runs/${String(headers["run-id"])}/warnings`;
    const { run, warnings } = (await ask(path)).json as { run: string; warnings: JsonObject[] };
    expect(run).to.equal(headers["run-id"]);
    expect(warnings.map(({ code, rows: of }) => [code, of])).to.deep.equal([
      ["Normalized", [0]],
      ["UnknownField", undefined],
    ]);
    expect(warnings[1]?.["message"]).to.match(/^"colour" is not a known field \(2 rows\)\./);
    expect((await fetch(path)).status).to.equal(401);
    expect((await ask(`${url}/runs/none/warnings`)).json).to.include({ code: "UnknownRun" });
    // A stream that ends before its first result has a run, too.
    const ndjson = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
    const action = `${url}/actions/upload_stix_objects`;
    const failed = await fetch(action, { method: "POST", headers: ndjson, body: "{}\n" });
    expect(failed.status).to.equal(400);
    const known = (await ask(`${url}/runs/${failed.headers.get("run-id")}/warnings`)).json;
    expect(known).to.deep.equal({ run: failed.headers.get("run-id"), warnings: [] });
  });

  it("names unknown fields in the plan of a dry run", async () => {
    const { url } = await serve();
    const { json } = await importOver(url, importOf([row(1), row(2, { colour: 1 })]), "?dry_run=true");
    const { findings } = (json as { json_body: { findings: JsonObject[] } }).json_body;
    expect(findings.map(({ row: at, code }) => [at, code])).to.deep.equal([[1, "UnknownField"]]);
  });

  it("forgets the warnings of runs after a while, and the oldest when there is no room", () => {
    let now = 0;
    const kept = new RunWarnings(() => now, 1000);
    const events = new RunEventLog();
    const message = "x".repeat(300);
    events.listener({ type: "warning", code: "Normalized", message });
    for (const id of ["a", "b", "c"]) kept.keep(id, events);
    expect(() => kept.of("a")).to.throw("There are no warnings of such a run.");
    expect(kept.of("c").toString()).to.include(message);
    now = 600_001;
    expect(() => kept.of("c")).to.throw("There are no warnings of such a run.");
  });

  for (const name of ["dry_run", "Dry-Run", "normalize"])
    it(`rejects the header ${name}, which would be overlooked`, async () => {
      const { url } = await serve();
      const path = `${url}/actions/import_indicators`;
      const body = JSON.stringify(importOf(rows(1)));
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", [name]: "true" };
      const response = await fetch(path, { method: "POST", headers, body });
      expect(((await response.json()) as JsonObject)["code"]).to.equal("InvalidOption");
      expect(simulator().requests()).to.deep.equal([]);
    });

  it("rejects a body that repeats a name, and only the row of NDJSON that does", async () => {
    const { url } = await serve();
    const one = JSON.stringify(row(1));
    const twice = `${one.slice(0, -1)},"title":"other"}`;
    const headers = (type: string) => ({
      authorization: `Bearer ${key}`,
      "content-type": `application/${type}`,
    });
    const path = `${url}/actions/import_indicators`;
    const body = `{"json_body":{"Indicators":[${one}],\n"Indicators":[]}}`;
    const whole = await fetch(path, { method: "POST", headers: headers("json"), body });
    const error = (await whole.json()) as JsonObject;
    expect([whole.status, error["code"]]).to.deep.equal([400, "InvalidInput"]);
    expect(error["message"]).to.equal(
      'The body: at line 2, column 1, "Indicators" occurs twice in one object.',
    );
    expect(simulator().requests()).to.deep.equal([]);
    const lines = await fetch(path, {
      method: "POST",
      headers: headers("x-ndjson"),
      body: `${twice}\n${one}\n`,
    });
    const [bad, good] = (await lines.text()).split("\n");
    expect(bad).to.include("InvalidRow: line 1: at column").and.include('\\"title\\" occurs twice');
    expect(good).to.include('"isFailed":false');
  });

  it("reads the options of the query", async () => {
    const { url } = await serve();
    const report = await importOver(url, importOf([badRow]), "?validation=off");
    expect([report.status, simulator().requests().length]).to.deep.equal([200, 1]);
    simulator().configure({ latencyMs: 300 });
    const late = await importOver(url, importOf(rows(1)), "?deadline_ms=50");
    expect(late.json?.["code"]).to.be.oneOf(["DeadlineExceeded", "OutcomeUnknown"]);
    simulator().reset();
    for (const query of ["?preflight=true", "?overflow=severity"]) {
      simulator().reset();
      await importOver(url, importOf(rows(1)), query);
      const endpoints = simulator()
        .requests()
        .map(({ endpoint }) => endpoint);
      expect(endpoints, query).to.deep.equal(["list", "import"]);
    }
  });

  for (const [query, message] of [
    ["?nothing=1", /^Unknown option "nothing"\.$/],
    ["?toString=1", /^Unknown option "toString"\.$/],
    ["?normalize=TRUE", /^normalize must be true or false, not a text\.$/],
    ["?normalize=1", /^normalize must be true or false, not a text\.$/],
    ["?normalize=true&normalize=true", /^The query contains normalize more than once\.$/],
    ["?deadline_ms=1e3", /^deadline_ms must be a whole number from 1 up, not a text\.$/],
    ["?deadline_ms=0", /^deadline_ms must be a whole number from 1 up\.$/],
    ["?deadline_ms=", /^deadline_ms must be a whole number from 1 up, not a text\.$/],
    ["?validation=loose", /^validation is not one of strict, report, off\.$/],
    ["?overflow=last", /^overflow is not one of /],
  ] as const) {
    it(`rejects the query ${query}`, async () => {
      const { url } = await serve();
      const { status, json } = await importOver(url, importOf(rows(1)), query);
      expect([status, json?.["code"]]).to.deep.equal([400, "InvalidOption"]);
      expect(json?.["message"]).to.match(message);
      expect(simulator().requests()).to.deep.equal([]);
    });
  }

  for (const [what, question, status, code, message] of [
    [
      "an unknown action",
      { path: "/actions/nothing", body: {} },
      404,
      "UnknownAction",
      /no action "nothing"/,
    ],
    ["an input that is not an object", { body: "[]" }, 400, "InvalidInput", /./],
    ["an input without rows", { body: "{}" }, 400, "InvalidInput", /json_body is missing/],
    [
      "a body that is not JSON",
      { body: '{"a":}' },
      400,
      "InvalidInput",
      /^The body is not JSON: at line 1, column 6, /,
    ],
    ["an empty body", { body: "" }, 400, "InvalidInput", /^json_body is missing; add it\.$/],
    ["a body that is not UTF-8", { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, "InvalidInput", /not UTF-8/],
    [
      "a body of another type",
      { body: "a=1", type: "application/x-www-form-urlencoded" },
      415,
      "UnsupportedMediaType",
      /x-www-form-urlencoded/,
    ],
    [
      "a body of no type",
      { body: "{}", type: undefined },
      415,
      "UnsupportedMediaType",
      /^The request has a body and no Content-Type header\.$/,
    ],
    [
      "a body that is packed in another way",
      { body: "{}", packing: "br" },
      415,
      "UnsupportedMediaType",
      /"br"/,
    ],
    [
      "packed bytes that break off",
      { body: gzipSync("{}").subarray(0, 15), packing: "gzip" },
      400,
      "InvalidInput",
      /ends too early/,
    ],
    [
      "a path that is not there",
      { path: "/nowhere", body: {} },
      404,
      "NotFound",
      /^There is no POST "\/nowhere"\.$/,
    ],
    ["a path that cannot be decoded", { path: "/%E0%A4%A", body: {} }, 400, "BadRequest", /./],
  ] as const) {
    it(`responds ${status} to ${what}`, async () => {
      const { url } = await serve();
      const {
        path = "/actions/import_indicators",
        body,
        type = "application/json",
        packing,
      } = { packing: undefined, type: "application/json", path: undefined, ...question };
      const hasType = !("type" in question) || question.type !== undefined;
      const headers = {
        ...(hasType ? { "content-type": type } : {}),
        ...(packing === undefined ? {} : { "content-encoding": packing }),
      };
      const response = await ask(url + path, {
        method: "POST",
        headers,
        body: typeof body === "object" && !(body instanceof Uint8Array) ? "{}" : body,
      });
      expect([response.status, response.json?.["code"]]).to.deep.equal([status, code]);
      expect(response.json?.["message"]).to.match(message);
      expect(response.json?.["hint"]).to.be.a("string").that.is.not.empty;
      expect(simulator().requests()).to.deep.equal([]);
    });
  }

  it("suggests the option for a name of the query in another spelling", async () => {
    const { url } = await serve();
    const { json } = await importOver(url, importOf(rows(1)), "?dry-run=true");
    expect(json).to.include({ code: "InvalidOption", message: 'Unknown option "dry-run".' });
    expect(json?.["hint"]).to.equal("Did you mean dry_run? Nothing was sent.");
  });

  it("runs an action without required inputs if the request has no body", async () => {
    const { url } = await serve();
    for (const headers of [{}, { "content-type": "application/json" }])
      expect((await ask(`${url}/actions/get_indicators`, { method: "POST", headers })).status).to.equal(200);
    const job = await ask(`${url}/actions/get_indicators/jobs`, { method: "POST" });
    expect(job.status).to.equal(202);
    const { status, json } = await ask(`${url}/actions/import_indicators`, { method: "POST" });
    expect([status, json?.["code"]]).to.deep.equal([400, "InvalidInput"]);
  });

  it("responds 405 with the methods of a path to another method", async () => {
    const { url } = await serve();
    for (const [method, path, allowed] of [
      ["GET", "/actions/import_indicators", "POST"],
      ["PUT", "/jobs/x", "GET, HEAD, DELETE"],
      ["POST", "/openapi.json?x=1", "GET, HEAD"],
    ] as const) {
      const { status, json, headers } = await ask(url + path, { method });
      expect([status, json?.["code"], headers["allow"]], path).to.deep.equal([
        405,
        "MethodNotAllowed",
        allowed,
      ]);
    }
  });

  it("logs the counts of a dry run", async () => {
    const { url, log } = await serve();
    await importOver(url, importOf([badRow, row(1)]), "?dry_run=true");
    await until(() => log.length === 1);
    const counts = "dry run of 2 rows: 1 to be sent, 0 duplicates, 1 rejected; 1 call, at least 0 s";
    expect(log[0]).to.contain(counts);
    const headers = { "content-type": "application/x-ndjson" };
    const body = `${JSON.stringify(badRow)}\n${JSON.stringify(row(1))}\n`;
    await ask(`${url}/actions/import_indicators?dry_run=true`, { method: "POST", headers, body });
    await until(() => log.length === 2);
    expect(log[1]).to.contain(counts);
  });

  it("accepts a compressed body", async () => {
    const { url } = await serve();
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const body = gzipSync(JSON.stringify(importOf(rows(2))));
    const { status } = await ask(`${url}/actions/import_indicators`, { method: "POST", headers, body });
    expect([status, simulator().indicators().length]).to.deep.equal([200, 2]);
  });

  describe("limits", () => {
    const bodyBytes = 10_000;
    // More than a socket passes on at once.
    const large = JSON.stringify(importOf(rows(20_000)));

    it("rejects a body over the limit, with or without a declared length", async () => {
      const { url } = await serve({ limits: { bodyBytes } });
      for (const headers of [{ "content-length": large.length }, { "transfer-encoding": "chunked" }]) {
        const asking = open(`${url}/actions/import_indicators`, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
        });
        asking.end(large);
        const { status, json } = await responseOf(asking);
        expect([status, json?.["code"]]).to.deep.equal([413, "BodyTooLarge"]);
        expect(json?.["hint"]).to.match(/NDJSON/);
      }
      expect(simulator().requests()).to.deep.equal([]);
    });

    it("accepts further requests of a client on the same connection", async () => {
      const { url } = await serve({ limits: { bodyBytes } });
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      const head = (path: string, more: string) =>
        `${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n${more}\r\n`;
      socket.write(
        head(
          "POST /actions/import_indicators",
          `content-type: application/json\r\ncontent-length: ${large.length}\r\n`,
        ),
      );
      socket.write(large);
      socket.write(head("GET /profiles", "connection: close\r\n"));
      let text = "";
      for await (const piece of socket) text += String(piece);
      expect(text.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(["HTTP/1.1 413", "HTTP/1.1 200"]);
    });

    it("does not decompress more than the limit", async () => {
      const { url } = await serve({ limits: { bodyBytes } });
      const headers = { "content-type": "application/json", "content-encoding": "gzip" };
      const body = gzipSync(JSON.stringify({ a: " ".repeat(1_000_000) }));
      expect(body.length).to.be.lessThan(bodyBytes);
      const { status, json } = await ask(`${url}/actions/import_indicators`, {
        method: "POST",
        headers,
        body,
      });
      expect([status, json?.["code"]]).to.deep.equal([400, "InvalidInput"]);
    });

    describe("on rows and values", () => {
      const bodyRows = 100;
      const list = (count: number, what = "0") => Array.from({ length: count }, () => what).join(",");
      const names = (count: number) => Array.from({ length: count }, (_none, n) => `"k${n}":0`).join(",");
      const importing = (text: string) => `{"json_body":{"Indicators":[${text}]}}`;
      const cases: [what: string, body: string, status: number, code: string, message: RegExp][] = [
        ["one row too many", importing(list(101)), 413, "TooManyRows", /more than 100 rows/],
        ["a million rows", importing(list(1_000_000)), 413, "TooManyRows", /more than 100 rows/],
        [
          "too many names outside the rows",
          `{${names(100_001)}}`,
          413,
          "BodyTooLarge",
          /more than 100,000 names in one object/,
        ],
        [
          "too many names in a row",
          importing(`{${names(100_001)}}`),
          413,
          "BodyTooLarge",
          /more than 100,000 names in one object/,
        ],
        [
          "few rows with many values",
          importing(list(90, `{"a":[${list(90)}],${names(1100)}}`)),
          413,
          "BodyTooLarge",
          /more than 102,000 values/,
        ],
        [
          "thousands of levels",
          importing(`${"[".repeat(5000)}${"]".repeat(5000)}`),
          400,
          "InvalidInput",
          /more than 1,000 levels/,
        ],
        [
          "a long string that does not end",
          `{"a":"${"x".repeat(9_000_000)}`,
          400,
          "InvalidInput",
          /at line 1, column 9000007,/,
        ],
      ];
      for (const path of ["", "/jobs"]) {
        for (const [what, body, status, code, message] of cases) {
          it(`rejects ${what}${path === "" ? "" : " as a job"}, and sends nothing`, async () => {
            const { url } = await serve({ limits: { bodyRows } });
            const headers = { "content-type": "application/json" };
            const asked = { method: "POST", headers, body };
            const response = await ask(`${url}/actions/import_indicators${path}`, asked);
            expect([response.status, response.json?.["code"]]).to.deep.equal([status, code]);
            expect(response.json?.["message"]).to.match(message);
            expect(response.json?.["hint"]).to.match(/nothing was sent\.$/i);
            if (status === 413) expect(response.json?.["hint"]).to.match(/NDJSON/);
            expect(simulator().requests()).to.deep.equal([]);
          });
        }
      }

      it("accepts as many rows as allowed, and rejects only the row that has too many levels", async () => {
        const { url } = await serve({ limits: { bodyRows } });
        const deep = `${"[".repeat(500)}${"]".repeat(500)}`;
        const body = importing(`${list(98)},{"title":${deep}},${JSON.stringify(row(1))}`);
        const headers = { "content-type": "application/json" };
        const { status, json } = await ask(`${url}/actions/import_indicators`, {
          method: "POST",
          headers,
          body,
        });
        const { value } = (json as { json_body: { value: { failureReason: string | null }[] } }).json_body;
        expect([status, value.length, value[99]?.failureReason]).to.deep.equal([200, 100, null]);
        expect(value[98]?.failureReason).to.match(/^InvalidRow: the row is nested more than 64 levels deep/);
      });

      it("do not apply to NDJSON", async () => {
        const { url } = await serve({ limits: { bodyRows } });
        const headers = { "content-type": "application/x-ndjson" };
        const body = "0\n".repeat(1000);
        const response = await ask(`${url}/actions/import_indicators`, { method: "POST", headers, body });
        expect(linesOf(response).length).to.equal(1000);
      });
    });

    it("abandons a body that stops arriving", async () => {
      const { url } = await serve({ limits: { idleMs: 50 } });
      const asking = open(`${url}/actions/import_indicators`, {
        method: "POST",
        headers: { "content-type": "application/json" },
      });
      asking.write('{"json_body":');
      const { status, json } = await responseOf(asking);
      asking.destroy();
      expect([status, json?.["code"]]).to.deep.equal([408, "BodyTimeout"]);
    });

    it("waits longer than that for the connected service", async () => {
      simulator().configure({ latencyMs: 300 });
      const { url } = await serve({ limits: { idleMs: 50 } });
      expect((await importOver(url, importOf(rows(1)))).status).to.equal(200);
    });

    it("starts no run over the limit, and reports that before it reads", async () => {
      simulator().configure({ latencyMs: 200 });
      const { url } = await serve({ limits: { runs: 1 } });
      const first = importOver(url, importOf(rows(1)));
      await until(() => simulator().requests().length === 1);
      const { status, json } = await importOver(url, importOf(rows(1)));
      expect([status, json?.["code"]]).to.deep.equal([429, "Busy"]);
      expect((await first).status).to.equal(200);
      expect((await importOver(url, importOf(rows(1)))).status).to.equal(200);
    });
  });

  it("ends the run of a client that leaves, and starts the next one", async () => {
    simulator().configure({ latencyMs: 100 });
    const { url, log } = await serve({ limits: { runs: 1 } });
    const asking = open(`${url}/actions/import_indicators`, {
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    asking.end(JSON.stringify(importOf(rows(10_000))));
    await until(() => simulator().requests().length > 0);
    asking.destroy();
    await until(() => log.length === 1);
    const calls = simulator().requests().length;
    expect(calls).to.be.lessThan(15);
    expect(log.join("\n"))
      .to.match(/POST \/actions\/import_indicators \d+ .*, \d+ ms, the client left$/)
      .and.match(/[1-9]\d* not sent/);
    await until(async () => (await importOver(url, importOf(rows(1)))).status === 200);
    expect(simulator().requests().length).to.equal(calls + 1);
  });

  describe("several profiles", () => {
    const profiles = () => ({
      first: simulator().asset(),
      second: simulator().asset({ client_id: stranger.client_id }),
    });

    it("lists their names and nothing else", async () => {
      const { url } = await serve({ profiles: profiles() });
      expect((await ask(`${url}/profiles`)).json).to.deep.equal({ profiles: ["first", "second"] });
    });

    it("uses the named profile", async () => {
      const { url } = await serve({ profiles: profiles() });
      expect((await importOver(url, importOf(rows(1)), "?profile=first")).status).to.equal(200);
      const other = await importOver(url, importOf(rows(1)), "?profile=second");
      expect([other.status, other.json?.["code"]]).to.deep.equal([502, "MissingPermission"]);
      expect(
        simulator()
          .requests()
          .map(({ client }) => client),
      ).to.deep.equal([writer.client_id]);
    });

    for (const query of ["", "?profile=third", "?profile=__proto__", "?profile="]) {
      it(`never guesses: rejects ${query === "" ? "no name" : query}`, async () => {
        const { url } = await serve({ profiles: profiles() });
        const { status, json } = await importOver(url, importOf(rows(1)), query);
        expect([status, json?.["code"]]).to.deep.equal([400, "InvalidOption"]);
        expect(json?.["hint"]).to.match(/Profiles: first, second\.$/);
        expect(simulator().requests()).to.deep.equal([]);
      });
    }
  });

  describe("failures", () => {
    it("responds 502 with the known rows if the login rejects the asset, and never 401", async () => {
      const { url } = await serve({
        profiles: { default: simulator().asset({ client_secret: `${canary}x` }) },
      });
      const { status, json } = await importOver(url, importOf(rows(2)));
      expect(status).to.equal(502);
      expect(json).to.include({ code: "InvalidCredentials", kind: "auth", retryable: false });
      expect((json as { output: { json_body: { value: unknown[] } } }).output.json_body.value).to.have.length(
        2,
      );
    });

    it("responds 502 with the known rows if there is no response", async () => {
      const { url } = await serve({
        profiles: { default: simulator().asset({ url: "http://127.0.0.1:1" }) },
      });
      const { status, json } = await importOver(url, importOf(rows(1)), "?deadline_ms=300");
      expect([status, json?.["code"]]).to.deep.equal([502, "Unreachable"]);
      expect(json).to.have.nested.property("output.json_body.value[0].isFailed", true);
    });

    it("responds 200 with the run's own status if the service rejects the call", async () => {
      simulator().addFault({ kind: "status", status: 403, times: 1 });
      const { url } = await serve();
      const { status, json } = await importOver(url, importOf(rows(1)));
      expect([status, json?.["status_code"]]).to.deep.equal([200, 403]);
    });

    it("keeps secrets out of responses and of the log", async () => {
      const { url, log } = await serve({
        profiles: { one: simulator().asset(), two: simulator().asset({ client_secret: `${canary}x` }) },
      });
      const responses = [
        ...(await Promise.all(
          ["/actions", "/profiles", "/jobs", "/openapi.json", "/nowhere"].map((path) => ask(url + path)),
        )),
        ...(await Promise.all(
          ["?profile=one", "?profile=two", "", "?x=1"].map((query) =>
            importOver(url, importOf([row(1), badRow]), query),
          ),
        )),
      ];
      const all = [...responses.map(({ text, headers }) => text + JSON.stringify(headers)), ...log].join(
        "\n",
      );
      for (const secret of [canary, encodeURIComponent(canary), key, bearer.authorization])
        expect(all).not.to.include(secret);
    });
  });
});

describe("http: error responses", () => {
  const codes = Object.keys(errorTable) as ErrorCode[];

  it("has a status for every code, and never 401, which is about the client's key", () => {
    const statuses = codes.map((code) => [code, rejectionOf(new ConnectorError(code, "x")).status] as const);
    for (const [code, status] of statuses) expect(status, code).to.be.within(400, 504).and.not.equal(401);
    expect(Object.fromEntries(statuses)).to.include({
      UnknownAction: 404,
      InvalidInput: 400,
      InvalidAsset: 500,
      InvalidCredentials: 502,
      MissingPermission: 502,
      Throttled: 429,
      Unreachable: 502,
      ServiceFailed: 502,
      Cancelled: 503,
      DeadlineExceeded: 504,
      InternalError: 500,
    });
  });

  it("blames only the client for the client's errors", () => {
    for (const code of codes) {
      const { kind } = errorTable[code];
      const { status } = rejectionOf(new ConnectorError(code, "x"));
      if (kind === "input") expect(status, code).to.be.lessThan(500);
      else if (kind !== "throttled") expect(status, code).to.be.at.least(500);
    }
  });

  it("reports an unexpected error in one message", () => {
    const { status, body } = rejectionOf(new TypeError("x is not a function\n    at secret.js:1"));
    expect([status, body.code]).to.deep.equal([500, "InternalError"]);
    expect(JSON.stringify(body)).not.to.include("secret.js");
    expect(rejectionOf("thrown text").body.code).to.equal("InternalError");
    expect(rejectionOf(undefined).body.code).to.equal("InternalError");
  });

  it("keeps the message of its own problems", () => {
    const { status, body } = rejectionOf(new Problem("Busy", "64 runs are under way."));
    expect(status).to.equal(429);
    expect(body).to.include({ code: "Busy", message: "64 runs are under way." }).and.have.property("hint");
  });
});
