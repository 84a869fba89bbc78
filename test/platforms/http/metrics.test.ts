// What an operator sees of a service: metrics, log lines as JSON, and the trace of a request.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { importOf, row, rows } from "../../support/rows.js";
import { ask, importOver, key, type Response, until, useService } from "./service.js";
import { canary, type Launched, launch, useFolder, useSimulator } from "../shared/process.js";

/** The metrics with their labels. Dashboards and rules depend on them. */
const known: Readonly<Record<string, readonly string[]>> = {
  defender_requests_total: ["service", "status", "profile"],
  defender_rows_total: ["action", "code", "profile"],
  defender_rate_limit_wait_seconds_total: ["limit", "profile"],
  defender_capacity_used: ["profile"],
  defender_token_requests_total: ["profile"],
  defender_runs_in_flight: [],
};

/** Returns the values by name and labels. */
function samplesOf({ text }: Pick<Response, "text">): Record<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => [line.replace(/ \S+$/, ""), Number(/\S+$/.exec(line)?.[0])]));
}

describe("http: metrics", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  it("need the key, and have a type and a description before the first run", async () => {
    const { url } = await serve();
    expect((await ask(`${url}/metrics`, { headers: { authorization: "" } })).status).to.equal(401);
    const response = await ask(`${url}/metrics`);
    expect(response.headers["content-type"]).to.match(/^text\/plain; version=0\.0\.4/);
    for (const name of Object.keys(known)) {
      expect(response.text).to.match(new RegExp(`^# HELP ${name} \\S`, "m"));
      const type = name.endsWith("_total") ? "counter" : "gauge";
      expect(response.text).to.match(new RegExp(`^# TYPE ${name} ${type}$`, "m"));
    }
    expect(response.text.match(/^# TYPE /gm)?.length).to.equal(Object.keys(known).length);
    expect(samplesOf(response)).to.deep.equal({ defender_runs_in_flight: 0 });
  });

  it("count requests, rows, waits and token requests of each profile", async () => {
    const { url } = await serve({ profiles: { one: simulator().asset(), other: simulator().asset() } });
    simulator().addFault({ kind: "status", status: 429, retryAfterSeconds: 1, times: 1, on: "import" });
    const bad = row(1, { indicatorValue: "not a value", indicatorType: "IpAddress" });
    await importOver(url, importOf([bad, ...rows(2)]), "?profile=one");
    await importOver(url, importOf(rows(1)), "?profile=other&preflight=true");
    const samples = samplesOf(await ask(`${url}/metrics`));
    const waited = 'defender_rate_limit_wait_seconds_total{limit="import",profile="one"}';
    expect(samples[waited]).to.be.within(1, 10);
    delete samples[waited];
    expect(samples).to.deep.equal({
      'defender_requests_total{service="login",status="200",profile="one"}': 1,
      'defender_requests_total{service="defender",status="429",profile="one"}': 1,
      'defender_requests_total{service="defender",status="200",profile="one"}': 1,
      'defender_rows_total{action="import_indicators",code="InvalidIndicator",profile="one"}': 1,
      'defender_rows_total{action="import_indicators",code="ok",profile="one"}': 2,
      'defender_rows_total{action="import_indicators",code="ok",profile="other"}': 1,
      'defender_requests_total{service="defender",status="200",profile="other"}': 2,
      'defender_capacity_used{profile="other"}': 2,
      'defender_token_requests_total{profile="one"}': 1,
      defender_runs_in_flight: 0,
    });
  });

  it("count a job in flight", async () => {
    const { url } = await serve();
    simulator().addFault({ kind: "status", status: 429, retryAfterSeconds: 30, times: 1, on: "import" });
    const job = await ask(`${url}/actions/import_indicators/jobs`, {
      method: "POST",
      body: importOf(rows(1)),
    });
    expect(samplesOf(await ask(`${url}/metrics`))["defender_runs_in_flight"]).to.equal(1);
    await ask(`${url}/jobs/${String(job.json?.["id"])}`, { method: "DELETE" });
    await until(async () => samplesOf(await ask(`${url}/metrics`))["defender_runs_in_flight"] === 0);
  });

  it("show a caller its own profiles only", async () => {
    const profiles = { one: simulator().asset(), other: simulator().asset() };
    const caller = { name: "soar", keys: ["a-key-of-this-caller"], profiles: new Set(["one"]) };
    const { url } = await serve({ profiles, callers: [caller, { name: "all", keys: [key] }] });
    await importOver(url, importOf(rows(1)), "?profile=one");
    await importOver(url, importOf(rows(1)), "?profile=other");
    const headers = { authorization: "Bearer a-key-of-this-caller" };
    const { text } = await ask(`${url}/metrics`, { headers });
    expect(text)
      .to.include('profile="one"')
      .and.include("defender_runs_in_flight 0")
      .and.not.include("other");
    expect((await ask(`${url}/metrics`)).text).to.include('profile="other"');
  });
});

describe("http: the trace of a request", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);

  it("is passed on to calls of the service, for runs and for MCP clients", async () => {
    const seen: unknown[] = [];
    const service = createServer(({ headers }, response) => {
      seen.push(headers["traceparent"]);
      response.setHeader("content-type", "application/json").end('{"value":[]}');
    });
    await once(service.listen(0, "127.0.0.1"), "listening");
    try {
      const address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
      const { url } = await serve({ profiles: { default: simulator().asset({ url: address }) } });
      const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
      const list = `${url}/actions/get_indicators`;
      await ask(list, { method: "POST", body: {}, headers: { traceparent } });
      await ask(list, { method: "POST", body: {}, headers: { traceparent: "00-0-0-0" } });
      const params = { name: "get_indicators", arguments: {} };
      const headers = { traceparent, accept: "application/json, text/event-stream" };
      const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
      await ask(`${url}/mcp`, { method: "POST", body, headers });
      expect([seen[0], seen[2], seen.length]).to.deep.equal([traceparent, traceparent, 3]);
      expect(seen[1]).to.match(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
    } finally {
      service.close();
    }
  });
});

