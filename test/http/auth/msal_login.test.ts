import { EventEmitter, once } from "node:events";
import { inspect } from "node:util";
import { expect } from "chai";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import { createConnector } from "../../../connector/connector.js";
import type { ActionOutput, Asset, HttpRequest } from "../../../connector/contract/types.js";
import { type App, type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator/index.js";
import { authority, identity } from "../../support/certificate.js";
import { watchedConnector } from "../../support/connector.js";
import { temporaryFiles } from "../../support/files.js";
import { closingAfterEach, rejection, until } from "../../support/open.js";
import { importOf, row, rows } from "../../support/rows.js";
import { startServer } from "../../support/server.js";
import { VirtualClock } from "../../support/virtual_clock.js";

const app: App = {
  tenant_id: "11111111-1111-4111-8111-111111111111",
  client_id: "22222222-2222-4222-8222-222222222222",
  client_secret: "app-secret &=+%",
  roles: ["Ti.ReadWrite.All"],
  users: [{ username: "user@tenant.example", password: "user-secret &=+%" }],
  federated_issuer: "https://issuer.example",
};
const scope = "https://api.securitycenter.microsoft.com/.default";
const formOf = (body: HttpRequest["body"] = "") => Object.fromEntries(new URLSearchParams(String(body)));
const rowsOf = (output: unknown) =>
  (output as { json_body: { value: { isFailed: boolean; failureReason: unknown }[] } }).json_body.value;

describe("http: login with the simulator", () => {
  const closing = closingAfterEach();
  const files = temporaryFiles();
  let clock: VirtualClock;
  beforeEach(() => {
    // MSAL reads the real time, so the virtual time starts there.
    clock = new VirtualClock({ startMs: Date.now(), goes: "when idle" });
  });

  const simulate = async (options: SimulatorOptions = {}): Promise<Simulator> =>
    closing(await startSimulator({ apps: [app], now: () => clock.now(), ...options }));

  async function start(options: SimulatorOptions = {}) {
    const sim = await simulate(options);
    const { connector, sent } = await watchedConnector(clock);
    const bySecret = sim.asset();
    const { client_secret: _secret, ...bare } = bySecret;
    return {
      sim,
      sent,
      bySecret,
      /** The asset's addresses and ids, without a credential. */
      bare,
      logins: () => sent.filter(({ url }) => !url.includes("/api/")),
      run: (asset: Asset, indicators: unknown[] = [row(1)]): Promise<ActionOutput> =>
        connector.run("import_indicators", importOf(indicators), { asset }),
    };
  }
  type Started = Awaited<ReturnType<typeof start>>;

  const assertion = (subject: string) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const exp = Math.floor(clock.now() / 1000) + 600;
    const body = {
      iss: app.federated_issuer,
      sub: subject,
      aud: "api://AzureADTokenExchange",
      exp,
      nbf: exp - 1_200,
    };
    return `${part({ alg: "RS256" })}.${part(body)}.c2ln`;
  };

  /** Runs one row and returns the form of the only login request. */
  async function formOfOneLogin({ run, sim, sent, logins }: Started, asset: Asset) {
    const output = await run(asset);
    expect([output.status_code, rowsOf(output)[0]?.isFailed]).to.deep.equal([200, false]);
    expect(logins().map(({ method }) => method)).to.deep.equal(["POST"]);
    expect([sent.length, sim.tokenRequests(), sim.requests().length]).to.deep.equal([2, 1, 1]);
    // MSAL adds the id of the request as a query.
    const { origin, pathname } = new URL(logins()[0]?.url ?? "");
    return { url: origin + pathname, form: formOf(logins()[0]?.body) };
  }

  describe("makes one token request and no discovery for every kind of asset", () => {
    it("logs in with a client secret and tenant_id", async () => {
      const started = await start();
      const { url, form } = await formOfOneLogin(started, started.bySecret);
      expect(url).to.equal(`${started.sim.url}/${app.tenant_id}/oauth2/v2.0/token`);
      expect(form).to.include({
        grant_type: "client_credentials",
        client_id: app.client_id,
        client_secret: app.client_secret,
        scope,
      });
    });

    for (const [version, path] of [
      ["2", "oauth2/v2.0/token"],
      ["1", "oauth2/token"],
    ] as const) {
      it(`logs in with a client secret and a token_url of version ${version}`, async () => {
        const started = await start();
        const token_url = `${started.sim.url}/${app.tenant_id}/${path}`;
        const { client_id, client_secret } = app;
        const asset = { url: started.sim.url, token_url, client_id, client_secret };
        const { url, form } = await formOfOneLogin(started, asset);
        expect(url).to.equal(token_url);
        expect(form["resource"]).to.equal(
          version === "1" ? "https://api.securitycenter.microsoft.com" : undefined,
        );
      });
    }

    const delegated = ({ sim }: Started): Asset => ({
      url: sim.url,
      login_url: sim.url,
      tenant_id: app.tenant_id,
      oauth_cl_id: app.client_id,
      oauth_un: "user@tenant.example",
      oauth_pwd: "user-secret &=+%",
    });

    it("logs in with user name and password as a public client", async () => {
      const started = await start();
      const { form } = await formOfOneLogin(started, delegated(started));
      expect(form).to.include({
        grant_type: "password",
        username: "user@tenant.example",
        password: "user-secret &=+%",
      });
      expect(form).to.not.have.property("client_secret");
      expect(form["scope"]?.split(" ")).to.include(scope);
    });

    it("logs in with user name and password as a confidential client", async () => {
      const started = await start();
      const asset = { ...delegated(started), oauth_cl_secret: app.client_secret };
      const { form } = await formOfOneLogin(started, asset);
      expect(form).to.include({ grant_type: "password", client_secret: app.client_secret });
    });

    it("logs in with a client certificate, signed by PS256 and identified by its SHA-256", async () => {
      const own = await identity(["app"]);
      const started = await start({ apps: [{ ...app, certificate: own.cert }] });
      const asset = { ...started.bare, client_certificate: own.cert, private_key: own.key };
      const { form } = await formOfOneLogin(started, asset);
      const head = Buffer.from(form["client_assertion"]?.split(".")[0] ?? "", "base64url").toString();
      expect(JSON.parse(head)).to.include({ alg: "PS256" }).and.have.property("x5t#S256");
      expect(JSON.parse(head)).to.not.have.property("x5t");
    });

    it("logs in with a client certificate from files", async () => {
      const own = await identity(["app"]);
      const started = await start({ apps: [{ ...app, certificate: own.cert }] });
      const client_certificate = files.write("cert.pem", own.cert);
      const private_key = files.write("key.pem", own.key);
      await formOfOneLogin(started, { ...started.bare, client_certificate, private_key });
    });

    it("logs in with a workload identity", async () => {
      const started = await start();
      const assertion_file = files.write("token", `${assertion("workload")}\n`);
      const { form } = await formOfOneLogin(started, { ...started.bare, assertion_file });
      expect(form["client_assertion"]).to.equal(assertion("workload"));
    });
  });

  it("reads the file of a workload identity again for every token", async () => {
    const { sim, bare, run, logins } = await start();
    const assertion_file = files.write("token", assertion("first"));
    await run({ ...bare, assertion_file });
    files.write("token", assertion("second"));
    sim.revokeTokens();
    await run({ ...bare, assertion_file });
    const sent = logins().map(({ body }) => formOf(body)["client_assertion"]);
    expect(sent).to.deep.equal([assertion("first"), assertion("second")]);
  });

  it("masks a federated token that the login service quotes", async () => {
    const { sim, bare, run } = await start();
    const quoted = assertion("workload");
    const body = { error: "invalid_client", error_description: `AADSTS50013: Refused: ${quoted}` };
    sim.addFault({ kind: "status", status: 400, on: "token", body });
    const assertion_file = files.write("token", quoted);
    const error = await rejection<ConnectorError>(run({ ...bare, assertion_file }));
    expect(error.message).to.include("AADSTS50013: Refused: [secret]");
    expect(inspect(error, { depth: 9 })).to.not.include(quoted);
  });

  it("names the file of a workload identity if it cannot be read", async () => {
    const { bare, run, sent } = await start();
    const error = await rejection<ConnectorError>(run({ ...bare, assertion_file: files.path("none") }));
    expect([error.code, sent.length]).to.deep.equal(["InvalidAsset", 0]);
    expect(error.message).to.match(/^assertion_file: /);
  });

  describe("one token for all", () => {
    it("makes one token request for ten runs at the same time", async () => {
      const { sim, bySecret, run } = await start();
      const outputs = await Promise.all(Array.from({ length: 10 }, (_none, n) => run(bySecret, [row(n)])));
      expect(outputs.map(({ status_code }) => status_code)).to.deep.equal(Array(10).fill(200));
      expect([sim.tokenRequests(), sim.requests().length]).to.deep.equal([1, 10]);
    });

    it("renews a token once if it is revoked during five calls, and fails no row", async () => {
      const { sim, bySecret, run } = await start();
      await run(bySecret);
      sim.revokeTokens();
      const output = await run(bySecret, rows(2_500));
      expect(rowsOf(output).filter(({ isFailed }) => isFailed)).to.deep.equal([]);
      expect(output.status_code).to.equal(200);
      const rejected = sim.requests().filter(({ status }) => status === 401);
      expect([sim.tokenRequests(), rejected.length]).to.deep.equal([2, 5]);
    });

    it("renews a token near its end in the background, and uses the old one meanwhile", async () => {
      const { sim, bySecret, run, sent } = await start();
      await run(bySecret);
      await clock.advance(50 * 60_000);
      await run(bySecret, [row(2)]);
      const tokens = sent.map(({ authorization }) => authorization).filter((value) => value !== undefined);
      expect(tokens).to.have.length(2);
      expect(tokens[1]).to.equal(tokens[0]);
      await until(() => sim.tokenRequests() === 2);
    });

    it("renews an expired token before the call", async () => {
      const { sim, bySecret, run } = await start();
      await run(bySecret);
      await clock.advance(2 * 3_600_000);
      expect((await run(bySecret)).status_code).to.equal(200);
      expect(sim.requests().map(({ status }) => status)).to.deep.equal([200, 200]);
    });

    it("ends the run after one renewal if the service rejects fresh tokens", async () => {
      const { sim, bySecret, run } = await start();
      sim.addFault({ kind: "status", status: 401, on: "import" });
      const output = await run(bySecret);
      expect(output.status_code).to.equal(401);
      expect(rowsOf(output)[0]?.failureReason).to.match(/^TokenRejected: /);
      expect([sim.tokenRequests(), sim.requests().length]).to.deep.equal([2, 2]);
    });
  });

  describe("rejected credentials", () => {
    interface Wrong {
      what: string;
      change: Asset;
      code: number;
      hint: RegExp;
    }
    const wrongs: Wrong[] = [
      { what: "secret", change: { client_secret: "hunter-two" }, code: 7000215, hint: /secret's value/ },
      { what: "application", change: { client_id: "nobody" }, code: 700016, hint: /client_id, tenant_id/ },
      { what: "tenant", change: { tenant_id: "nowhere" }, code: 90002, hint: /tenant_id and cloud/ },
      {
        what: "scope",
        change: { scope: ["https://api.securitycenter.microsoft.com/Ti.ReadWrite"] },
        code: 70011,
        hint: /scope is wrong/,
      },
      { what: "service", change: { scope: ["https://x.example/.default"] }, code: 500011, hint: /not known/ },
      {
        what: "number of services",
        change: { scope: [scope, "https://graph.microsoft.com/.default"] },
        code: 28002,
        hint: /one service only/,
      },
    ];
    for (const { what, change, code, hint } of wrongs) {
      it(`reports a wrong ${what} as InvalidCredentials with AADSTS${code} and what to do`, async () => {
        const { sim, bySecret, run } = await start();
        const error = await rejection<ConnectorError>(run({ ...bySecret, ...change }));
        expect(error).to.include({ code: "InvalidCredentials", kind: "auth", retryable: false });
        expect(error.message).to.include(`AADSTS${code}`).and.not.include("Trace ID");
        expect(error.hint).to.match(hint);
        expect(inspect(error, { depth: 9 }))
          .to.not.include("hunter-two")
          .and.not.include(app.client_secret);
        expect([sim.tokenRequests(), sim.requests().length]).to.deep.equal([1, 0]);
        expect(rowsOf(error.output)[0]?.failureReason).to.match(/^NotSent: /);
      });
    }

    it("reports a wrong password of a user", async () => {
      const { sim, run } = await start();
      const error = await rejection<ConnectorError>(
        run({
          url: sim.url,
          login_url: sim.url,
          tenant_id: app.tenant_id,
          oauth_cl_id: app.client_id,
          oauth_un: "user@tenant.example",
          oauth_pwd: "hunter-two",
        }),
      );
      expect([error.code, error.hint]).to.deep.equal([
        "InvalidCredentials",
        "User name or password is wrong.",
      ]);
    });

    it("reports a certificate that is not registered", async () => {
      const [own, other] = [await identity(["app"]), await identity(["app"])];
      const { bare, run } = await start({ apps: [{ ...app, certificate: own.cert }] });
      const asset = { ...bare, client_certificate: other.cert, private_key: other.key };
      const error = await rejection<ConnectorError>(run(asset));
      expect(error.code).to.equal("InvalidCredentials");
      expect(error.hint).to.include("not registered");
    });

    it("reports an invalid certificate or key", async () => {
      const own = await authority();
      const { bare, run, sent } = await start();
      const noCertificate = { ...bare, client_certificate: "-----BEGIN nothing", private_key: own.key };
      const error = await rejection<ConnectorError>(run(noCertificate));
      expect([error.code, sent.length]).to.deep.equal(["InvalidAsset", 0]);
      const noKey = { ...bare, client_certificate: own.cert, private_key: "-----BEGIN hunter-two" };
      const second = await rejection<ConnectorError>(run(noKey));
      expect([second.code, sent.length]).to.deep.equal(["InvalidAsset", 0]);
      expect(inspect(second)).to.not.include("hunter-two");
    });

    it("does not cache a rejected request: the next run requests again", async () => {
      const { sim, bySecret, run } = await start();
      sim.addFault({ kind: "status", status: 400, on: "token", times: 1 });
      expect((await rejection<ConnectorError>(run(bySecret))).code).to.equal("InvalidCredentials");
      expect((await run(bySecret)).status_code).to.equal(200);
    });
  });

  describe("a login service with problems", () => {
    it("reports a login service that cannot be reached as Unreachable, and names it", async () => {
      const { bySecret, run, logins } = await start();
      const gone = await startServer(() => {});
      await gone.close();
      const error = await rejection<ConnectorError>(run({ ...bySecret, login_url: gone.url }));
      expect([error.code, logins().length]).to.deep.equal(["Unreachable", 3]);
      expect(error.message).to.include(`Login service 127.0.0.1:${gone.port}`);
    });

    for (const status of [400, 403, 404]) {
      it(`reports a login service as Unreachable if a proxy returns a page with ${status}`, async () => {
        const { sim, bySecret, run } = await start();
        const page = "<html>Blocked by the proxy: app-secret &=+%</html>";
        const proxy = closing(
          await startServer((_received, response) => {
            response.writeHead(status, { "content-type": "text/html" }).end(page);
          }),
        );
        const error = await rejection<ConnectorError>(run({ ...bySecret, login_url: proxy.url }));
        expect([error.code, error.status, proxy.requests.length]).to.deep.equal(["Unreachable", status, 1]);
        expect(error.message).to.include(`Login service 127.0.0.1:${proxy.port}`);
        expect(inspect(error, { depth: 9 })).to.not.include("app-secret");
        expect(sim.requests()).to.deep.equal([]);
      });
    }

    it("ends at the deadline if the login service never responds, without an open request", async () => {
      const calls = new EventEmitter();
      const heard = once(calls, "heard");
      const silent = closing(await startServer((_received, { socket }) => void calls.emit("heard", socket)));
      const byHand = new VirtualClock({ startMs: Date.now() });
      const connector = await createConnector({ env: {}, clock: byHand });
      const { tenant_id, client_id, client_secret } = app;
      const asset = { tenant_id, client_id, client_secret, url: silent.url, login_url: silent.url };
      const options = { asset, deadline_ms: 2_000 };
      const failed = rejection<ConnectorError>(
        connector.run("import_indicators", importOf([row(1)]), options),
      );
      const [socket] = (await heard) as [EventEmitter];
      const closed = once(socket, "close");
      await byHand.advance(1_999);
      expect(byHand.sleeping).to.be.above(0);
      await byHand.advance(1);
      expect((await failed).code).to.equal("DeadlineExceeded");
      await closed;
      expect([silent.requests.length, byHand.sleeping]).to.deep.equal([1, 0]);
    });

    it("returns ServiceFailed after the declared attempts if the login service stays down", async () => {
      const { sim, bySecret, run } = await start();
      sim.addFault({ kind: "status", status: 503, on: "token" });
      const error = await rejection<ConnectorError>(run(bySecret));
      expect([error.code, error.retryable, sim.tokenRequests()]).to.deep.equal(["ServiceFailed", true, 4]);
    });

    for (const fault of [
      { kind: "status", status: 503 },
      { kind: "status", status: 429, retryAfterSeconds: 7 },
      { kind: "resetAfter" },
      { kind: "html200" },
      { kind: "truncated" },
    ] as const) {
      it(`retries a login service that fails once (${Object.values(fault).join(" ")})`, async () => {
        const { sim, bySecret, run } = await start();
        sim.addFault({ ...fault, on: "token", times: 1 });
        expect((await run(bySecret)).status_code).to.equal(200);
        expect(sim.tokenRequests()).to.equal(2);
      });
    }
  });

  describe("permissions", () => {
    it("returns MissingPermission before the first call if the token lacks the role", async () => {
      const { sim, bySecret, run } = await start({ apps: [{ ...app, roles: [] }] });
      const error = await rejection<ConnectorError>(run(bySecret));
      expect(error).to.include({ code: "MissingPermission", kind: "permission" });
      expect(sim.requests()).to.deep.equal([]);
    });

    it("accepts an opaque token and lets the service decide", async () => {
      const { bySecret, run } = await start({ settings: { opaqueTokens: true } });
      expect((await run(bySecret)).status_code).to.equal(200);
      const poor = await start({ settings: { opaqueTokens: true }, apps: [{ ...app, roles: [] }] });
      const output = await poor.run(poor.bySecret);
      expect(output.status_code).to.equal(403);
      expect(rowsOf(output)[0]?.failureReason).to.match(/^Forbidden: .*Ti\.ReadWrite/);
    });

    it("returns Forbidden once for a token of another service", async () => {
      // Opaque, because a readable token shows that it contains no permission for this service.
      const { sim, bySecret, run } = await start({ settings: { opaqueTokens: true } });
      const output = await run({ ...bySecret, scope: ["https://graph.microsoft.com/.default"] });
      expect([output.status_code, sim.requests().length]).to.deep.equal([403, 1]);
    });
  });

  describe("managed identity", () => {
    // MSAL looks for the endpoint once per process, so these tests share one simulator.
    let sim: Simulator;
    const environment = { ...process.env };
    const names = ["IDENTITY_ENDPOINT", "IDENTITY_HEADER"] as const;
    before(async () => {
      sim = await startSimulator({ apps: [app] });
    });
    after(() => sim.close());
    beforeEach(() => {
      sim.reset();
      process.env["IDENTITY_ENDPOINT"] = `${sim.url}/msi/token`;
      process.env["IDENTITY_HEADER"] = "header-secret";
    });
    afterEach(() => {
      for (const name of names) {
        if (environment[name] === undefined) delete process.env[name];
        else process.env[name] = environment[name];
      }
    });

    const asset = (managed_identity = "system"): Asset => ({ url: sim.url, managed_identity });
    const runWith = async (given: Asset) => {
      const { connector, sent } = await watchedConnector(clock);
      const done = connector.run("import_indicators", importOf([row(1)]), { asset: given });
      return { done, sent };
    };

    it("calls the host's endpoint once, with the resource", async () => {
      const { done, sent } = await runWith(asset());
      expect((await done).status_code).to.equal(200);
      const [login] = sent;
      expect(login?.method).to.equal("GET");
      const { pathname, searchParams } = new URL(login?.url ?? "");
      expect([pathname, searchParams.get("resource")]).to.deep.equal([
        "/msi/token",
        "https://api.securitycenter.microsoft.com",
      ]);
      expect(searchParams.has("client_id")).to.equal(false);
      expect([sim.tokenRequests(), sent.length]).to.deep.equal([1, 2]);
    });

    it("names a user-assigned identity", async () => {
      const { done, sent } = await runWith(asset(app.client_id));
      expect((await done).status_code).to.equal(200);
      expect(new URL(sent[0]?.url ?? "").searchParams.get("client_id")).to.equal(app.client_id);
    });

    it("returns InvalidCredentials with the endpoint's message if the identity does not exist", async () => {
      const { done } = await runWith(asset("33333333-3333-4333-8333-333333333333"));
      const error = await rejection<ConnectorError>(done);
      expect(error.code).to.equal("InvalidCredentials");
      expect(error.message).to.include("Identity not found");
    });

    it("masks the host's secret if the endpoint quotes it", async () => {
      const body = { error: "invalid_request", error_description: "Bad header header-secret." };
      sim.addFault({ kind: "status", status: 400, on: "managedIdentity", body });
      const error = await rejection<ConnectorError>((await runWith(asset())).done);
      expect(error.code).to.equal("InvalidCredentials");
      expect(error.message).to.include("Bad header [secret].");
      expect(inspect(error, { depth: 9 })).to.not.include("header-secret");
    });

    it("uses the network settings of the second asset for that asset's identity", async () => {
      const first = await runWith(asset());
      await first.done;
      const second = await runWith({ ...asset(), timeout_ms: 1_000 });
      await second.done;
      expect([first.sent.length, second.sent.length]).to.deep.equal([2, 2]);
    });

    for (const end of [" ", "\n", "#", "?x=1", "\\"])
      it(`returns InvalidAsset before the first call if the endpoint ends in ${JSON.stringify(end)}`, async () => {
        process.env["IDENTITY_ENDPOINT"] = `${sim.url}/msi/token${end}`;
        const { done, sent } = await runWith(asset());
        const error = await rejection<ConnectorError>(done);
        expect([error.code, sent.length]).to.deep.equal(["InvalidAsset", 0]);
        expect(error.message).to.match(/^IDENTITY_ENDPOINT /);
      });

    it("names a failing endpoint as the cause", async () => {
      sim.addFault({ kind: "status", status: 500, on: "managedIdentity" });
      const { done } = await runWith(asset());
      const error = await rejection<ConnectorError>(done);
      expect([error.code, sim.tokenRequests()]).to.deep.equal(["ServiceFailed", 4]);
      expect(error.message).to.match(/^Managed identity: /);
    });
  });
});
