/**
 * Puts a key, certificate, token or password into every field of every kind of asset, in every format, through every
 * adapter.
 */
import { createPrivateKey } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type JsonObject, load, packageRoot } from "../../../connector/index.js";
import { identity } from "../../support/certificate.js";
import { leakFinder } from "../../support/leaks.js";
import { responseJson, type Received, startServer, type TestServer } from "../../support/server.js";
import { type CanaryAdapter, canaryAdapters, program } from "./canary_adapters.js";

const { cert, key } = await identity(["app"]);
const pkcs1 = createPrivateKey(key).export({ type: "pkcs1", format: "der" });
const bodyOf = (pem: string) => pem.replace(/-----[^-]*-----|\s/g, "");
const broken = (text: string, width: number, by: string) =>
  text.replace(new RegExp(`(.{${width}})`, "g"), `$1${by}`);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = `${part({ alg: "RS256", kid: "canary-kid-of-this-token" })}.${part({ sub: "canary", jti: "0f3a9c1b7d" })}.${"c2lnbmF0dXJl".repeat(9)}`;

/** A secret, and the text that contains it. */
interface Form {
  readonly secret: string;
  readonly text: (folder: string) => string;
}

const plain = (secret: string): Form => ({ secret, text: () => secret });
const inFile = (secret: string, name: string, content: string | Buffer): Form => ({
  secret,
  text: (folder) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  },
});

const passwords: Record<string, Form> = {
  "a password": plain('cAnArY+7/"q\\ü= of mine'),
  "a client secret": plain("Xb~8Q~cAnArYcAnArY-0123456789.abcdefghij"),
  "a token": plain(jwt),
};
const keys: Record<string, Form> = {
  "a key as PEM": plain(key),
  "a key as PEM on one line": { secret: key, text: () => key.trim().replaceAll(/\r?\n/g, "\\n") },
  "a key in base64": { secret: key, text: () => bodyOf(key) },
  "a key in base64 with line breaks": { secret: key, text: () => `${broken(bodyOf(key), 76, "\r\n")}\n` },
  "a key in base64 with blanks": { secret: key, text: () => `  ${broken(bodyOf(key), 64, " ")} ` },
  "a key in base64 that is cut": { secret: key, text: () => bodyOf(key).slice(0, -40) },
  "a PKCS #1 key in base64": { secret: pkcs1.toString("base64"), text: () => pkcs1.toString("base64") },
  "the path of a DER key": inFile(key, "key.der", Buffer.from(bodyOf(key), "base64")),
  "the path of a PEM key": inFile(key, "key.pem", key),
  "a certificate as PEM": plain(cert),
  "a certificate in base64": { secret: cert, text: () => bodyOf(cert) },
  "the path of a DER certificate": inFile(cert, "cert.der", Buffer.from(bodyOf(cert), "base64")),
};
/** These are tested in every field, the other keys and certificates only in fields of credentials. */
const everywhere: Record<string, Form> = {
  "a password": passwords["a password"] as Form,
  "a key in base64": keys["a key in base64"] as Form,
};

/** Returns everything that a server received as text: what a careless service quotes. */
const echo = ({ method, path, headers, body }: Received) =>
  `${method} ${path} ${decodeURIComponent(path.replaceAll(/%(?![\da-f]{2})/gi, "%25"))} ${Object.entries(headers).flat().join(" ")} ${body} ${new URLSearchParams(body).toString()} ${[...new URLSearchParams(body).values()].join(" ")}`;

const { manifest, schemas } = load(packageRoot());
const fieldsOf = (path: string) =>
  Object.entries((schemas.get(path)?.["properties"] ?? {}) as Record<string, JsonObject>);
const shared = [...fieldsOf("schemas/assets/cloud.json"), ...fieldsOf("schemas/assets/shared.json")];

/** Environment of a host with a managed identity. Other programs of the machine may have set the same variables. */
const identityVariables = ["IDENTITY_ENDPOINT", "IDENTITY_HEADER"] as const;

