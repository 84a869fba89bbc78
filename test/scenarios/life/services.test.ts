/** Several services in one asset: each has a separate address and a separate token. */
import { expect } from "chai";
import { type Bench, withBench } from "../import/over_simulator.js";
import { nothing, ran, type Service, stub, tokenResponse } from "../../engine/stub.js";
import { row } from "../../support/rows.js";
import { idsOf, stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";
import { act, failedAt } from "./life.js";

const asset = { tenant_id: "tenant-1", client_id: "client-1", client_secret: "secret-of-client-1" };
const uploaded = { name: "upload_stix_objects", service: (() => nothing(200)) as Service };
const input = uploadOf([stixObject(1)]);
const scopeOf = ({ tokenCalls }: { tokenCalls: readonly { request: { body?: string } }[] }) =>
  new URLSearchParams(tokenCalls[0]?.request.body ?? "").get("scope")?.split(" ")[0];

describe("life: several services", () => {
  it(
    "requests one token per service, and caches each",
    withBench(async (bench: Bench) => {
      for (let time = 0; time < 2; time += 1) {
        await bench.imported([row(time)]);
        await act(bench, "submit_ti_indicators", valueOf([tiRow(time)]));
        const { results } = await act(
          bench,
          "upload_stix_objects",
          uploadOf([stixObject(time)], bench.simulator.workspace),
        );
        expect(failedAt(results)).to.deep.equal([]);
      }
      expect(bench.simulator.tokenRequests()).to.equal(3);
    }),
  );

  for (const [cloud, host, scope] of [
    ["commercial", "api.ti.sentinel.azure.com", "https://management.azure.com/.default"],
    ["gcc", "api.ti.sentinel.azure.com", "https://management.azure.com/.default"],
    ["gcc_high", "api.ti.sentinel.azure.us", "https://management.usgovcloudapi.net/.default"],
    ["dod", "api.ti.sentinel.azure.us", "https://management.usgovcloudapi.net/.default"],
  ] as const) {
    it(`calls Sentinel in ${cloud} at its address, with a token for that cloud`, async () => {
      const run = await ran(input, { ...uploaded, asset: { ...asset, cloud } });
      expect(run.calls[0]?.request.url).to.equal(
        `https://${host}/workspaces/workspace-1/threat-intelligence-stix-objects:upload?api-version=2024-02-01-preview`,
      );
      expect(scopeOf(run)).to.equal(scope);
    });
  }

  for (const [cloud, host] of [
    ["commercial", "graph.microsoft.com"],
    ["gcc_high", "graph.microsoft.us"],
    ["dod", "dod-graph.microsoft.us"],
  ] as const) {
    it(`calls Graph in ${cloud} at its address, with a token for that cloud`, async () => {
      const run = await ran(valueOf(["a"]), {
        name: "delete_ti_indicators",
        asset: { ...asset, cloud },
      });
      expect(run.calls[0]?.request.url).to.equal(
        `https://${host}/beta/security/tiIndicators/deleteTiIndicators`,
      );
      expect(scopeOf(run)).to.equal(`https://${host}/.default`);
    });
  }

  it("replaces the address of one service only, and no other service's scope", async () => {
    const given = {
      ...asset,
      sentinel_url: "http://127.0.0.1:1/",
      url: "http://127.0.0.1:2",
      scope: ["mine"],
    };
    const run = await ran(input, { ...uploaded, asset: given });
    expect(run.calls[0]?.request.url).to.match(/^http:\/\/127\.0\.0\.1:1\/workspaces\//);
    expect(scopeOf(run)).to.equal("https://management.azure.com/.default");
    const batch = await ran(idsOf(["1"]), {
      name: "batch_delete_indicators",
      asset: given,
      service: () => nothing(),
    });
    expect(batch.calls[0]?.request.url).to.match(/^http:\/\/127\.0\.0\.1:2\/api\//);
    expect(scopeOf(batch)).to.equal("mine");
  });

  it("sends no token to an address outside the service", async () => {
    for (const field of ["sentinel_url", "graph_url"]) {
      const { connector, calls, tokenCalls } = await stub({ login: () => tokenResponse() });
      const [name, given] =
        field === "graph_url" ? ["delete_ti_indicators", valueOf(["a"])] : [uploaded.name, input];
      const wrong = { ...asset, [field]: "https://api.security.microsoft.com" };
      const error = await connector.run(name, given, { asset: wrong }).catch((thrown: Error) => thrown);
      expect(error).to.include({ code: "HostNotAllowed" });
      expect([calls.length, tokenCalls.length]).to.deep.equal([0, 0]);
    }
  });
});
