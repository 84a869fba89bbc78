// Graph tiIndicators: submit, update and delete, with failures of rows and of whole calls.
import { expect } from "chai";
import type { Simulator } from "../../../simulator/index.js";
import {
  APP,
  askToken,
  bearer,
  call,
  GRAPH_SCOPE,
  importRows,
  LIST,
  post,
  row,
  TI,
  tiRow,
  withSimulator,
} from "../helpers.js";

const NOW = Date.parse("2030-01-01T00:00:00Z");
const WRITER = { ...APP, roles: ["ThreatIndicators.ReadWrite.OwnedBy"] };
const OTHER = { ...WRITER, client_id: "other", client_secret: "s2" };
const asOther = { client_id: "other", client_secret: "s2" };

type TiRow = Record<string, unknown>;
const tiRows = (count: number) => Array.from({ length: count }, (_none, n) => tiRow(n));
const forDefender = (n: number, change: TiRow = {}) =>
  tiRow(n, { targetProduct: "Microsoft Defender ATP", ...change });

const graph = (sim: Simulator, operation: string, value: unknown, token: Record<string, string> = {}) =>
  post(sim, `${TI}/${operation}`, { value }, { scope: GRAPH_SCOPE, ...token });
const submit = (sim: Simulator, value: unknown, token: Record<string, string> = {}) =>
  graph(sim, "submitTiIndicators", value, token);
const errorOf = (item: { Error: string }) => JSON.parse(item.Error).error;

