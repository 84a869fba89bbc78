import { expect } from "chai";
import type { ConnectorError } from "../../connector/contract/errors.js";
import type { ActionOutput, Asset } from "../../connector/contract/types.js";
import type { Environment } from "../../connector/http/proxy.js";
import { type Simulator, startSimulator } from "../../simulator/index.js";
import { authority, type Identity, identity } from "../support/certificate.js";
import { type ConnectProxy, startConnectProxy } from "../support/connect_proxy.js";
import { watchedConnector } from "../support/connector.js";
import { temporaryFiles } from "../support/files.js";
import { closingAfterEach, rejection } from "../support/open.js";
import { importOf, row } from "../support/rows.js";
import { startServer } from "../support/server.js";
import { VirtualClock } from "../support/virtual_clock.js";

const hosts = ["api.security.microsoft.com", "login.microsoftonline.com"];

describe("http: the real hosts' names, behind a proxy, over TLS", () => {
  const closing = closingAfterEach();
  const files = temporaryFiles();
  let root: Identity;
  let tls: Identity;
  let sim: Simulator;
  let proxy: ConnectProxy;
  let asset: Asset;

  before(async () => {
    root = await authority();
    tls = await identity(hosts, root);
  });
  beforeEach(async () => {
    sim = closing(await startSimulator({ tls }));
    const ports = Object.fromEntries(hosts.map((host) => [`${host}:443`, sim.port]));
    proxy = closing(await startConnectProxy({ ports, credentials: "proxy user:pr@xy-secret" }));
    const { tenant_id, client_id, client_secret } = sim.app;
    asset = {
      tenant_id,
      client_id,
      client_secret,
      http_proxy: `http://proxy%20user:pr%40xy-secret@127.0.0.1:${proxy.port}`,
      ca_file: files.write("ca.pem", root.cert),
    };
  });

  async function run(change: Asset, env: Environment = {}): Promise<ActionOutput> {
    const clock = new VirtualClock({ startMs: Date.now(), goes: "when idle" });
    const { connector } = await watchedConnector(clock, { env });
    const given = Object.entries({ ...asset, ...change }).filter(([, value]) => value !== undefined);
    return connector.run("import_indicators", importOf([row(1)]), { asset: Object.fromEntries(given) });
  }

  it("imports with nothing but CONNECT and the credentials at the proxy", async () => {
    const output = await run({});
    expect(output.status_code).to.equal(200);
    expect(sim.indicators()).to.have.length(1);
    expect(proxy.asked).to.deep.equal([
      "CONNECT login.microsoftonline.com:443",
      "CONNECT api.security.microsoft.com:443",
    ]);
    const basic = `Basic ${Buffer.from("proxy user:pr@xy-secret").toString("base64")}`;
    expect(proxy.credentials).to.deep.equal([basic, basic]);
  });

  it("returns UntrustedCertificate at the first attempt without ca_file, and says what to do", async () => {
    const error = await rejection<ConnectorError>(run({ ca_file: undefined }));
    expect([error.code, error.kind, proxy.asked.length]).to.deep.equal([
      "UntrustedCertificate",
      "network",
      1,
    ]);
    expect(error.hint).to.include("ca_file");
    expect(sim.tokenRequests()).to.equal(0);
  });

  it("imports without ca_file if verify_ssl is false", async () => {
    expect((await run({ ca_file: undefined, verify_ssl: false })).status_code).to.equal(200);
  });

  it("uses the environment's proxy before the asset's", async () => {
    const gone = await startServer(() => {});
    await gone.close();
    const http_proxy = `http://127.0.0.1:${gone.port}`;
    const output = await run({ http_proxy }, { HTTPS_PROXY: String(asset["http_proxy"]) });
    expect([output.status_code, proxy.asked.length]).to.deep.equal([200, 2]);
    const error = await rejection<ConnectorError>(run({}, { HTTPS_PROXY: http_proxy }));
    expect(error.code).to.equal("Unreachable");
  });

  it("names the proxy as the cause if it rejects the credentials", async () => {
    const error = await rejection<ConnectorError>(
      run({ http_proxy: `http://proxy:wrong-secret@127.0.0.1:${proxy.port}` }),
    );
    expect([error.code, error.status, proxy.asked.length]).to.deep.equal(["Unreachable", 407, 1]);
    expect(error.hint).to.include("proxy");
    expect(JSON.stringify(error)).to.not.include("wrong-secret");
  });

  for (const [what, change, env] of [
    ["http_proxy", {}, {}],
    ["HTTPS_PROXY", { http_proxy: undefined }, { HTTPS_PROXY: true }],
  ] as const) {
    it(`masks the credentials of ${what} if a server on the way quotes them`, async () => {
      const basic = Buffer.from("proxy user:pr@xy-secret").toString("base64");
      const body = { error: { message: `Proxy-Authorization: Basic ${basic} came here.` } };
      sim.addFault({ kind: "status", status: 403, on: "import", body });
      const given: Environment = "HTTPS_PROXY" in env ? { HTTPS_PROXY: String(asset["http_proxy"]) } : {};
      const output = await run(change, given);
      const text = JSON.stringify(output);
      expect(text).to.include("Basic [secret] came here").and.not.include(basic);
      expect(proxy.credentials).to.include(`Basic ${basic}`);
    });
  }

  it("connects to loopback directly, whatever the proxy", async () => {
    const output = await run({ url: sim.url, verify_ssl: false });
    expect(output.status_code).to.equal(200);
    expect(proxy.asked).to.deep.equal(["CONNECT login.microsoftonline.com:443"]);
  });
});