describe("http: one service with a 429, a bad row and rejected credentials", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  let running: Launched;
  let url = "";

  before(async () => {
    const good = file("good.json", simulator().asset());
    const wrong = file("wrong.json", simulator().asset({ client_secret: `${canary}x` }));
    const assets = ["--asset", `good=${good}`, "--asset", `wrong=${wrong}`];
    const env = { DEFENDER_SERVE_KEY: key };
    running = launch(["serve", "--port", "0", ...assets, "--log-format", "json", "--verbose"], { env });
    await running.until("stdout", "openapi.json");
    url = /http:\S+(?= \()/.exec(running.stdout)?.[0] ?? "";
  });
  after(async () => {
    running.child.kill();
    await running.ended;
  });

  it("distinguishes the three in metrics and log, connects lines with requests, and shows no secret", async () => {
    simulator().addFault({ kind: "status", status: 429, retryAfterSeconds: 1, times: 1, on: "import" });
    const post = (profile: string, given: readonly unknown[], headers = {}) =>
      ask(`${url}/actions/import_indicators?profile=${profile}`, {
        method: "POST",
        body: importOf(given),
        headers,
      });
    const bad = row(1, { indicatorValue: "not a value", indicatorType: "IpAddress" });
    const one = await post("good", [bad, ...rows(1)], { traceparent });
    const other = await post("wrong", rows(1), { traceparent: "00-not-a-trace" });
    const samples = samplesOf(await ask(`${url}/metrics`));
    expect(samples).to.include({
      'defender_requests_total{service="defender",status="429",profile="good"}': 1,
      'defender_rows_total{action="import_indicators",code="InvalidIndicator",profile="good"}': 1,
      'defender_requests_total{service="login",status="401",profile="wrong"}': 1,
      'defender_rows_total{action="import_indicators",code="NotSent",profile="wrong"}': 1,
    });
    await running.until("stderr", "GET /metrics");
    const lines = running.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (profile: string) => lines.filter((line) => line["profile"] === profile);
    const faults = (profile: string) =>
      of(profile).flatMap(({ level, code }) =>
        level === "warn" || level === "error" ? [[level, code]] : [],
      );
    expect(faults("good")).to.deep.equal([
      ["warn", "Throttled"],
      ["warn", "InvalidIndicator"],
    ]);
    expect(faults("wrong")).to.deep.equal([
      ["warn", "InvalidCredentials"],
      ["warn", "NotSent"],
      ["error", "InvalidCredentials"],
    ]);
    for (const [response, profile] of [
      [one, "good"],
      [other, "wrong"],
    ] as const)
      for (const line of of(profile))
        expect(line).to.include({
          action: "import_indicators",
          requestId: response.headers["request-id"],
          runId: response.headers["run-id"],
        });
    expect(new Set(of("good").map((line) => line["traceparent"]))).to.deep.equal(new Set([traceparent]));
    const made = new Set(of("wrong").map((line) => String(line["traceparent"])));
    expect([...made].map((header) => /^00-[\da-f]{32}-[\da-f]{16}-00$/.test(header))).to.deep.equal([true]);
    const access = of("good").at(-1);
    expect(access).to.include({ status: 200, rows: 2, succeeded: 1, failed: 1, notSent: 0, calls: 2 });
    for (const secret of [canary, key, "Bearer"]) expect(running.stderr).not.to.include(secret);
  });
});
