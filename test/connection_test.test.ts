import { expect } from "chai";
import type { ConnectionReport } from "../connector/index.js";
import {
  response,
  asset,
  jwt,
  page,
  ran,
  errorResponse,
  type Service,
  stub,
  tokenResponse,
} from "./engine/stub.js";

/** Tokens by the host that their scope names. */
const login =
  (roles: Readonly<Record<string, readonly string[]>>): Service =>
  ({ request }) => {
    const scope = new URLSearchParams(request.body ?? "").get("scope") ?? "";
    const host = Object.keys(roles).find((name) => scope.includes(name));
    if (host === undefined)
      return response({ error: "invalid_resource", error_description: "AADSTS500011: None." }, 400);
    return tokenResponse(jwt({ roles: roles[host] }));
  };
const all = {
  "securitycenter.microsoft.com": ["Ti.ReadWrite.All", "Score.Read.All"],
  "graph.microsoft.com": ["ThreatIndicators.ReadWrite.OwnedBy"],
  "management.azure.com": [],
};
const probe: Service = () => errorResponse("Request body is incorrect", 400);

async function tested(options: Parameters<typeof stub>[0]) {
  const made = await stub({ service: probe, ...options });
  const report = await made.connector.testConnection({ asset });
  const of = new Map(report.actions.map((one) => [one.action, one]));
  return { ...made, report, of };
}

describe("run: connection test", () => {
  it("asks for a token of each service once, and makes one call, which changes nothing", async () => {
    const { report, of, calls, tokenCalls } = await tested({ login: login(all) });
    expect(tokenCalls.length).to.equal(3);
    expect(calls.map(({ request, body }) => [request.url, body])).to.deep.equal([
      ["https://api.security.microsoft.com/api/indicators/import", { Indicators: [] }],
    ]);
    expect([report.write, report.status]).to.deep.equal(["allowed", 400]);
    expect(report.permissions).to.deep.equal([
      "Ti.ReadWrite.All",
      "Score.Read.All",
      "ThreatIndicators.ReadWrite.OwnedBy",
    ]);
    for (const name of ["import_indicators", "list_device_groups", "submit_ti_indicators"])
      expect(of.get(name)).to.deep.equal({ action: name, permitted: true });
  });

  it("says of each action which permission is missing", async () => {
    const { of } = await tested({
      login: login({ ...all, "securitycenter.microsoft.com": ["Score.Read.All"], "graph.microsoft.com": [] }),
    });
    expect(of.get("batch_delete_indicators")).to.deep.equal({
      action: "batch_delete_indicators",
      permitted: false,
      missing:
        "The token carries Score.Read.All; one of Ti.ReadWrite, Ti.ReadWrite.All (application) is needed.",
    });
    expect(of.get("submit_ti_indicators")?.missing).to.equal(
      "The token carries no permission; one of ThreatIndicators.ReadWrite.OwnedBy (application) is needed.",
    );
    expect(of.get("list_device_groups")?.permitted).to.equal(true);
  });

  it("says of an action that is made of others what its parts lack", async () => {
    const { of, report } = await tested({ login: login(all) });
    expect(of.get("replace_indicator_action")).to.deep.equal({
      action: "replace_indicator_action",
      permitted: true,
    });
    expect([...of.keys()]).to.not.include("test_connection");
    expect(report.actions.length).to.equal(of.size);
    const user = await tested({ login: () => tokenResponse(jwt({ scp: "Ti.ReadWrite" })) });
    expect(user.of.get("import_indicators")?.permitted).to.equal(true);
    expect(user.of.get("replace_indicator_action")).to.deep.equal({
      action: "replace_indicator_action",
      permitted: false,
      missing: "batch_delete_indicators: The service lets an application do this, and not a user.",
    });
    const opaque = await tested({ login: () => tokenResponse("opaque") });
    expect(opaque.of.get("replace_indicator_action")?.permitted).to.equal(null);
  });

  it("reports roles that tokens do not show as unknown", async () => {
    const { of } = await tested({ login: login(all) });
    expect(of.get("upload_stix_objects")).to.deep.equal({
      action: "upload_stix_objects",
      permitted: null,
      missing: "The role Microsoft Sentinel Contributor is required. Tokens do not show roles of this kind.",
    });
    const opaque = await tested({ login: () => tokenResponse("opaque") });
    expect(opaque.of.get("import_indicators")).to.deep.equal({
      action: "import_indicators",
      permitted: null,
      missing: "The token does not show its permissions.",
    });
    expect(opaque.report).to.not.have.property("permissions");
  });

  it("lets a service without a token fail its own actions only", async () => {
    const { "graph.microsoft.com": _none, ...others } = all;
    const { of, report } = await tested({ login: login(others) });
    expect(of.get("submit_ti_indicators")?.permitted).to.equal(false);
    expect(of.get("submit_ti_indicators")?.missing).to.contain("AADSTS500011");
    expect(of.get("import_indicators")?.permitted).to.equal(true);
    expect(report.write).to.equal("allowed");
  });

  for (const [status, write] of [
    [400, "allowed"],
    [403, "denied"],
    [500, "unknown"],
  ] as const) {
    it(`takes ${status} for: ${write}`, async () => {
      const { report } = await tested({ login: login(all), service: () => errorResponse("x", status) });
      expect([report.write, report.status]).to.deep.equal([write, status]);
    });
  }

  it("does not take a gateway's page for leave to write (was: allowed)", async () => {
    for (const status of [200, 400, 403]) {
      const service = () => page("<html>Sign in</html>", status);
      const { report } = await tested({ login: login(all), service });
      expect([report.write, report.status]).to.deep.equal(["unknown", status]);
    }
    const broken = await tested({
      login: login(all),
      service: () => errorResponse("The index is down", 200),
    });
    expect(broken.report.write).to.equal("unknown");
  });

  it("gives the same report as an action, for platforms that know actions only", async () => {
    const { report } = await tested({ login: login(all) });
    const { output, events } = await ran({}, { name: "test_connection", service: probe, login: login(all) });
    const expected: ConnectionReport = report;
    expect(output).to.deep.equal({
      status_code: 200,
      response_headers: {},
      reason: "OK",
      json_body: expected,
    });
    expect(events.at(-1)).to.deep.include({ type: "summary", rows: 0, calls: 1 });
  });

  for (const [what, service, code] of [
    ["no code for a rejected test write", probe, undefined],
    ["Forbidden for a denied write", () => errorResponse("x", 403), "Forbidden"],
    ["Rejected for a status that the test does not name", () => errorResponse("x", 451), "Rejected"],
    ["Rejected for a page of a gateway", () => page("<html>Sign in</html>", 400), "Rejected"],
  ] as const) {
    it(`reports ${what}`, async () => {
      const { events } = await ran({}, { name: "test_connection", service, login: login(all) });
      const responses = events.flatMap((event) => (event.type === "response" ? [event] : []));
      const ofService = responses.filter((event) => event.service !== "login");
      expect(ofService.map((event) => event.code)).to.deep.equal([code]);
      expect(ofService.map((event) => Object.hasOwn(event, "code"))).to.deep.equal([code !== undefined]);
      expect(responses.length).to.be.greaterThan(1);
      expect(events.at(-1)?.type).to.equal("summary");
    });
  }
});