describe("simulator: submitTiIndicators", () => {
  it(
    "returns 200 with all properties of every row, in order",
    withSimulator({ now: () => NOW }, async (sim) => {
      const { status, json, headers } = await submit(sim, tiRows(100));
      expect(status).to.equal(200);
      expect(headers.get("content-type")).to.match(/^application\/json;odata\.metadata=minimal/);
      expect(json["@odata.context"]).to.equal(
        `${sim.url}/beta/$metadata#Collection(microsoft.graph.tiIndicator)`,
      );
      expect(json.value.map((item: TiRow) => item["domainName"])).to.deep.equal(
        tiRows(100).map((sent) => sent["domainName"]),
      );
      expect(json.value[0]).to.include({
        "@odata.type": "#microsoft.graph.tiIndicator",
        azureTenantId: sim.app.tenant_id,
        ingestedDateTime: "2030-01-01T00:00:00.000Z",
        isActive: true,
        passiveOnly: false,
        severity: 3,
        userAgent: null,
      });
      expect(json.value[0].tags).to.deep.equal([]);
      expect(json.value[0].id).to.match(/^[0-9A-F]{64}$/);
      expect(new Set(json.value.map((item: TiRow) => item["id"])).size).to.equal(100);
      expect(sim.tiIndicators()).to.have.length(100);
      expect(sim.indicators()).to.deep.equal([]);
      expect(sim.requests()[0]).to.include({ service: "graph", endpoint: "submitTiIndicators", rows: 100 });
    }),
  );

  it(
    "accepts all documented properties",
    withSimulator({ now: () => NOW }, async (sim) => {
      const full = tiRow(1, {
        activityGroupNames: ["a"],
        confidence: 99,
        diamondModel: "adversary",
        fileHashType: "sha256",
        fileHashValue: "a".repeat(64),
        fileSize: 5_000_000_000,
        fileCompileDateTime: "2029-01-01T00:00:00Z",
        killChain: ["C2"],
        networkDestinationPort: 443,
        networkProtocol: 6,
        networkSourceAsn: 64_500,
        passiveOnly: true,
        severity: 5,
        tags: ["x", "y"],
      });
      const { status, json } = await submit(sim, [full]);
      expect(status).to.equal(200);
      expect(json.value[0]).to.deep.include(full);
    }),
  );

  it(
    "returns 206 with the error of each failed row as a string, and stores the others",
    withSimulator({ now: () => NOW }, async (sim) => {
      const { status, json } = await submit(sim, [tiRow(1), tiRow(2, { tlpLevel: null }), tiRow(3)]);
      expect(status).to.equal(206);
      const [first, second, third] = json.value;
      expect([first, third].map((item) => item.domainName)).to.deep.equal([
        "host-1.example",
        "host-3.example",
      ]);
      expect(first).to.not.have.property("Error");
      expect(second).to.include({
        "@odata.type": "#microsoft.graph.tiIndicator",
        id: "Failed to create, check Error element for reason",
        domainName: "host-2.example",
      });
      expect(second.Error).to.be.a("string");
      expect(errorOf(second)).to.include({
        code: "MissingRequiredParameter",
        message: "Parameter tlpLevel is missing.",
      });
      expect(errorOf(second).target).to.match(/^[0-9a-f-]{36}$/);
      expect(sim.tiIndicators()).to.have.length(2);
    }),
  );

  const perRow: [what: string, row: TiRow, code: string, message: RegExp][] = [
    ["no product", tiRow(1, { targetProduct: undefined }), "MissingRequiredParameter", /targetProduct/],
    [
      "the new name of the product",
      tiRow(1, { targetProduct: "Microsoft Sentinel" }),
      "InvalidInput",
      /Azure Sentinel/,
    ],
    [
      "a product that is named like a property of every object",
      tiRow(1, { targetProduct: "constructor" }),
      "InvalidInput",
      /product/i,
    ],
    ["no description", tiRow(1, { description: "" }), "MissingRequiredParameter", /description/],
    ["a long description", tiRow(1, { description: "x".repeat(101) }), "InvalidInput", /100 characters/],
    ["a confidence over 100", tiRow(1, { confidence: 101 }), "InvalidInput", /confidence/],
    ["a severity over 5", tiRow(1, { severity: 6 }), "InvalidInput", /severity/],
    [
      "nothing to observe",
      tiRow(1, { domainName: undefined }),
      "InvalidInput",
      /^Recieved an empty indicator value\.$/,
    ],
    [
      "a field that Defender does not read",
      forDefender(1, { domainName: undefined, networkIPv4: "203.0.113.1" }),
      "InvalidInput",
      /^Recieved an empty indicator value\.$/,
    ],
    [
      "an address that Defender rejects",
      forDefender(1, { domainName: undefined, networkDestinationIPv4: "10.0.0.1" }),
      "InvalidIpAddress",
      /10\.0\.0\.1 is invalid/,
    ],
    [
      "an action that Defender does not have",
      forDefender(1, { action: "unknown" }),
      "InvalidInput",
      /action 'unknown'/,
    ],
    [
      "a time in the past for Defender",
      forDefender(1, { expirationDateTime: "2029-01-01T00:00:00Z" }),
      "BadRequest",
      /is inactive/,
    ],
  ];
  for (const [what, bad, code, message] of perRow) {
    it(
      `rejects only the row with ${what}`,
      withSimulator({ now: () => NOW }, async (sim) => {
        const { status, json } = await submit(sim, [bad, tiRow(2)]);
        expect(status).to.equal(206);
        expect(errorOf(json.value[0]).code).to.equal(code);
        expect(errorOf(json.value[0]).message).to.match(message);
        expect(json.value[1]).to.not.have.property("Error");
        expect([sim.tiIndicators().length, sim.indicators().length]).to.deep.equal([1, 0]);
      }),
    );
  }

  const whole: [what: string, value: unknown, message: string | RegExp][] = [
    [
      "an action that is not in the list",
      [tiRow(1), tiRow(2, { action: "alerts" })],
      "Error converting value \"alerts\" to type 'System.Nullable`1[IsgWebApi.SecurityGraphModel.TiAction]'.",
    ],
    ["a number as text", [tiRow(1, { confidence: "99" })], /Error converting value "99"/],
    ["a text as a list", [tiRow(1, { tags: "a" })], /Error converting value "a"/],
    ["a time that is not valid", [tiRow(1, { expirationDateTime: "soon" })], /Error converting value "soon"/],
    ["half a port", [tiRow(1, { networkPort: 1.5 })], /Error converting value 1\.5/],
    ["an unknown property", [tiRow(1, { colour: "red" })], /'colour' does not exist/],
    [
      "a property that is named like a property of every object",
      [tiRow(1, { constructor: "x" })],
      /'constructor' does not exist/,
    ],
    ["a row that is not an object", ["x"], /^Request body is incorrect$/],
    ["an empty list", [], /value is empty/],
    ["a missing list", undefined, /^Parameter value is missing\.$/],
    ["101 rows", tiRows(101), "Maximum batch size exceeded. Received: 101, allowed: 100."],
  ];
  for (const [what, value, message] of whole) {
    it(
      `returns 400 for ${what}, and stores nothing`,
      withSimulator({ now: () => NOW }, async (sim) => {
        const { status, json } = await submit(sim, value);
        expect(status).to.equal(400);
        expect(json.error.message).to.match(typeof message === "string" ? /./ : message);
        if (typeof message === "string") expect(json.error.message).to.equal(message);
        expect(json.error.innerError).to.have.all.keys("date", "request-id", "client-request-id");
        expect(sim.tiIndicators()).to.deep.equal([]);
      }),
    );
  }

  it(
    "ignores OData annotations",
    withSimulator({ now: () => NOW }, async (sim) => {
      const annotated = tiRow(1, { "@odata.type": "#microsoft.graph.tiIndicator" });
      expect((await submit(sim, [annotated])).status).to.equal(200);
    }),
  );

  it(
    "forwards indicators for Defender, with Defender's id and without externalId",
    withSimulator({ now: () => NOW }, async (sim) => {
      await importRows(sim, [row(0)]);
      const hash = "a".repeat(40);
      const { status, json } = await submit(sim, [
        forDefender(1),
        forDefender(2, { domainName: undefined, fileHashType: "sha1", fileHashValue: hash, action: "block" }),
        forDefender(3, { domainName: undefined, url: "https://a.example/x", action: "allow", severity: 5 }),
        forDefender(4, { domainName: undefined, networkDestinationIPv6: "2001:db8::7" }),
      ]);
      expect(status).to.equal(200);
      expect(json.value.map((item: TiRow) => [item["id"], item["externalId"]])).to.deep.equal([
        ["2", null],
        ["3", null],
        ["4", null],
        ["5", null],
      ]);
      const kept = sim.indicators().slice(1);
      expect(kept.map((one) => [one.indicatorType, one.indicatorValue, one.action])).to.deep.equal([
        ["DomainName", "host-1.example", "Audit"],
        ["FileSha1", hash, "Block"],
        ["Url", "https://a.example/x", "Allowed"],
        ["IpAddress", "2001:db8::7", "Audit"],
      ]);
      expect(kept[0]).to.include({
        title: "Row 1",
        severity: "Medium",
        expirationTime: "2100-06-01T00:00:00Z",
      });
      expect(kept[2]).to.include({ severity: "High", generateAlert: false });
      expect(sim.tiIndicators()).to.deep.equal([]);
      expect((await call(sim, `${LIST}/3`)).json).to.include({ indicatorValue: hash });
    }),
  );

  it(
    "rejects the rows for a full Defender tenant",
    withSimulator({ now: () => NOW, settings: { capacity: 1 } }, async (sim) => {
      const { status, json } = await submit(sim, [forDefender(1), forDefender(2)]);
      expect(status).to.equal(206);
      expect(errorOf(json.value[1]).message).to.match(/^Max capacity exceeded/);
    }),
  );
});

