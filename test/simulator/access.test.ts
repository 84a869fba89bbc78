// Who may call Defender, and what the gateway says to the others.
import { expect } from "chai";
import { bearer, call, IMPORT, importRows, LIST, reply, row, type Item, withSimulator } from "./helpers.js";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const APP = {
  tenant_id: "11111111-1111-4111-8111-111111111111",
  client_id: "22222222-2222-4222-8222-222222222222",
  client_secret: "simulator-secret",
  roles: ["Ti.ReadWrite.All"],
};
const CAPTURED =
  "The application does not have any of the required application permissions (Ti.ReadWrite, Ti.ReadWrite.All) to access the resource.";

describe("simulator: access to Defender", () => {
  for (const [what, authorization] of [
    ["no token", ""],
    ["a token of nobody", "Bearer abc"],
    ["another scheme", "Basic abc"],
  ] as const) {
    it(
      `answers 401 to ${what}`,
      withSimulator({}, async (sim) => {
        const { status, json, headers } = await call(sim, LIST, { headers: { authorization } });
        expect([status, json.error.code]).to.deep.equal([401, "Unauthorized"]);
        expect(json.error.target).to.match(GUID);
        expect(headers.get("www-authenticate")).to.equal("Bearer");
      }),
    );
  }

  it("answers 401 to an expired token", async () => {
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
    "answers 401 to a revoked token and 200 to the next one",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim) };
      sim.revokeTokens();
      expect((await call(sim, LIST, { headers })).status).to.equal(401);
      expect((await call(sim, LIST)).status).to.equal(200);
    }),
  );

  it(
    "answers 403 to a token for another service",
    withSimulator({}, async (sim) => {
      const headers = { authorization: await bearer(sim, { scope: "https://graph.microsoft.com/.default" }) };
      const { status, json } = await call(sim, LIST, { headers });
      expect([status, json.error.code]).to.deep.equal([403, "Forbidden"]);
    }),
  );

  it(
    "answers 403 with the captured sentence to an app without the permission",
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
      `takes the audience of ${scope}`,
      withSimulator({}, async (sim) => {
        const headers = { authorization: await bearer(sim, { scope }) };
        expect((await call(sim, LIST, { headers })).status).to.equal(200);
      }),
    );
  }

  it(
    "shows and lets edit only own rows under Ti.ReadWrite",
    withSimulator(
      { apps: [APP, { ...APP, client_id: "small", client_secret: "s2", roles: ["Ti.ReadWrite"] }] },
      async (sim) => {
        await importRows(sim, [row(1), row(2)]);
        const small = { authorization: await bearer(sim, { client_id: "small", client_secret: "s2" }) };
        const headers = { ...small, "content-type": "application/json" };
        const body = JSON.stringify({ Indicators: [row(2), row(3)] });
        const { json } = await call(sim, IMPORT, { method: "POST", headers, body });
        expect(json.value.map((result: Item) => result.isFailed)).to.deep.equal([true, false]);
        const own = (await call(sim, LIST, { headers: small })).json.value;
        expect(own.map((item: Item) => item.indicatorValue)).to.deep.equal(["host-3.example"]);
        expect((await call(sim, `${LIST}/1`, { headers: small })).status).to.equal(404);
        expect((await call(sim, LIST)).json.value).to.have.length(3);
      },
    ),
  );

  it(
    "keeps tenants apart",
    withSimulator({ apps: [APP, { ...APP, tenant_id: "other" }] }, async (sim) => {
      await importRows(sim, [row(1)]);
      expect(sim.indicators()).to.have.length(1);
      expect(sim.indicators("other")).to.have.length(0);
    }),
  );

  it(
    "answers 404 to an unknown path and 405 to a wrong method",
    withSimulator({}, async (sim) => {
      const unknown = await reply(await fetch(`${sim.url}/api/nothing`));
      expect([unknown.status, unknown.json.error.code]).to.deep.equal([404, "NotFound"]);
      expect((await fetch(`${sim.url}/API/Indicators`)).status).to.equal(404);
      const wrong = await reply(await fetch(`${sim.url}${IMPORT}`, { method: "DELETE" }));
      expect([wrong.status, wrong.headers.get("allow")]).to.deep.equal([405, "POST"]);
    }),
  );
});
