/** The checked address is the one that is used. */
import { expect } from "chai";
import fc from "fast-check";
import type { ConnectorError } from "../../connector/index.js";
import { asset, ran, stub } from "../engine/stub.js";
import { importOf, rows } from "../support/rows.js";

const host = "api.security.microsoft.com";
const login = "login.microsoftonline.com";

/** Invalid addresses, some of which a URL parser accepts. */
const wrong: Record<string, (host: string) => string> = {
  "a trailing blank": (name) => `https://${name} `,
  "a leading blank": (name) => ` https://${name}`,
  "a blank inside": (name) => `https://${name}/a b`,
  "a tab": (name) => `https://${name}\t`,
  "a line break": (name) => `https://${name}\n`,
  "a line break in the host": (name) => `https://${name.slice(0, 3)}\n${name.slice(3)}`,
  "a NUL": (name) => `https://${name}\0`,
  "a zero-width character": (name) => `https://${name}\u200b`,
  "a wide blank": (name) => `https://${name}\u00a0`,
  "an empty fragment": (name) => `https://${name}#`,
  "a fragment": (name) => `https://${name}#x`,
  "an empty query": (name) => `https://${name}?`,
  "a query": (name) => `https://${name}/path?x=1`,
  "a user name": (name) => `https://user@${name}`,
  "a user name and a password": (name) => `https://user:pw@${name}`,
  "an empty user name": (name) => `https://@${name}`,
  backslashes: (name) => `https:\\\\${name}`,
  "a backslash in the path": (name) => `https://${name}\\x`,
  "no slashes": (name) => `https:${name}`,
  "one slash": (name) => `https:/${name}`,
  "three slashes": (name) => `https:///${name}`,
  "no scheme": (name) => name,
  "a letter of another alphabet": (name) => `https://${name.replace("o", "\u043e")}`,
  "a full-width letter": (name) => `https://${name.replace("o", "\uff4f")}`,
  "a percent-encoded host": (name) => `https://${name.replace("m", "%6d")}`,
  "port 0": (name) => `https://${name}:0`,
  "an invalid port": (name) => `https://${name}:99999`,
  "only a scheme": () => "https://",
};

const fields: Record<string, string> = {
  url: host,
  login_url: login,
  token_url: login,
  graph_url: "graph.microsoft.com",
  sentinel_url: "api.ti.sentinel.azure.com",
};