describe("simulator: updateTiIndicators", () => {
  it(
    "changes the named properties and no others",
    withSimulator({ now: () => NOW }, async (sim) => {
      const stored = (await submit(sim, [tiRow(1), tiRow(2)])).json.value;
      const change = { id: stored[0].id, severity: 1, azureTenantId: "another" };
      const { status, json } = await graph(sim, "updateTiIndicators", [change]);
      expect(status).to.equal(200);
      expect(json.value).to.deep.equal([{ ...stored[0], severity: 1 }]);
      expect(sim.tiIndicators().map(({ severity }) => severity)).to.deep.equal([1, 3]);
      expect(sim.requests().at(-1)).to.include({ endpoint: "updateTiIndicators", rows: 1 });
    }),
  );

  it(
    "returns 206 for an id that is unknown, of another app, of Defender, or missing",
    withSimulator({ now: () => NOW, apps: [WRITER, OTHER] }, async (sim) => {
      const [portalIndicators] = (await submit(sim, [tiRow(1)], asOther)).json.value;
      const [ours, inDefender] = (await submit(sim, [tiRow(2), forDefender(3)])).json.value;
      const { status, json } = await graph(sim, "updateTiIndicators", [
        { id: "gone" },
        { id: portalIndicators.id, severity: 1 },
        { id: inDefender.id, severity: 1 },
        { severity: 1 },
        { id: ours.id, severity: 9 },
        { id: ours.id, severity: 4 },
      ]);
      expect(status).to.equal(206);
      const failed = json.value.slice(0, 5);
      expect(failed.map((item: { Error: string }) => errorOf(item).code)).to.deep.equal([
        "ResourceNotFound",
        "ResourceNotFound",
        "InvalidInput",
        "MissingRequiredParameter",
        "InvalidInput",
      ]);
      expect(errorOf(json.value[2]).message).to.include("not supported for Microsoft Defender ATP");
      expect(json.value[1].id).to.equal(portalIndicators.id);
      expect(json.value[5]).to.include({ id: ours.id, severity: 4 });
      expect(sim.tiIndicators().map(({ severity }) => severity)).to.deep.equal([3, 4]);
    }),
  );

  it(
    "returns 400 for a change that cannot be read",
    withSimulator({ now: () => NOW }, async (sim) => {
      expect((await graph(sim, "updateTiIndicators", [{ id: "1", severity: "1" }])).status).to.equal(400);
    }),
  );
});

