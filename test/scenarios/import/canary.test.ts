/** Puts a secret into every place and searches for it in all output. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { createConnector, type JsonObject, type RunEvent } from "../../../connector/index.js";
import { httpTransport } from "../../../connector/http/axios_transport.js";
import { jwt, runOn } from "../../engine/stub.js";
import { identity } from "../../support/certificate.js";
import { closingAfterEach } from "../../support/open.js";
import { importOf, rows } from "../../support/rows.js";
import { responseJson, type Received, startServer } from "../../support/server.js";
import { VirtualClock } from "../../support/virtual_clock.js";

/** Contains characters with different encodings in forms, in JSON and in addresses. */
const canary = 'cAnArY+7/"q\\ü=';
/** Every encoding in which it could leak. */
const spellings = [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  new URLSearchParams({ x: canary }).toString().slice(2),
  Buffer.from(canary).toString("base64"),
];
const token = `opaque-cAnArY-token-${"t".repeat(40)}`;
const { cert, key: keyPem } = await identity(["app"]);
const keyBody = keyPem.split("\n")[3] ?? "";
const federated = jwt({ sub: "cAnArY", iss: "issuer" });

/** Returns everything that a server received as text: what a careless service or proxy quotes. */
const echo = ({ method, path, headers, body }: Received) =>
  `${method} ${path} ${Object.entries(headers).flat().join(" ")} ${decodeURIComponent(body.replaceAll("%", "%25"))} ${body}`;

type Handler = (request: Received, response: ServerResponse) => void;

const issue: Handler = (_request, response) =>
  responseJson(response, 200, { token_type: "Bearer", expires_in: 3599, access_token: token });
const accept: Handler = (request, response) => {
  const { Indicators } = JSON.parse(request.body) as { Indicators: JsonObject[] };
  const value = Indicators.map(({ indicatorValue }, id) => ({
    id: String(id),
    indicator: indicatorValue,
    isFailed: true,
    failureReason: echo(request),
  }));
  response.statusMessage = `OK ${request.headers.authorization}`;
  responseJson(response, 200, { value }, { "request-id": String(request.headers.authorization) });
};
const reject =
  (status: number): Handler =>
  (request, response) => {
    const { authorization = "" } = request.headers;
    response.statusMessage = `Refused ${authorization}`;
    responseJson(
      response,
      status,
      { error: { code: "x", message: echo(request), target: echo(request), [authorization]: 1 } },
      { "request-id": authorization, "retry-after": "1" },
    );
  };
const quotePage =
  (status: number): Handler =>
  (request, response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end(`<pre>${echo(request)}</pre>`);
  };
const drop: Handler = (_request, response) => void response.destroy();
const rejectLogin: Handler = (request, response) =>
  responseJson(response, 401, {
    error: "invalid_client",
    error_description: `AADSTS7000215: You sent ${echo(request)}`,
  });

const services: Record<string, Handler> = {
  "rows that quote the call": accept,
  "400 that quotes the call": reject(400),
  "401 that quotes the call": reject(401),
  "403 that quotes the call": reject(403),
  "404 page that quotes the call": quotePage(404),
  "429 that quotes the call": reject(429),
  "503 that quotes the call": reject(503),
  "200 page that quotes the call": quotePage(200),
  "a lost connection": drop,
};
const logins: Record<string, Handler> = {
  "401 that quotes the request": rejectLogin,
  "500 page that quotes the request": quotePage(500),
  "200 page that quotes the request": quotePage(200),
  "200 without a token": (request, response) => responseJson(response, 200, { said: echo(request) }),
  "a lost connection": drop,
};

