// Managed identity: metadata service and App Service.
import { expect } from "chai";
import type { Simulator } from "../../../simulator/index.js";
import { call, LIST, type Reply, reply, withSimulator } from "../helpers.js";

const RESOURCE = "https://api.securitycenter.microsoft.com";
const NOW = Date.parse("2030-01-01T00:00:00Z");

async function ask(
  sim: Simulator,
  path: string,
  query: object,
  headers: Record<string, string>,
): Promise<Reply> {
  const params = new URLSearchParams({ "api-version": "2018-02-01", resource: RESOURCE, ...query });
  return reply(await fetch(`${sim.url}${path}?${params.toString()}`, { headers }));
}
const askMachine = (
  sim: Simulator,
  query: object = {},
  headers: Record<string, string> = { Metadata: "true" },
) => ask(sim, "/metadata/identity/oauth2/token", query, headers);
const askAppService = (sim: Simulator, headers: Record<string, string> = { "X-IDENTITY-HEADER": "any" }) =>
  ask(sim, "/msi/token", {}, headers);

describe("simulator: managed identity", () => {
  it(
    "returns strings and a working token on a virtual machine",
    withSimulator({ now: () => NOW }, async (sim) => {
      const { status, json } = await askMachine(sim);
      expect(status).to.equal(200);
      expect(json).to.include({
        expires_in: "3599",
        expires_on: String(NOW / 1000 + 3599),
        resource: RESOURCE,
      });
      expect(json).to.include({ not_before: String(NOW / 1000), refresh_token: "", token_type: "Bearer" });
      const headers = { authorization: `Bearer ${json.access_token}` };
      expect((await call(sim, LIST, { headers })).status).to.equal(200);
    }),
  );

  it(
    "returns no expires_in on App Service",
    withSimulator({ now: () => NOW }, async (sim) => {
      const { status, json } = await askAppService(sim);
      expect(status).to.equal(200);
      expect(json).to.have.all.keys("access_token", "expires_on", "resource", "token_type", "client_id");
      expect(json.expires_on).to.equal(String(NOW / 1000 + 3599));
    }),
  );

  it(
    "requires the headers that a forged redirect cannot set",
    withSimulator({}, async (sim) => {
      expect((await askMachine(sim, {}, {})).json.error).to.equal("invalid_request");
      expect((await askAppService(sim, {})).status).to.equal(400);
      expect(sim.tokenRequests()).to.equal(2);
    }),
  );

  const rejections: [what: string, query: object, error: string][] = [
    ["no resource", { resource: "" }, "invalid_request"],
    ["no api-version", { "api-version": "" }, "invalid_request"],
    ["an unknown identity", { client_id: "nobody" }, "invalid_request"],
    ["an unknown resource", { resource: "https://nobody.example" }, "invalid_resource"],
    ["a scope instead of a resource", { resource: `${RESOURCE}/.default` }, "invalid_resource"],
  ];
  for (const [what, query, error] of rejections) {
    it(
      `rejects ${what}`,
      withSimulator({}, async (sim) => {
        const { status, json } = await askMachine(sim, query);
        expect([status, json.error]).to.deep.equal([400, error]);
      }),
    );
  }

  it(
    "finds an identity by its client id",
    withSimulator({}, async (sim) => {
      expect((await askMachine(sim, { client_id: sim.app.client_id })).status).to.equal(200);
    }),
  );
});