describe("simulator: deleteTiIndicators", () => {
  const codes = (response: { json: { value: { code: number }[] } }) =>
    response.json.value.map(({ code }) => code);

  it(
    "deletes the indicators and returns one resultInfo for each",
    withSimulator({ now: () => NOW }, async (sim) => {
      const stored = (await submit(sim, [tiRow(1), tiRow(2), tiRow(3)])).json.value;
      const response = await graph(sim, "deleteTiIndicators", [stored[0].id, stored[2].id]);
      expect(response.status).to.equal(200);
      expect(response.json["@odata.context"]).to.match(/Collection\(microsoft\.graph\.resultInfo\)$/);
      expect(response.json.value[0]).to.have.all.keys("code", "message", "subCode");
      expect(codes(response)).to.deep.equal([200, 200]);
      expect(sim.tiIndicators().map(({ id }) => id)).to.deep.equal([stored[1].id]);
    }),
  );

  it(
    "returns 206 for ids that are unknown, of another app or of Defender, and deletes the others",
    withSimulator({ now: () => NOW, apps: [WRITER, OTHER] }, async (sim) => {
      const [portalIndicators] = (await submit(sim, [tiRow(1)], asOther)).json.value;
      const [ours, inDefender] = (await submit(sim, [tiRow(2), forDefender(3)])).json.value;
      const [theirs] = (await submit(sim, [forDefender(4)], asOther)).json.value;
      const ids = ["gone", portalIndicators.id, inDefender.id, ours.id, ours.id, theirs.id];
      const response = await graph(sim, "deleteTiIndicators", ids);
      expect(response.status).to.equal(206);
      expect(codes(response)).to.deep.equal([404, 404, 400, 200, 404, 404]);
      expect(response.json.value[0].message).to.equal("Resource gone was not found");
      expect(sim.tiIndicators()).to.have.length(1);
      expect(sim.indicators()).to.have.length(2);
    }),
  );

  it(
    "deletes all own indicators with an external id, but none of Defender",
    withSimulator({ now: () => NOW, apps: [WRITER, OTHER] }, async (sim) => {
      await submit(sim, [tiRow(1)], asOther);
      await submit(sim, [tiRow(1), tiRow(1, { domainName: "again.example" }), tiRow(2), forDefender(3)]);
      const response = await graph(sim, "deleteTiIndicatorsByExternalId", ["ext-1", "ext-3", "nobody"]);
      expect(response.status).to.equal(206);
      expect(codes(response)).to.deep.equal([200, 404, 404]);
      expect(sim.tiIndicators().map(({ externalId }) => externalId)).to.deep.equal(["ext-1", "ext-2"]);
      expect(sim.indicators()).to.have.length(1);
      expect(sim.requests().at(-1)).to.include({ endpoint: "deleteTiIndicatorsByExternalId", rows: 3 });
    }),
  );

  for (const operation of ["deleteTiIndicators", "deleteTiIndicatorsByExternalId"]) {
    it(
      `returns 400 for more ids than ${operation} accepts, and for ids that are not strings`,
      withSimulator({ settings: { maxTiBatch: 2 } }, async (sim) => {
        expect((await graph(sim, operation, ["a", "b"])).status).to.equal(206);
        expect((await graph(sim, operation, ["a", "b", "c"])).json.error.message).to.include("allowed: 2");
        expect((await graph(sim, operation, [1])).status).to.equal(400);
      }),
    );
  }
});