/**
 * Defines the tests.
 * @param fields - `every`: each field with the texts that are likely in it. `wrong`: each field that is not for
 * credentials with every text, which takes minutes.
 */
export function describeCanaries(fields: "every" | "wrong"): void {
  describe(`import: canary in ${fields} field`, () => {
    let server: TestServer;
    let folder: string;
    let isLoginOpen = false;
    const environment = identityVariables.map((name) => [name, process.env[name]] as const);
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "canary-matrix-"));
      server = await startServer((request, response) => {
        if (!request.path.includes("/token"))
          return responseJson(response, 400, { error: { code: "Bad", message: echo(request) } });
        if (isLoginOpen)
          return responseJson(response, 200, { token_type: "Bearer", expires_in: 3599, access_token: jwt });
        const error_description = `AADSTS700016: You sent ${echo(request)}`;
        responseJson(response, 400, { error: "unauthorized_client", error_description });
      });
    });
    before(() => {
      process.env["IDENTITY_ENDPOINT"] = `${server.url}/msi/token`;
      process.env["IDENTITY_HEADER"] = "header";
    });
    after(async () => {
      for (const [name, value] of environment)
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      await server.close();
      rmSync(folder, { recursive: true });
    });

    const addresses = () => ({
      url: server.url,
      login_url: server.url,
      deadline_ms: 20_000,
      rate_limits: { import: { calls: 100_000, per_seconds: 1 } },
    });
    const bases: Record<string, () => JsonObject> = {
      oauth2_client_credentials: () => ({ tenant_id: "t", client_id: "c", client_secret: "s" }),
      delegated_flow_auth: () => ({ tenant_id: "t", oauth_un: "u", oauth_pwd: "p", oauth_cl_id: "c" }),
      client_certificate: () => ({
        tenant_id: "t",
        client_id: "c",
        client_certificate: cert,
        private_key: key,
      }),
      basic: () => ({ kind: "basic", username: "u", password: "p" }),
      bearer: () => ({ kind: "bearer", token: "t" }),
      api_key: () => ({ kind: "api_key", header: "X-Api-Key", key: "k" }),
      managed_identity: () => ({ managed_identity: "system" }),
      none: () => ({ kind: "none" }),
      workload_identity: () => {
        writeFileSync(join(folder, "assertion"), jwt);
        return { tenant_id: "t", client_id: "c", assertion_file: join(folder, "assertion") };
      },
    };

    let count = 0;
    async function expectNoLeak(
      kind: string,
      change: (text: string) => JsonObject,
      form: Form,
      adapters: readonly string[] = Object.keys(canaryAdapters),
    ): Promise<void> {
      const own = join(folder, String((count += 1)));
      mkdirSync(own);
      const around = withoutLogin.has(kind) ? { url: server.url, deadline_ms: 20_000 } : addresses();
      const given = { ...bases[kind]?.(), ...around, ...change(form.text(own)) };
      const asset = JSON.parse(JSON.stringify(given)) as JsonObject;
      const secrets = manifest.assets[kind]?.secrets ?? [];
      const leakIn = leakFinder(form.secret);
      for (const name of adapters) {
        const text = await (canaryAdapters[name] as CanaryAdapter)({ asset, kind, secrets, folder: own });
        expect(text.length, `${name} says something`).to.be.greaterThan(100);
        expect(leakIn(text), `through ${name}`).to.equal(undefined);
      }
    }

    /** Puts the text into a value of the field's type. */
    function valueOf(schema: JsonObject, text: string): unknown {
      if (schema["type"] === "array") return [text];
      if (schema["type"] === "object") return { [text]: { calls: 1, per_seconds: 1 } };
      return text;
    }

    /** Kinds for services without a login. */
    const withoutLogin = new Set(["basic", "bearer", "api_key", "none"]);

    /** Fields that contain a credential, or the name of a file with one. */
    const credentials = new Set([
      "client_secret",
      "oauth_pwd",
      "client_certificate",
      "private_key",
      "assertion_file",
      "password",
      "token",
      "key",
    ]);

    it("covers every kind of asset", () => {
      expect(Object.keys(bases)).to.have.members(Object.keys(manifest.assets));
    });

    for (const kind of Object.keys(bases))
      for (const [field, schema] of fieldsOf(manifest.assets[kind]?.schema ?? "")) {
        const change = (text: string) => ({ [field]: valueOf(schema, text) });
        const isCredential = credentials.has(field);
        if (isCredential && fields === "wrong") continue;
        const isWide = isCredential || fields === "wrong";
        for (const [what, form] of Object.entries(isWide ? { ...passwords, ...keys } : everywhere))
          it(`masks the secret for ${kind} if ${field} contains ${what}`, () =>
            expectNoLeak(kind, change, form));
        if (isWide) continue;
        it(`masks the secret for ${kind} if ${field} contains ${Object.keys(passwords).join(", ")}`, async () => {
          for (const form of Object.values(passwords))
            await expectNoLeak(kind, change, form, ["the library", "the HTTP service"]);
        });
      }

    if (fields === "wrong") return;

    for (const [field, schema] of shared)
      for (const [what, form] of Object.entries(everywhere))
        it(`masks the secret for every kind if ${field} contains ${what}`, async () => {
          await expectNoLeak(
            "oauth2_client_credentials",
            (text) => ({ [field]: valueOf(schema, text) }),
            form,
          );
        });

    for (const field of ["clientsecret", "client_secret ", "ClientSecret", "password", "0-secret"])
      it(`masks a password in an unknown field: ${JSON.stringify(field)}`, async () => {
        const form = everywhere["a password"] as Form;
        await expectNoLeak("oauth2_client_credentials", (text) => ({ [field]: text }), form);
        const renamed = (text: string) => ({ client_secret: undefined, [field]: text });
        await expectNoLeak("oauth2_client_credentials", renamed, form, ["the library", "the command line"]);
      });

    for (const field of ["url", "login_url", "token_url", "graph_url"])
      it(`masks a password that is part of the address in ${field}`, async () => {
        const secret = "cAnArY-0f3a9c1b7d-hunter";
        const host = server.url.replace("http://", "");
        for (const text of [
          `http://user:${secret}@${host}`,
          `http://${secret}@${host}`,
          `${server.url}?key=${secret}`,
          `${server.url}#${secret}`,
          `https://${secret}`,
          `${secret}://${host}`,
          `${server.url}\\${secret}`,
        ])
          await expectNoLeak("oauth2_client_credentials", () => ({ [field]: text }), plain(secret), [
            "the library",
            "the HTTP service",
          ]);
      });

    it("masks a key in an asset file that is not JSON", async () => {
      const leakIn = leakFinder(key);
      for (const text of [
        `{"private_key": ${bodyOf(key)}}`,
        `{"private_key": "${key}"}`,
        bodyOf(key),
        `[${JSON.stringify(key)}]`,
      ]) {
        const file = join(folder, "broken.json");
        writeFileSync(file, text, { mode: 0o600 });
        const out = await program(["test-connection", "--asset", file]);
        expect(out).to.match(/^error InvalidAsset: /);
        expect(leakIn(out)).to.equal(undefined);
      }
    });

    it("masks a token that the service quotes", async () => {
      isLoginOpen = true;
      await expectNoLeak("oauth2_client_credentials", () => ({}), plain(jwt)).finally(() => {
        isLoginOpen = false;
      });
    });

    it("finds a secret that is not masked, which proves that the search works", () => {
      const { secret } = passwords["a password"] as Form;
      const find = leakFinder(secret);
      const form = new URLSearchParams({ x: secret }).toString();
      for (const text of [
        secret,
        JSON.stringify(secret),
        JSON.stringify(JSON.stringify(secret)),
        form,
        secret.slice(2, 19),
      ])
        expect(find(`before ${text} after`), text).to.not.equal(undefined);
      expect(find(Buffer.from(`user:${secret}:more`).toString("base64"))).to.not.equal(undefined);
      expect(find("no part of it")).to.equal(undefined);
      expect(leakFinder(key)(key.slice(200, 330))).to.not.equal(undefined);
    });
  });
}