describe("import: canary", () => {
  const open = closingAfterEach();
  const before_ = process.cwd();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "canary-"));
    writeFileSync(join(folder, "assertion"), federated);
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before_);
    rmSync(folder, { recursive: true });
  });

  const assets: Record<string, () => JsonObject> = {
    oauth2_client_credentials: () => ({ tenant_id: "t", client_id: "c", client_secret: canary }),
    delegated_flow_auth: () => ({
      tenant_id: "t",
      oauth_un: "user",
      oauth_pwd: canary,
      oauth_cl_id: "c",
      oauth_cl_secret: `${canary}-2`,
    }),
    client_certificate: () => ({
      tenant_id: "t",
      client_id: "c",
      client_certificate: cert,
      private_key: keyPem,
    }),
    workload_identity: () => ({ tenant_id: "t", client_id: "c", assertion_file: join(folder, "assertion") }),
  };

  /** Returns the whole output as text. */
  async function everything(
    asset: JsonObject,
    login: Handler,
    service: Handler,
    more: (signed: string) => string[] = () => [],
  ): Promise<string> {
    let signed = "";
    const server = open(
      await startServer((request, response) => {
        if (!request.path.includes("/token")) return service(request, response);
        signed = new URLSearchParams(request.body).get("client_assertion") ?? signed;
        return login(request, response);
      }),
    );
    const clock = new VirtualClock({ goes: "when idle" });
    const connector = await createConnector({
      clock,
      env: {},
      transport: clock.timeless(httpTransport),
      random: () => 0.5,
    });
    const whole = {
      url: server.url,
      login_url: server.url,
      http_proxy: `http://u:${encodeURIComponent(canary)}@127.0.0.1:9`,
      ...asset,
    };
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => void events.push(event);
    const run = await runOn(connector, importOf(rows(2)), { asset: whole, onEvent });
    const probe = await connector.testConnection({ asset: whole }).catch((error: unknown) => error);
    const out = [run.output, run.error, run.events, events, probe, connector].flatMap((thing) => [
      JSON.stringify(thing) ?? "",
      inspect(thing, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null }),
      String((thing as Error | undefined)?.message),
      String((thing as Error | undefined)?.stack),
    ]);
    expect(server.requests.length, "the test reached the server").to.be.greaterThan(0);
    const text = out.join("\n");
    for (const secret of [...spellings, token, federated, keyBody, ...more(signed)])
      expect(text.includes(secret), `${secret.slice(0, 30)} came out:\n${around(text, secret)}`).to.equal(
        false,
      );
    expect(readdirSync(folder), "nothing was written").to.deep.equal(["assertion"]);
    return text;
  }

  const around = (text: string, secret: string) => {
    const at = text.indexOf(secret);
    return at < 0 ? "" : text.slice(Math.max(0, at - 200), at + 100);
  };

  for (const [kind, asset] of Object.entries(assets)) {
    for (const [what, service] of Object.entries(services))
      it(`masks the secret for ${kind} if the service returns ${what}`, async () => {
        const text = await everything(asset(), issue, service);
        if (what.includes("quotes") && !what.startsWith("200")) expect(text).to.contain("[secret]");
      });
    for (const [what, login] of Object.entries(logins))
      it(`masks the secret for ${kind} if the login returns ${what}`, async () => {
        await everything(asset(), login, accept);
      });
  }

  it("masks a signed assertion that the login service quotes", async () => {
    const { client_certificate } = assets as Record<"client_certificate", () => JsonObject>;
    let seen = "";
    await everything(client_certificate(), rejectLogin, accept, (signed) => {
      seen = signed;
      return [signed];
    });
    expect(seen).to.match(/^eyJ/);
  });

  it("masks an invalid private key", async () => {
    const connector = await createConnector({ env: {} });
    const private_key = `-----BEGIN PRIVATE KEY-----\n${keyBody}\n-----END PRIVATE KEY-----`;
    const asset = { tenant_id: "t", client_id: "c", client_certificate: cert, private_key };
    const { error } = await runOn(connector, importOf(rows(1)), { asset });
    expect(error?.kind).to.be.oneOf(["auth", "config"]);
    expect(inspect(error, { depth: 10, showHidden: true })).to.not.contain(keyBody);
  });

  for (const field of ["client_secret", "client_id", "tenant_id"])
    it(`masks a secret of a wrong type next to a wrong ${field}`, async () => {
      const connector = await createConnector({ env: {} });
      const asset = { tenant_id: "t", client_id: "c", client_secret: [canary], [field]: [canary] };
      if (field !== "client_secret") asset[field as "client_id"] = 7 as never;
      const { error } = await runOn(connector, importOf(rows(1)), { asset });
      expect(error?.code).to.equal("InvalidAsset");
      expect(error?.message).to.contain("client_secret must be a string, not an array");
      for (const secret of spellings) expect(inspect(error, { depth: 10 }).includes(secret)).to.equal(false);
    });

  it("masks a proxy's password, with and without a scheme", async () => {
    for (const scheme of ["http://", ""]) {
      const transport = () => async () => ({
        status: 407,
        reason: "Proxy Authentication Required",
        headers: {},
        text: `You said ${canary}`,
        body: undefined,
      });
      const connector = await createConnector({ env: {}, transport });
      const http_proxy = `${scheme}user:${encodeURIComponent(canary)}@proxy.example:3128`;
      const asset = { tenant_id: "t", client_id: "c", client_secret: "other-secret", http_proxy };
      const { error } = await runOn(connector, importOf(rows(1)), { asset });
      expect(error?.message).to.contain("[secret]");
      expect(error?.message.includes(canary)).to.equal(false);
    }
  });
});
