// Who may call Defender, and how the gateway rejects the others.
import { expect } from "chai";
import {
  APP,
  asSmall,
  AZURE_SCOPE,
  bearer,
  call,
  GRAPH_SCOPE,
  IMPORT,
  importRows,
  type Item,
  LIST,
  reply,
  row,
  SCOPE,
  SMALL,
  withSimulator,
} from "./helpers.js";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CAPTURED =
  "The application does not have any of the required application permissions (Ti.ReadWrite, Ti.ReadWrite.All) to access the resource.";

describe("simulator: access to Defender", () => {
  for (const [what, authorization] of [
    ["no token", ""],
    ["an unknown token", "Bearer abc"],
    ["another scheme", "Basic abc"],
  ] as const) {
    it(
      `returns 401 for ${what}`,
      withSimulator({}, async (sim) => {
        const { status, json, headers } = await call(sim, LIST, { headers: { authorization } });
        expect([status, json.error.code]).to.deep.equal([401, "Unauthorized"]);
        expect(json.error.target).to.match(GUID);
        expect(headers.get("www-authenticate")).to.equal("Bearer");
      }),
    );
  }

  it("returns 401 for an expired token", async () => {
    let now = Date.parse("2030-01-01T00:00:00Z");
    await withSimulator({ now: () => now, settings: { tokenLifetimeSeconds: 60 } }, async (sim) => {
      const headers = { authorization: await bearer(sim) };
      now += 59_999;
      expect((await call(sim, LIST, { headers })).status).to.equal(200);
      now += 1;
      expect((await call(sim, LIST, { headers })).status).to.equal(401);
    })();
  });

  it(
    "returns 401 for a revoked token and 200 for the next one",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim) };
      sim.revokeTokens();
      expect((await call(sim, LIST, { headers })).status).to.equal(401);
      expect((await call(sim, LIST)).status).to.equal(200);
    }),
  );

  it(
    "returns 403 for a token of another service",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim, { scope: "https://graph.microsoft.com/.default" }) };
      const { status, json } = await call(sim, LIST, { headers });
      expect([status, json.error.code]).to.deep.equal([403, "Forbidden"]);
    }),
  );

  it(
    "returns 403 with the captured text for an app without the permission",
    withSimulator({ apps: [{ ...APP, roles: ["Machine.Read.All"] }] }, async (sim) => {
      const { status, json } = await importRows(sim, [row(1)]);
      expect([status, json.error.code, json.error.message]).to.deep.equal([403, "Forbidden", CAPTURED]);
      expect(sim.indicators()).to.deep.equal([]);
    }),
  );

  for (const scope of [
    "https://api.security.microsoft.com/.default",
    "https://api.securitycenter.windows.com/.default",
    "https://securitycenter.onmicrosoft.com/windowsatpservice/.default",
    "https://api-gcc.securitycenter.microsoft.us/.default",
    "https://api-gov.securitycenter.microsoft.us/.default",
  ]) {
    it(
      `accepts the audience of ${scope}`,
      withSimulator({}, async (sim) => {
        const headers = { authorization: await bearer(sim, { scope }) };
        expect((await call(sim, LIST, { headers })).status).to.equal(200);
      }),
    );
  }

  it(
    "returns and updates only the app's own rows under Ti.ReadWrite",
    withSimulator({ apps: [APP, SMALL] }, async (sim) => {
      await importRows(sim, [row(1), row(2)]);
      const small = { authorization: await bearer(sim, asSmall) };
      const headers = { ...small, "content-type": "application/json" };
      const body = JSON.stringify({ Indicators: [row(2), row(3)] });
      const { json } = await call(sim, IMPORT, { method: "POST", headers, body });
      expect(json.value.map((result: Item) => result.isFailed)).to.deep.equal([true, false]);
      const own = (await call(sim, LIST, { headers: small })).json.value;
      expect(own.map((item: Item) => item.indicatorValue)).to.deep.equal(["host-3.example"]);
      expect((await call(sim, `${LIST}/1`, { headers: small })).status).to.equal(404);
      expect((await call(sim, LIST)).json.value).to.have.length(3);
    }),
  );

  for (const [roles, status] of [
    [["Ti.ReadWrite"], 400],
    [["Ti.ReadWrite.All"], 400],
    [["Score.Read.All", "ThreatIndicators.ReadWrite.OwnedBy"], 403],
    [[], 403],
  ] as const) {
    it(
      `returns ${status} for an empty import by an app with ${roles.join(" and ") || "no role"}`,
      withSimulator({ apps: [{ ...APP, roles: [...roles] }] }, async (sim) => {
        expect((await importRows(sim, [])).status).to.equal(status);
      }),
    );
  }

  it(
    "issues tokens with the permissions of their own service only",
    withSimulator({}, async (sim) => {
      const rolesFor = async (scope: string) => {
        const [, claims = ""] = (await bearer(sim, { scope })).split(".");
        return JSON.parse(Buffer.from(claims, "base64url").toString()).roles;
      };
      expect(await rolesFor(SCOPE)).to.deep.equal(["Ti.ReadWrite.All", "Score.Read.All"]);
      expect(await rolesFor(GRAPH_SCOPE)).to.deep.equal(["ThreatIndicators.ReadWrite.OwnedBy"]);
      expect(await rolesFor(AZURE_SCOPE)).to.equal(undefined);
    }),
  );

  it(
    "separates the indicators of tenants",
    withSimulator({ apps: [APP, { ...APP, tenant_id: "other" }] }, async (sim) => {
      await importRows(sim, [row(1)]);
      expect(sim.indicators()).to.have.length(1);
      expect(sim.indicators("other")).to.have.length(0);
    }),
  );

  it(
    "returns 404 for an unknown path and 405 for an unknown method",
    withSimulator({}, async (sim) => {
      const unknown = await reply(await fetch(`${sim.url}/api/nothing`));
      expect([unknown.status, unknown.json.error.code]).to.deep.equal([404, "NotFound"]);
      expect((await fetch(`${sim.url}/API/Indicators`)).status).to.equal(404);
      const wrong = await reply(await fetch(`${sim.url}${IMPORT}`, { method: "DELETE" }));
      expect([wrong.status, wrong.headers.get("allow")]).to.deep.equal([405, "POST"]);
    }),
  );
});
