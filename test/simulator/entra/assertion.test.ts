// Client assertions: certificate and federated credential instead of a secret.
import { constants, createHash, sign, X509Certificate } from "node:crypto";
import { expect } from "chai";
import type { App, Simulator } from "../../../simulator/index.js";
import { type Identity, identity as newIdentity } from "../../support/certificate.js";
import { askToken, withSimulator } from "../helpers.js";

const NOW = Date.parse("2030-01-01T00:00:00Z");
const SECONDS = NOW / 1000;
const APP: App = {
  tenant_id: "11111111-1111-4111-8111-111111111111",
  client_id: "22222222-2222-4222-8222-222222222222",
  client_secret: "simulator-secret",
  roles: ["Ti.ReadWrite.All"],
};
const AUDIENCE = `https://login.microsoftonline.com/${APP.tenant_id}/oauth2/v2.0/token`;
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const CLAIMS = {
  aud: AUDIENCE,
  iss: APP.client_id,
  sub: APP.client_id,
  nbf: SECONDS,
  exp: SECONDS + 600,
  jti: "1",
};

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const unsigned = (claims: object) => `${part({ alg: "PS256", typ: "JWT" })}.${part(claims)}.${part({})}`;

function signed(
  identity: Identity,
  alg: "PS256" | "RS256",
  thumbprint: "x5t#S256" | "x5t",
  claims: object = CLAIMS,
) {
  const { raw } = new X509Certificate(identity.cert);
  const digest = createHash(thumbprint === "x5t" ? "sha1" : "sha256")
    .update(raw)
    .digest("base64url");
  const content = `${part({ alg, typ: "JWT", [thumbprint]: digest })}.${part(claims)}`;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const key = { key: identity.key, ...(alg === "PS256" ? pss : {}) };
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

const ask = (sim: Simulator, assertion: string) =>
  askToken(sim, { client_secret: "", client_assertion_type: ASSERTION_TYPE, client_assertion: assertion });
const codesFor = async (sim: Simulator, assertion: string) => (await ask(sim, assertion)).json.error_codes;

const now = () => NOW;
const owner = await newIdentity(["app"]);
const stranger = await newIdentity(["app"]);

describe("simulator: client assertions", () => {
  it(
    "accepts a well-formed assertion for an app without a registered certificate",
    withSimulator({ now }, async (sim) => {
      expect((await ask(sim, unsigned(CLAIMS))).status).to.equal(200);
    }),
  );

  const faults: [what: string, assertion: string, code: number][] = [
    ["two parts", "a.b", 50013],
    ["four parts", `${unsigned(CLAIMS)}.x`, 50013],
    ["parts that are not JSON", "!!.!!.!!", 50013],
    ["another issuer", unsigned({ ...CLAIMS, iss: "x" }), 50013],
    ["another subject", unsigned({ ...CLAIMS, sub: "x" }), 50013],
    [
      "another audience",
      unsigned({ ...CLAIMS, aud: "https://login.microsoftonline.com/x/oauth2/v2.0/token" }),
      50013,
    ],
    ["an audience that is not an address", unsigned({ ...CLAIMS, aud: 5 }), 50013],
    ["no exp", unsigned({ ...CLAIMS, exp: undefined }), 50013],
    ["exp in the past", unsigned({ ...CLAIMS, exp: SECONDS - 301 }), 500133],
    ["nbf in the future", unsigned({ ...CLAIMS, nbf: SECONDS + 301 }), 500133],
  ];
  for (const [what, assertion, code] of faults) {
    it(
      `rejects ${what} with AADSTS${code}`,
      withSimulator({ now }, async (sim) => {
        const { status, json } = await ask(sim, assertion);
        expect([status, json.error, json.error_codes]).to.deep.equal([401, "invalid_client", [code]]);
      }),
    );
  }

  it(
    "requires the assertion type",
    withSimulator({ now }, async (sim) => {
      const { json } = await askToken(sim, { client_secret: "", client_assertion: unsigned(CLAIMS) });
      expect(json.error_codes).to.deep.equal([7000218]);
    }),
  );

  describe("with a registered certificate", () => {
    const options = { now, apps: [{ ...APP, certificate: owner.cert }] };

    for (const [alg, thumbprint] of [
      ["PS256", "x5t#S256"],
      ["RS256", "x5t"],
    ] as const) {
      it(
        `accepts ${alg} with ${thumbprint}`,
        withSimulator(options, async (sim) => {
          expect((await ask(sim, signed(owner, alg, thumbprint))).status).to.equal(200);
        }),
      );
    }

    it(
      "rejects another key, an unsigned assertion, and another key with the right thumbprint",
      withSimulator(options, async (sim) => {
        const forged = signed({ ...stranger, cert: owner.cert }, "PS256", "x5t#S256");
        for (const assertion of [signed(stranger, "PS256", "x5t#S256"), unsigned(CLAIMS), forged]) {
          expect(await codesFor(sim, assertion)).to.deep.equal([700027]);
        }
      }),
    );

    it(
      "rejects the right key without the thumbprint of the certificate",
      withSimulator(options, async (sim) => {
        const assertion = signed({ ...owner, cert: stranger.cert }, "PS256", "x5t#S256");
        expect(await codesFor(sim, assertion)).to.deep.equal([700027]);
      }),
    );

    it(
      "rejects changed claims",
      withSimulator(options, async (sim) => {
        const [head, , signature] = signed(owner, "PS256", "x5t#S256").split(".");
        const changed = `${head}.${part({ ...CLAIMS, jti: "2" })}.${signature}`;
        expect(await codesFor(sim, changed)).to.deep.equal([700027]);
      }),
    );
  });

  describe("federated", () => {
    const federated_issuer = "https://issuer.example";
    const options = { now, apps: [{ ...APP, federated_issuer }] };
    const claims = { ...CLAIMS, iss: federated_issuer, sub: "workload", aud: "api://AzureADTokenExchange" };

    it(
      "accepts the configured issuer",
      withSimulator(options, async (sim) => {
        expect((await ask(sim, unsigned(claims))).status).to.equal(200);
      }),
    );

    it(
      "rejects another issuer, another audience and a missing subject",
      withSimulator(options, async (sim) => {
        const wrongs = [{ iss: "https://other.example" }, { aud: AUDIENCE }, { sub: "" }];
        for (const wrong of wrongs) {
          expect(await codesFor(sim, unsigned({ ...claims, ...wrong }))).to.deep.equal([50013]);
        }
      }),
    );
  });
});
