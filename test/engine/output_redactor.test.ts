/** Secrets are masked in the output of a run, and never in the data that the program uses. */
import { inspect } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { type ConnectorError, createConnector, type JsonObject } from "../../connector/index.js";
import { httpTransport } from "../../connector/http/axios_transport.js";
import { MemoryJournal } from "../support/memory_journal.js";
import { closingAfterEach, rejection } from "../support/open.js";
import { importOf, row, rows } from "../support/rows.js";
import { type RequestHandler, startServer } from "../support/server.js";
import {
  response,
  asset,
  nothing,
  page,
  ran,
  errorResponse,
  runOn,
  type Service,
  stub,
  taken,
  tokenResponse,
} from "./stub.js";

const secret = asset.client_secret;
const withSecret = (client_secret: string) => ({ ...asset, client_secret });

describe("engine: output redactor", () => {
  const open = closingAfterEach();

  describe("data that the program uses is not masked", () => {
    it("a login that issues the same token after a 401: the run sends that token again", async () => {
      const service: Service = ({ n, rows: sent }) =>
        n === 1 ? errorResponse("expired", 401) : response({ value: sent.map((one) => taken(one)) });
      const run = await ran(importOf(rows(1)), {
        service,
        login: () => tokenResponse("one-and-the-same-token"),
      });
      expect(run.calls.map(({ headers }) => headers["authorization"])).to.deep.equal([
        "Bearer one-and-the-same-token",
        "Bearer one-and-the-same-token",
      ]);
      expect([run.tokenCalls.length, run.results[0]?.["isFailed"]]).to.deep.equal([2, false]);
    });

    it("a login that issues a token containing the client secret", async () => {
      const token = `a-${secret}-b`;
      const { calls } = await ran(importOf(rows(1)), { login: () => tokenResponse(token) });
      expect(calls[0]?.headers["authorization"]).to.equal(`Bearer ${token}`);
    });

    it("a link to the next page that contains text like a secret", async () => {
      const url = "https://api.security.microsoft.com/api/indicators";
      const next = `${url}?$skiptoken=${secret}`;
      const service: Service = ({ n }) =>
        response(n === 1 ? { value: [{ id: "1" }], "@odata.nextLink": next } : { value: [{ id: "2" }] });
      const { calls, output } = await ran({ all_pages: true }, { name: "get_indicators", service });
      expect(calls[1]?.request.url).to.equal(next);
      expect((output.json_body as JsonObject)["value"]).to.deep.equal([{ id: "1" }, { id: "2" }]);
    });

    it("values of rows that contain the secret, the client id or a part of either", async () => {
      const values = ["secret-of.example", "client-1.example", `${secret}.example`, "host.example"];
      const given = values.map((indicatorValue, n) => row(n, { indicatorValue, title: secret }));
      const { calls, results } = await ran(importOf(given));
      expect(calls[0]?.rows).to.deep.equal(given);
      expect(results.map(({ indicator }) => indicator)).to.deep.equal(values);
      expect(results.some(({ isFailed }) => isFailed)).to.equal(false);
    });

    it("a value that the service returns in another letter case", async () => {
      const value = `${secret}.example`;
      const service: Service = () =>
        response({ value: [{ ...taken(row(1)), indicator: value.toUpperCase() }] });
      const { results } = await ran(importOf([row(1, { indicatorValue: value })]), { service });
      expect(results[0]).to.include({ isFailed: false, indicator: value.toUpperCase() });
    });

    it("the id of a created indicator, so that the next step does not delete the new one", async () => {
      // If masked, the new id would differ from the row's id, and the indicator would be deleted.
      const id = "9912345678";
      const item = { id, indicatorType: "DomainName", indicatorValue: "host-1.example" };
      const service: Service = ({ request, rows: sent }) =>
        request.url.endsWith("/import")
          ? response({ value: sent.map((one) => taken(one, id)) })
          : request.method === "GET"
            ? response({ value: [item] })
            : nothing();
      const given = importOf([{ id, ...row(1) }]);
      const { calls, results } = await ran(given, {
        name: "replace_indicator_action",
        asset: withSecret("12345678"),
        service,
      });
      expect(calls.filter(({ request }) => request.method !== "GET").length).to.equal(1);
      expect(results[0]).to.include({ isFailed: false, id: "99[secret]" });
    });

    it("a wait that the service asks for, although its number is a secret", async () => {
      const service: Service = ({ n, rows: sent }) =>
        n === 1
          ? response({ error: { message: "again in 1234 seconds" } }, 429)
          : response({ value: sent.map((one) => taken(one)) });
      const { calls } = await ran(importOf(rows(1)), { asset: withSecret("1234"), service });
      expect((calls[1]?.at ?? 0) - (calls[0]?.at ?? 0)).to.equal(1_234_000);
    });
  });

  describe("a secret that is a common word changes no structure", () => {
    const words = [
      "test",
      "true",
      "Block",
      "value",
      "isFailed",
      "indicator",
      "NotSent",
      "Rejected",
      "application",
    ];
    for (const word of words) {
      it(`${word}: does not change keys, codes, statuses and values`, async () => {
        const value = [
          { id: "1", indicator: "test.example", isFailed: false, failureReason: null },
          { id: null, indicator: "true.example", isFailed: true, failureReason: `No ${word}.` },
        ];
        const service: Service = () => response({ value }, 200, { "content-type": "application/json" });
        const given = value.map(({ indicator }, n) => row(n, { indicatorValue: indicator, title: "Block" }));
        const { output } = await ran(importOf(given), { asset: withSecret(word), service });
        expect(output).to.deep.equal({
          status_code: 200,
          response_headers: {
            "content-type": word === "application" ? "[secret]/json" : "application/json",
          },
          reason: "OK",
          json_body: { value: [value[0], { ...value[1], failureReason: "No [secret]." }] },
        });
      });

      it(`${word}: does not change the code at the beginning of a reason`, async () => {
        const service = () => errorResponse("Bad row", 400);
        const { reasons, output } = await ran(importOf(rows(1)), { asset: withSecret(word), service });
        expect(reasons[0]).to.match(/^Rejected: 400 Bad Request/);
        expect(Object.keys(output.json_body as object).toSorted()).to.deep.equal(["error", "value"]);
      });
    }

    it("does not change values and names of listed rows", async () => {
      const item = {
        id: "1",
        indicatorValue: "test.example",
        action: "Block",
        severity: "High",
        title: "A test",
      };
      for (const word of ["test", "Block", "High", "title"]) {
        const options = { name: "get_indicators", asset: withSecret(word) };
        const { output } = await ran({}, { ...options, service: () => response({ value: [item] }) });
        expect(output.json_body).to.deep.equal({ value: [item] });
      }
    });
  });

  describe("everything in the output is masked", () => {
    it("masks results, errors, headers, the reason phrase, texts and warnings", async () => {
      const leaky = {
        ...errorResponse(`You sent ${secret}`, 400),
        reason: `Bad ${secret}`,
        headers: { "request-id": secret },
      };
      const run = await ran(importOf(rows(2)), { service: () => leaky });
      const html = await ran({}, { name: "get_indicators", service: () => page(`<p>${secret}</p>`, 400) });
      for (const text of [run, html].map(({ output, error, events }) =>
        inspect([output, error, events], { depth: 9 }),
      )) {
        expect(text).to.not.contain(secret);
        expect(text).to.contain("[secret]");
      }
      expect(run.output).to.include({ reason: "Bad [secret]" });
      expect(run.output.response_headers).to.deep.equal({ "request-id": "[secret]" });
      expect(html.output.response_text).to.equal("<p>[secret]</p>");
    });

    it("masks pages of streamed results", async () => {
      const service: Service = ({ rows: sent }) => response({ value: sent.map((one) => taken(one, secret)) });
      const { connector } = await stub({ service });
      const ids: unknown[] = [];
      for await (const result of connector.stream("import_indicators", rows(3), { asset }))
        ids.push(result["id"]);
      expect(ids).to.deep.equal(["[secret]", "[secret]", "[secret]"]);
    });

    it("masks the error of a run if reading the rows fails, in the caller's own words", async () => {
      const { connector } = await stub();
      function* broken() {
        yield row(1);
        throw new Error(`no access with ${secret}`);
      }
      const reading = async () => {
        for await (const _result of connector.stream("import_indicators", broken(), { asset }));
      };
      const error = await rejection<ConnectorError>(reading());
      expect(error.message).to.contain("no access with [secret]");
      expect(inspect(error, { depth: 9, showHidden: true })).to.not.contain(secret);
    });

    it("masks the journal, and what the next run reads from it", async () => {
      const journal = new MemoryJournal();
      const service: Service = ({ rows: sent }) =>
        response({
          value: sent.map((one) => ({
            ...taken(one, secret),
            failureReason: `said ${secret}`,
            isFailed: true,
          })),
        });
      const { connector } = await stub({ service, journals: journal.open });
      const first = await runOn(connector, importOf(rows(2)), { asset, journal: "j" });
      const again = await runOn(connector, importOf(rows(2)), { asset, journal: "j" });
      expect(journal.text).to.contain("said [secret]").and.not.contain(secret);
      expect(again.output.json_body).to.deep.equal(first.output.json_body);
      const rejected = new MemoryJournal();
      const leaky = () => ({
        ...errorResponse(`You sent ${secret}`),
        reason: `Bad ${secret}`,
        headers: { date: secret },
      });
      const other = await stub({ service: leaky, journals: rejected.open });
      await runOn(other.connector, importOf(rows(1)), { asset, journal: "j" });
      expect(rejected.text).to.contain("You sent [secret]").and.not.contain(secret);
    });

    it("stores only a hash of a client id that may be a secret in the journal's first line", async () => {
      const journal = new MemoryJournal();
      const { connector } = await stub({ journals: journal.open });
      const client_id = "Xb~8Q~cAnArY-0123456789.abcdefghij";
      const run = (change: JsonObject) =>
        runOn(connector, importOf(rows(1)), { asset: { ...asset, client_id, ...change }, journal: "j" });
      await run({});
      expect(journal.text)
        .to.match(/"client":"sha256:[\da-f]{16}"/)
        .and.not.contain(client_id);
      expect((await run({})).error).to.equal(undefined);
      expect((await run({ client_id: `${client_id}x` })).error?.code).to.equal("JournalMismatch");
    });

    it("masks the report of a connection test, and the errors of both ways to call it", async () => {
      const client_id = "Xb~8Q~cAnArY-0123456789.abcdefghij";
      const { connector } = await stub({ service: () => errorResponse("no") });
      const report = await connector.testConnection({ asset: { ...asset, client_id } });
      expect(report).to.include({ client: "[hidden]", tenant: "tenant-1" });
      const output = await connector.run("test_connection", {}, { asset: { ...asset, client_id } });
      expect(JSON.stringify(output)).to.not.contain(client_id);
    });

    it("masks rows of a composite action", async () => {
      const service = () => errorResponse(`You sent ${secret}`, 403);
      const options = { name: "replace_indicator_action", service };
      const { output, reasons } = await ran(importOf([{ id: "1", ...row(1) }]), options);
      expect(JSON.stringify([output, reasons]))
        .to.contain("[secret]")
        .and.not.contain(secret);
    });
  });

  describe("a service that writes its JSON in another way than the connector", () => {
    const escapeAll = (text: string) =>
      Array.from(text, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
    const writings: Record<string, (text: string) => string> = {
      "every character by its number": escapeAll,
      "slashes escaped": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
      "plus by its number": (text) => JSON.stringify(text).slice(1, -1).replaceAll("+", "\\u002b"),
      "JSON in JSON": (text) => JSON.stringify(JSON.stringify(text).replaceAll("/", "\\/")).slice(1, -1),
      "percent-encoding in lower case": (text) => encodeURIComponent(text).toLowerCase(),
      "percent-encoded twice": (text) => encodeURIComponent(encodeURIComponent(text)),
      HTML: (text) => text.replace(/[^a-z0-9]/gi, (char) => `&#x${char.charCodeAt(0).toString(16)};`),
      base64: (text) => Buffer.from(`user:${text}`).toString("base64"),
    };
    const odd = "canary+of/this&test=1";
    const token = "t0k/en+of=this-test/1";

    for (const [name, write] of Object.entries(writings)) {
      it(`${name}: masks the client secret and the token in the output and the journal`, async () => {
        const leak = `secret ${write(odd)} token ${write(token)}`;
        const respond: RequestHandler = ({ path, body }, output) => {
          output.writeHead(path.includes("refused") ? 400 : 200, { "content-type": "application/json" });
          if (path.includes("/token"))
            output.end(JSON.stringify({ token_type: "Bearer", expires_in: 3599, access_token: token }));
          else if (path.includes("import")) {
            const { Indicators } = JSON.parse(body) as { Indicators: JsonObject[] };
            const value = Indicators.map(
              ({ indicatorValue }) =>
                `{"id":"${leak}","indicator":"${String(indicatorValue)}","isFailed":true,"failureReason":"${leak}"}`,
            );
            output.end(`{"value":[${value.join()}]}`);
          } else output.end(`{"value":[{"id":"${leak}","title":"${leak}"}],"note":"${leak}"}`);
        };
        const server = open(await startServer(respond));
        const journal = new MemoryJournal();
        const connector = await createConnector({
          env: {},
          transport: httpTransport,
          journals: journal.open,
        });
        const whole = { ...withSecret(odd), url: server.url, login_url: server.url };
        const imported = await runOn(connector, importOf(rows(1)), { asset: whole, journal: "j" });
        const listed = await runOn(connector, {}, { asset: whole }, "get_indicators");
        const text = JSON.stringify([imported, listed]) + journal.text;
        expect(text.match(/\[secret\]/g)?.length).to.be.greaterThan(6);
        expect(imported.reasons).to.deep.equal([
          name === "base64" || name === "JSON in JSON"
            ? imported.reasons[0]
            : "secret [secret] token [secret]",
        ]);
        for (const whatever of [odd, token])
          for (const [how, other] of [
            ["plain", (plain: string) => plain],
            ...Object.entries(writings),
          ] as const)
            expect(text.includes(other(whatever)), `${whatever} ${how}`).to.equal(false);
      });
    }
  });

  it("does not change results that contain no secret", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.string(), async (extra, reason) => {
        const result = { id: "1", indicator: "host-1.example", isFailed: true, failureReason: reason, extra };
        const service: Service = () => response({ value: [structuredClone(result)] });
        const { results } = await ran(importOf([row(1)]), { service });
        expect(results).to.deep.equal([result]);
      }),
      { numRuns: 50 },
    );
  });
});