describe("http: addresses of an asset", () => {
  for (const [field, name] of Object.entries(fields))
    for (const [what, write] of Object.entries(wrong))
      it(`rejects ${field} with ${what} as InvalidAsset before the first call`, async () => {
        for (const more of [{}, { allow_custom_host: true }]) {
          const given = { ...asset, ...more, [field]: write(name) };
          const { error, calls, tokenCalls } = await ran(importOf(rows(1)), { asset: given });
          expect([error?.code, calls.length, tokenCalls.length]).to.deep.equal(["InvalidAsset", 0, 0]);
          expect(error?.message).to.match(new RegExp(`^${field} `));
        }
      });

  const allowed = new Set(["no scheme", "a user name", "a user name and a password", "an empty user name"]);
  for (const [what, write] of Object.entries(wrong).filter(([name]) => !allowed.has(name)))
    it(`rejects http_proxy with ${what} as InvalidAsset before the first call`, async () => {
      const http_proxy = write("proxy.example").replace("https:", "http:");
      const { error, tokenCalls } = await ran(importOf(rows(1)), { asset: { ...asset, http_proxy } });
      expect([error?.code, tokenCalls.length]).to.deep.equal(["InvalidAsset", 0]);
      expect(error?.message).to.match(/^http_proxy /);
    });

  for (const scope of ["", "a b", "https://x.example/.default ", "a\nb", "a\0", "a\u200b"])
    it(`rejects scope ${JSON.stringify(scope)} as InvalidAsset before the first call`, async () => {
      const { error, tokenCalls } = await ran(importOf(rows(1)), {
        asset: { ...asset, scope: ["good", scope] },
      });
      expect([error?.code, tokenCalls.length]).to.deep.equal(["InvalidAsset", 0]);
      expect(error?.message).to.match(/^scope /);
    });

  for (const tenant_id of [".", "..", "a b", "contoso.example ", "a\tb", "a\0"])
    it(`rejects tenant_id ${JSON.stringify(tenant_id)}, which becomes a part of an address, as InvalidAsset`, async () => {
      const { error, tokenCalls } = await ran(importOf(rows(1)), { asset: { ...asset, tenant_id } });
      expect([error?.code, tokenCalls.length]).to.deep.equal(["InvalidAsset", 0]);
      expect(error?.message).to.match(/^tenant_id /);
    });

  const right: [url: string, called: string][] = [
    [`https://${host}`, `https://${host}/api/indicators/import`],
    [`https://${host}/`, `https://${host}/api/indicators/import`],
    [`https://${host}//`, `https://${host}/api/indicators/import`],
    [`HTTPS://${host.toUpperCase()}`, `https://${host}/api/indicators/import`],
    [`https://${host}:443`, `https://${host}/api/indicators/import`],
    ["https://gateway.example:8443/mde/", "https://gateway.example:8443/mde/api/indicators/import"],
    ["https://gateway.example/a/../b", "https://gateway.example/b/api/indicators/import"],
    ["https://xn--pi-6kc.example", "https://xn--pi-6kc.example/api/indicators/import"],
    ["http://127.1:8080", "http://127.0.0.1:8080/api/indicators/import"],
    ["http://[::1]:8080/x", "http://[::1]:8080/x/api/indicators/import"],
  ];
  for (const [url, called] of right)
    it(`uses url ${url} as it is parsed: ${called}`, async () => {
      const { calls, error } = await ran(importOf(rows(1)), {
        asset: { ...asset, url, allow_custom_host: true },
      });
      expect([error, calls.map(({ request }) => request.url)]).to.deep.equal([undefined, [called]]);
    });

  it("uses login_url and token_url as they are parsed", async () => {
    const { tokenCalls } = await ran(importOf(rows(1)), {
      asset: { ...asset, login_url: `HTTPS://${login}:443//` },
    });
    expect(tokenCalls[0]?.request.url.split("?")[0]).to.equal(`https://${login}/tenant-1/oauth2/v2.0/token`);
    const { tenant_id: _tenant, ...rest } = asset;
    const token_url = `https://${login.toUpperCase()}/a/../mine/oauth2/v2.0/token`;
    const other = await ran(importOf(rows(1)), { asset: { ...rest, token_url } });
    expect(other.tokenCalls[0]?.request.url.split("?")[0]).to.equal(
      `https://${login}/mine/oauth2/v2.0/token`,
    );
  });

  it("names a host that is not listed only if it cannot be a secret", async () => {
    for (const [url, shown] of [
      ["https://api.security.micosoft.com", "api.security.micosoft.com"],
      ["https://api.security.microsoft.com:8443", "api.security.microsoft.com:8443"],
      ["https://Xb8Q-cAnArY-0123456789-abcdefghij", "[hidden]"],
    ] as const) {
      const { error } = await ran(importOf(rows(1)), { asset: { ...asset, url } });
      expect([error?.code, error?.message.split(",")[0]]).to.deep.equal([
        "HostNotAllowed",
        `url names ${shown}`,
      ]);
    }
  });

  it("never calls another host than the checked one, whatever the asset contains", async () => {
    const { connector, calls, tokenCalls } = await stub();
    const piece = fc.constantFrom(
      "https:",
      "http:",
      "/",
      "\\",
      "@",
      "?",
      "#",
      " ",
      "\t",
      "%2e",
      ":",
      host,
      "evil.example",
      "x",
      "0",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 7 }), async (pieces) => {
        calls.length = 0;
        tokenCalls.length = 0;
        const given = { ...asset, url: pieces.join("") };
        const error = await connector.run("import_indicators", importOf(rows(1)), { asset: given }).then(
          () => undefined,
          (thrown: ConnectorError) => thrown,
        );
        if (error === undefined) {
          const [{ request }] = calls as [(typeof calls)[0]];
          expect(request.url.startsWith(`https://${host}/`), `${given.url} → ${request.url}`).to.equal(true);
        } else {
          expect(error.code).to.be.oneOf(["InvalidAsset", "HostNotAllowed"]);
          expect([calls.length, tokenCalls.length]).to.deep.equal([0, 0]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
