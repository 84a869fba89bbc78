// Token requests that Entra ID accepts and rejects.
import { expect } from "chai";
import type { Simulator } from "../../../simulator/index.js";
import { askToken, bearer, call, LIST, postForm, SCOPE, withSimulator } from "../helpers.js";

const NOW = Date.parse("2030-01-02T03:04:05.678Z");
const SECRET = "simulator-secret";

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

const USER = { username: "ada@simulator.test", password: "user-password" };
const USER_APP = {
  tenant_id: "33333333-3333-4333-8333-333333333333",
  client_id: "44444444-4444-4444-8444-444444444444",
  client_secret: "another-secret",
  roles: [],
  users: [USER],
};
const signIn = (sim: Simulator, form: Record<string, string> = {}) =>
  askToken(sim, {
    grant_type: "password",
    ...USER,
    scope: `${SCOPE} openid profile offline_access`,
    ...form,
  });

describe("simulator: Entra ID", () => {
  describe("client_credentials", () => {
    it(
      "returns numbers and a three-part token for version 2",
      withSimulator({ now: () => NOW }, async (sim) => {
        const { status, json, headers } = await askToken(sim);
        expect(status).to.equal(200);
        expect(json).to.include({ token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599 });
        expect(json).to.have.all.keys("token_type", "expires_in", "ext_expires_in", "access_token");
        expect(headers.get("cache-control")).to.include("no-store");
        const seconds = Math.floor(NOW / 1000);
        const claims = claimsOf(json.access_token);
        expect(json.access_token.split(".")).to.have.length(3);
        expect(claims).to.include({ aud: SCOPE.replace("/.default", ""), tid: sim.app.tenant_id });
        expect(claims).to.include({
          appid: sim.app.client_id,
          iat: seconds,
          nbf: seconds,
          exp: seconds + 3599,
        });
        expect(claims.iss).to.include(sim.app.tenant_id);
        expect(claims.roles).to.deep.equal(["Ti.ReadWrite.All", "Score.Read.All"]);
        expect(claims).to.not.have.property("scp");
      }),
    );

    it(
      "never issues the same token twice",
      withSimulator({ now: () => NOW }, async (sim) => {
        expect(await bearer(sim)).to.not.equal(await bearer(sim));
      }),
    );

    it(
      "returns numbers as strings for version 1",
      withSimulator({ now: () => NOW }, async (sim) => {
        const { client_id, client_secret, tenant_id } = sim.app;
        const resource = "https://api.security.microsoft.com";
        const form = { client_id, client_secret, grant_type: "client_credentials", resource };
        const { status, json } = await postForm(sim, `/${tenant_id}/oauth2/token`, form);
        const seconds = Math.floor(NOW / 1000);
        expect(status).to.equal(200);
        expect(json).to.include({ expires_in: "3599", ext_expires_in: "3599", resource });
        expect(json).to.include({ expires_on: String(seconds + 3599), not_before: String(seconds) });
        expect(claimsOf(json.access_token).aud).to.equal(resource);
      }),
    );

    it(
      "issues working opaque tokens if configured",
      withSimulator({ settings: { opaqueTokens: true, tokenLifetimeSeconds: 60 } }, async (sim) => {
        const { json } = await askToken(sim);
        expect(json.access_token).to.not.include(".");
        expect(json.expires_in).to.equal(60);
        expect((await call(sim, LIST)).status).to.equal(200);
      }),
    );

    it(
      "issues a token without roles to an app without roles",
      withSimulator({ apps: [USER_APP] }, async (sim) => {
        const { status, json } = await askToken(sim);
        expect(status).to.equal(200);
        expect(claimsOf(json.access_token)).to.not.have.property("roles");
      }),
    );
  });

  describe("rejections", () => {
    const cases: [what: string, form: Record<string, string>, status: number, error: string, code: number][] =
      [
        ["an unknown app", { client_id: "nobody" }, 400, "unauthorized_client", 700016],
        ["a wrong secret", { client_secret: "wrong" }, 401, "invalid_client", 7000215],
        ["no credential", { client_secret: "" }, 401, "invalid_client", 7000218],
        ["no client_id", { client_id: "" }, 400, "invalid_request", 900144],
        ["no grant_type", { grant_type: "" }, 400, "invalid_request", 900144],
        ["no scope", { scope: "" }, 400, "invalid_request", 900144],
        [
          "a scope without /.default",
          { scope: "https://graph.microsoft.com/x" },
          400,
          "invalid_scope",
          70011,
        ],
        [
          "two resources",
          { scope: `${SCOPE} https://graph.microsoft.com/.default` },
          400,
          "invalid_scope",
          28002,
        ],
        [
          "an unknown resource",
          { scope: "https://nobody.example/.default" },
          400,
          "invalid_resource",
          500011,
        ],
        ["an unknown grant", { grant_type: "magic" }, 400, "unsupported_grant_type", 70003],
        [
          "a wrong password",
          { grant_type: "password", username: "a", password: "b" },
          400,
          "invalid_grant",
          50126,
        ],
        [
          "a wrong refresh token",
          { grant_type: "refresh_token", refresh_token: "x" },
          400,
          "invalid_grant",
          70000,
        ],
      ];
    for (const [what, form, status, error, code] of cases) {
      it(
        `rejects ${what} with AADSTS${code}`,
        withSimulator({ now: () => NOW }, async (sim) => {
          const { status: got, json, text } = await askToken(sim, form);
          expect([got, json.error, json.error_codes]).to.deep.equal([status, error, [code]]);
          expect(json).to.have.all.keys(
            "error",
            "error_description",
            "error_codes",
            "timestamp",
            "trace_id",
            "correlation_id",
            "error_uri",
          );
          expect(json.error_description).to.match(
            new RegExp(
              `^AADSTS${code}: .+\r\nTrace ID: ${json.trace_id}\r\nCorrelation ID: ${json.correlation_id}\r\n`,
            ),
          );
          expect(json.timestamp).to.equal("2030-01-02 03:04:05Z");
          expect(text).to.not.include(SECRET);
        }),
      );
    }

    it(
      "reports an unknown tenant before any other error",
      withSimulator({}, async (sim) => {
        const { status, json } = await askToken(
          sim,
          { client_id: "" },
          "99999999-9999-4999-8999-999999999999",
        );
        expect([status, json.error, json.error_codes]).to.deep.equal([400, "invalid_request", [90002]]);
      }),
    );

    it(
      "ignores a form that is sent as JSON",
      withSimulator({}, async (sim) => {
        const response = await fetch(`${sim.url}/${sim.app.tenant_id}/oauth2/v2.0/token`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ client_id: sim.app.client_id }),
        });
        expect(await response.json()).to.deep.include({ error_codes: [900144] });
      }),
    );

    it(
      "counts rejected requests too, and does not reveal secrets",
      withSimulator({}, async (sim) => {
        await askToken(sim, { client_id: SECRET });
        await askToken(sim);
        expect(sim.tokenRequests()).to.equal(2);
        expect(sim.requests()).to.deep.equal([]);
        const state = await fetch(`${sim.url}/_simulator/requests`, {
          headers: { "x-simulator-key": sim.controlKey },
        });
        expect(await state.text()).to.not.include(SECRET);
      }),
    );
  });

  describe("users", () => {
    it(
      "issues a delegated token, an ID token and a refresh token to a user",
      withSimulator({ apps: [USER_APP] }, async (sim) => {
        const { status, json } = await signIn(sim);
        expect(status).to.equal(200);
        expect(claimsOf(json.access_token)).to.include({
          scp: "Ti.ReadWrite Score.Read",
          upn: USER.username,
        });
        expect(claimsOf(json.id_token)).to.include({ aud: USER_APP.client_id });
        const headers = { authorization: `Bearer ${json.access_token}` };
        expect((await call(sim, LIST, { headers })).status).to.equal(200);
      }),
    );

    it(
      "renews a token with a refresh token",
      withSimulator({ apps: [USER_APP] }, async (sim) => {
        const { refresh_token } = (await signIn(sim)).json;
        const { status, json } = await askToken(sim, { grant_type: "refresh_token", refresh_token });
        expect(status).to.equal(200);
        expect(claimsOf(json.access_token).upn).to.equal(USER.username);
      }),
    );

    it(
      "accepts a public client without a secret, and rejects a wrong secret",
      withSimulator({ apps: [USER_APP] }, async (sim) => {
        expect((await signIn(sim, { client_secret: "" })).status).to.equal(200);
        expect((await signIn(sim, { client_secret: "wrong" })).json.error_codes).to.deep.equal([7000215]);
        expect((await signIn(sim, { password: "wrong" })).json.error_codes).to.deep.equal([50126]);
      }),
    );

    it(
      "accepts several permissions of one resource, and rejects two resources or none",
      withSimulator({ apps: [USER_APP] }, async (sim) => {
        const base = "https://api.securitycenter.microsoft.com";
        const good = await signIn(sim, { scope: `${base}/Ti.ReadWrite ${base}/Machine.Read` });
        expect(claimsOf(good.json.access_token).aud).to.equal(base);
        const two = await signIn(sim, {
          scope: `${base}/Ti.ReadWrite https://graph.microsoft.com/User.Read`,
        });
        expect(two.json.error_codes).to.deep.equal([28002]);
        expect((await signIn(sim, { scope: "openid" })).json.error_codes).to.deep.equal([70011]);
      }),
    );

    it(
      "returns 403 for a user without the permission",
      withSimulator({ apps: [{ ...USER_APP, scp: "Machine.Read" }] }, async (sim) => {
        const headers = { authorization: `Bearer ${(await signIn(sim)).json.access_token}` };
        const { status, json } = await call(sim, LIST, { headers });
        expect(status).to.equal(403);
        expect(json.error.message).to.include("(Ti.ReadWrite)");
      }),
    );
  });

  describe("discovery", () => {
    it(
      "returns a document for both versions, with its own addresses",
      withSimulator({}, async (sim) => {
        const base = `${sim.url}/${sim.app.tenant_id}`;
        const second = await (await fetch(`${base}/v2.0/.well-known/openid-configuration`)).json();
        const first = await (await fetch(`${base}/.well-known/openid-configuration`)).json();
        expect(second).to.include({ token_endpoint: `${base}/oauth2/v2.0/token`, issuer: `${base}/v2.0` });
        expect(first).to.include({ token_endpoint: `${base}/oauth2/token` });
        expect(second).to.include.keys("authorization_endpoint", "jwks_uri", "end_session_endpoint");
        expect(sim.tokenRequests()).to.equal(0);
      }),
    );

    it(
      "rejects an unknown tenant",
      withSimulator({}, async (sim) => {
        const response = await fetch(`${sim.url}/nobody/v2.0/.well-known/openid-configuration`);
        expect(response.status).to.equal(400);
        expect(await response.json()).to.deep.include({ error_codes: [90002] });
      }),
    );
  });
});