describe("simulator: access to Graph", () => {
  it(
    "returns 401 without a token and for a token of another service, in the format of Graph",
    withSimulator({}, async (sim) => {
      const headers = { authorization: "Bearer x", "content-type": "application/json" };
      const nobody = await call(sim, `${TI}/submitTiIndicators`, { method: "POST", headers, body: "{}" });
      const stray = await post(sim, `${TI}/submitTiIndicators`, { value: [] });
      for (const { status, json } of [nobody, stray]) {
        expect([status, json.error.code]).to.deep.equal([401, "InvalidAuthenticationToken"]);
      }
      expect(stray.json.error.message).to.include("audience");
      expect(nobody.headers.get("www-authenticate")).to.equal("Bearer");
    }),
  );

  it(
    "returns 403 for an app without the permission",
    withSimulator({ apps: [APP] }, async (sim) => {
      const { status, json } = await submit(sim, [tiRow(1)]);
      expect([status, json.error.code]).to.deep.equal([403, "Forbidden"]);
    }),
  );

  it(
    "accepts a user token with the permission, and rejects one without",
    withSimulator({ apps: [{ ...WRITER, users: [{ username: "ada", password: "pw" }] }] }, async (sim) => {
      const form = { grant_type: "password", username: "ada", password: "pw", scope: GRAPH_SCOPE };
      const { json } = await askToken(sim, form);
      const claims = JSON.parse(Buffer.from(json.access_token.split(".")[1], "base64url").toString());
      expect(claims.scp).to.equal("ThreatIndicators.ReadWrite.OwnedBy");
      expect((await submit(sim, [tiRow(1)], form)).status).to.equal(200);
    }),
  );

  it(
    "returns 410 for every operation of a removed API, but 401 without a token",
    withSimulator({ settings: { graphRemoved: true } }, async (sim) => {
      for (const operation of ["submit", "update", "delete"].map((verb) => `${verb}TiIndicators`)) {
        const { status, json } = await graph(sim, operation, []);
        expect([status, json.error.code]).to.deep.equal([410, "Gone"]);
      }
      expect((await graph(sim, "deleteTiIndicatorsByExternalId", [])).status).to.equal(410);
      expect((await post(sim, `${TI}/submitTiIndicators`, {})).status).to.equal(401);
    }),
  );

  it(
    "returns 400 for every operation of a removed API that is treated as an unknown path",
    withSimulator({ settings: { graphRemoved: true, graphRemovedStatus: "400" } }, async (sim) => {
      const { status, json } = await graph(sim, "submitTiIndicators", []);
      expect([status, json.error.code, json.error.message]).to.deep.equal([
        400,
        "BadRequest",
        "Resource not found for the segment 'tiIndicators'.",
      ]);
    }),
  );

  it(
    "returns 404 for an unknown path and 405 for an unknown method, in the format of Graph",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim, { scope: GRAPH_SCOPE }) };
      const unknown = await call(sim, "/beta/security/alerts", { headers });
      expect([unknown.status, unknown.json.error.code]).to.deep.equal([404, "NotFound"]);
      expect(unknown.json.error.innerError).to.be.an("object");
      expect((await call(sim, `${TI}/submitTiIndicators`, { headers })).status).to.equal(405);
      expect(sim.requests().map(({ service, endpoint }) => [service, endpoint])).to.deep.equal([
        ["graph", null],
        ["graph", null],
      ]);
    }),
  );
});
