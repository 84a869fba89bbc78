import { expect } from "chai";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import type { Asset } from "../../../connector/contract/types.js";
import { load } from "../../../connector/declarations/load.js";
import { packageRoot } from "../../../connector/declarations/package_root.js";
import { assetKind } from "../../../connector/http/auth/asset_kind.js";
import { connect } from "../../../connector/http/auth/connection.js";
import { authority } from "../../support/certificate.js";
import { temporaryFiles } from "../../support/files.js";

const { manifest } = load(packageRoot());
const secretAsset = { tenant_id: "tenant", client_id: "client", client_secret: "hunter-two" };
const open = (change: Asset, env: Record<string, string> = {}, base: Asset = secretAsset) => {
  const asset = { ...base, ...change };
  return connect(asset, assetKind(asset, manifest), manifest, env);
};
const host = (change: Asset, service = "defender") => new URL(open(change).target(service).url).host;

function errorResponse(work: () => unknown): ConnectorError {
  try {
    work();
  } catch (error) {
    return error as ConnectorError;
  }
  throw new Error("the asset was accepted");
}
const rejectedTarget = (change: Asset, service = "defender") =>
  errorResponse(() => open(change).target(service));

describe("http: connection", () => {
  describe("kind", () => {
    const kinds: [kind: string, asset: Asset][] = [
      ["oauth2_client_credentials", secretAsset],
      ["delegated_flow_auth", { oauth_un: "u", oauth_pwd: "p", oauth_cl_id: "c", tenant_id: "t" }],
      [
        "delegated_flow_auth",
        { oauth_un: "u", oauth_pwd: "p", oauth_cl_id: "c", oauth_cl_secret: "s", tenant_id: "t" },
      ],
      ["client_certificate", { tenant_id: "t", client_id: "c", client_certificate: "x", private_key: "y" }],
      ["workload_identity", { tenant_id: "t", client_id: "c", assertion_file: "f" }],
      ["managed_identity", { managed_identity: "system" }],
      ["none", { kind: "none", url: "https://a.example" }],
      ["basic", { kind: "basic", url: "https://a.example", username: "u", password: "p" }],
      ["bearer", { kind: "bearer", url: "https://a.example", token: "t" }],
      ["api_key", { kind: "api_key", url: "https://a.example", header: "X-Api-Key", key: "k" }],
    ];
    for (const [kind, asset] of kinds) {
      it(`recognizes ${kind} by ${Object.keys(asset).join(", ")}`, () => {
        expect(assetKind(asset, manifest)).to.equal(kind);
      });
    }

    it("covers every kind of the manifest", () => {
      expect(new Set(kinds.map(([kind]) => kind))).to.deep.equal(new Set(Object.keys(manifest.assets)));
    });

    it("rejects an asset without credentials, and lists all ways to provide some", () => {
      const error = errorResponse(() =>
        assetKind({ tenant_id: "t", client_id: "c", oauth_un: "u" }, manifest),
      );
      expect(error.code).to.equal("InvalidAsset");
      for (const kind of Object.keys(manifest.assets)) expect(error.message).to.include(kind);
    });

    it("rejects an unknown kind, and lists those that can be named", () => {
      for (const kind of ["digest", "oauth2_client_credentials", "__proto__", 7, null]) {
        const error = errorResponse(() => assetKind({ kind, ...secretAsset }, manifest));
        expect(error.code).to.equal("InvalidAsset");
        expect(error.message).to.include("kind is not one of none, basic, bearer, api_key.");
      }
    });

    it("ignores properties that every object inherits", () => {
      expect(errorResponse(() => assetKind(Object.create({ client_secret: "x" }), manifest)).code).to.equal(
        "InvalidAsset",
      );
    });
  });

  describe("clouds and regions", () => {
    const clouds: [cloud: string | undefined, host: string, login: string, scope: string][] = [
      [
        undefined,
        "api.security.microsoft.com",
        "login.microsoftonline.com",
        "https://api.securitycenter.microsoft.com/.default",
      ],
      [
        "commercial",
        "api.security.microsoft.com",
        "login.microsoftonline.com",
        "https://api.securitycenter.microsoft.com/.default",
      ],
      [
        "gcc",
        "api-gcc.securitycenter.microsoft.us",
        "login.microsoftonline.com",
        "https://api-gcc.securitycenter.microsoft.us/.default",
      ],
      [
        "gcc_high",
        "api-gov.securitycenter.microsoft.us",
        "login.microsoftonline.us",
        "https://api-gov.securitycenter.microsoft.us/.default",
      ],
      [
        "dod",
        "api-gov.securitycenter.microsoft.us",
        "login.microsoftonline.us",
        "https://api-gov.securitycenter.microsoft.us/.default",
      ],
    ];
    for (const [cloud, api, login, scope] of clouds) {
      it(`cloud ${cloud} uses ${api} and ${login}`, () => {
        const connection = open(cloud === undefined ? {} : { cloud });
        expect(connection.target("defender")).to.deep.equal({ url: `https://${api}`, scopes: [scope] });
        expect(connection.tokenUrl).to.equal(`https://${login}/tenant/oauth2/v2.0/token`);
      });
    }

    for (const region of ["us", "eu", "uk", "au", "swa", "ina"]) {
      it(`region ${region} has its own host and the commercial scope`, () => {
        expect(open({ region }).target("defender")).to.deep.equal({
          url: `https://${region}.api.security.microsoft.com`,
          scopes: ["https://api.securitycenter.microsoft.com/.default"],
        });
      });
    }

    it("rejects a region in a cloud without regions instead of ignoring it", () => {
      const error = rejectedTarget({ cloud: "gcc_high", region: "us" });
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.include("region us").and.include("gcc_high");
    });

    it("does not apply a region to services that have none in any cloud", () => {
      expect(host({ region: "eu" }, "graph")).to.equal("graph.microsoft.com");
    });

    it("rejects a region together with url", () => {
      const error = rejectedTarget({ region: "eu", url: "https://api.security.microsoft.com" });
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.include("region has no effect if url is set");
      expect(host({ region: "eu" })).to.equal("eu.api.security.microsoft.com");
    });

    it("accepts a region together with another service's address", () => {
      const asset = { region: "eu", graph_url: "https://graph.microsoft.com" };
      expect(host(asset)).to.equal("eu.api.security.microsoft.com");
      expect(host(asset, "graph")).to.equal("graph.microsoft.com");
    });

    it("uses the graph and sentinel hosts of the cloud", () => {
      expect(host({ cloud: "dod" }, "graph")).to.equal("dod-graph.microsoft.us");
      expect(host({ cloud: "gcc_high" }, "sentinel")).to.equal("api.ti.sentinel.azure.us");
    });

    it("rejects an unknown cloud", () => {
      expect(errorResponse(() => open({ cloud: "mars" })).message)
        .to.include("mars")
        .and.include("gcc_high");
    });

    it("derives the cloud from the address if none is named", () => {
      const gov = open({ url: "https://api-gov.securitycenter.microsoft.us" });
      expect(gov.tokenUrl).to.include("https://login.microsoftonline.us/");
      expect(gov.target("defender").scopes).to.deep.equal([
        "https://api-gov.securitycenter.microsoft.us/.default",
      ]);
      const gcc = open({ url: "https://api-gcc.security.microsoft.us/" });
      expect(gcc.target("defender").scopes[0]).to.include("api-gcc.");
      expect(open({ graph_url: "https://dod-graph.microsoft.us" }).target("defender").url).to.include(
        "api-gov.",
      );
    });
  });

  describe("addresses", () => {
    const listed = [
      "https://api.security.microsoft.com",
      "https://eu.api.security.microsoft.com/",
      "https://api.securitycenter.microsoft.com",
      "https://api.securitycenter.windows.com",
      "https://API.Security.Microsoft.com",
      "https://api.security.microsoft.com:443",
      "http://127.0.0.1:8080",
      "http://localhost:1",
      "https://[::1]:8443",
    ];
    for (const url of listed) {
      it(`accepts ${url}`, () => {
        expect(open({ url }).target("defender").url).to.equal(new URL(url).origin);
      });
    }

    const rejected: [url: string, code: string][] = [
      ["http://api.security.microsoft.com", "HostNotAllowed"],
      ["https://evil.example", "HostNotAllowed"],
      ["https://api.security.microsoft.com.evil.example", "HostNotAllowed"],
      ["https://api.security.microsoft.com:8443", "HostNotAllowed"],
      ["https://graph.microsoft.com", "HostNotAllowed"],
      ["https://127.0.0.1.evil.example", "HostNotAllowed"],
      ["ftp://127.0.0.1", "HostNotAllowed"],
      ["https://user@api.security.microsoft.com", "InvalidAsset"],
      ["https://user:pw@127.0.0.1", "InvalidAsset"],
      ["https://api.security.microsoft.com?x=1", "InvalidAsset"],
      ["https://api.security.microsoft.com#x", "InvalidAsset"],
      ["api.security.microsoft.com", "InvalidAsset"],
      ["not an address", "InvalidAsset"],
    ];
    for (const [url, code] of rejected) {
      it(`rejects ${url} as ${code}`, () => {
        const error = rejectedTarget({ url });
        expect(error.code).to.equal(code);
        expect(error.message).to.match(/^url /);
      });
    }

    it("accepts any host over https if the asset allows it, and never plain http", () => {
      const custom = { allow_custom_host: true };
      expect(host({ ...custom, url: "https://gateway.example:8443/mde" })).to.equal("gateway.example:8443");
      expect(rejectedTarget({ ...custom, url: "http://gateway.example" }).code).to.equal("HostNotAllowed");
      expect(rejectedTarget({ ...custom, url: "https://u:p@gateway.example" }).code).to.equal("InvalidAsset");
      expect(rejectedTarget({ allow_custom_host: false, url: "https://gateway.example" }).code).to.equal(
        "HostNotAllowed",
      );
    });

    it("uses graph_url and sentinel_url for their services only", () => {
      const asset = { graph_url: "http://localhost:1", sentinel_url: "http://localhost:2/" };
      expect(open(asset).target("graph").url).to.equal("http://localhost:1");
      expect(open(asset).target("sentinel").url).to.equal("http://localhost:2");
      expect(open(asset).target("defender").url).to.equal("https://api.security.microsoft.com");
      expect(rejectedTarget({ graph_url: "https://evil.example" }, "graph").message).to.match(/^graph_url /);
    });

    it("rejects a host of another cloud than the named one", () => {
      const error = rejectedTarget({ cloud: "gcc", url: "https://api.security.microsoft.com" });
      expect(error.code).to.equal("HostNotAllowed");
      expect(error.hint).to.match(/^Remove url, or set the cloud that the host belongs to \(\w+, .*\bgcc\b/);
    });

    it("requests the scopes of the asset for the service that they are meant for", () => {
      const scope = ["https://api.securitycenter.windows.com/.default"];
      expect(open({ scope }).target("defender").scopes).to.deep.equal(scope);
      expect(open({ scope }).target("graph").scopes).to.deep.equal(["https://graph.microsoft.com/.default"]);
    });
  });

  describe("login", () => {
    const byUrl = { client_id: "client", client_secret: "hunter-two" };

    it("uses login_url instead of the cloud's authority", () => {
      const { tokenUrl } = open({ login_url: "https://login.windows.net/" });
      expect(tokenUrl).to.equal("https://login.windows.net/tenant/oauth2/v2.0/token");
    });

    it("uses token_url unchanged, and the tenant from it", () => {
      const token_url = "https://login.microsoftonline.com/some-tenant/oauth2/token";
      const connection = open({ token_url }, {}, byUrl);
      expect([connection.tokenUrl, connection.tenant]).to.deep.equal([token_url, "some-tenant"]);
    });

    it("prefers token_url to login_url because it is more specific", () => {
      const token_url = "https://login.microsoftonline.com/some-tenant/oauth2/token";
      const connection = open({ token_url, login_url: "https://login.windows.net" }, {}, byUrl);
      expect(connection.tokenUrl).to.equal(token_url);
    });

    it("sends credentials to listed hosts only", () => {
      const evil = "https://evil.example/t/oauth2/token";
      expect(errorResponse(() => open({ token_url: evil }, {}, byUrl))).to.include({
        code: "HostNotAllowed",
      });
      expect(errorResponse(() => open({ token_url: evil }, {}, byUrl)).message).to.match(/^token_url /);
      expect(errorResponse(() => open({ login_url: "https://evil.example" })).message).to.match(
        /^login_url /,
      );
      expect(errorResponse(() => open({ login_url: "http://login.microsoftonline.com" })).code).to.equal(
        "HostNotAllowed",
      );
      expect(open({ token_url: evil, allow_custom_host: true }, {}, byUrl).tokenUrl).to.equal(evil);
      expect(open({ login_url: "http://127.0.0.1:1" }).tokenUrl).to.include("http://127.0.0.1:1/tenant/");
    });

    it("does not let a tenant lead to another path", () => {
      const { tokenUrl } = open({ tenant_id: "../evil?x=" });
      expect(new URL(tokenUrl).pathname).to.match(/^\/[^/]+\/oauth2\/v2\.0\/token$/);
    });
  });

  describe("settings", () => {
    const files = temporaryFiles();

    it("reads the roots of ca_file, and names a file that cannot be read", async () => {
      const { cert } = await authority();
      expect(open({ ca_file: files.write("ca.pem", cert) }).ca).to.equal(cert);
      const error = errorResponse(() => open({ ca_file: files.path("none.pem") }));
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message)
        .to.match(/^ca_file: /)
        .and.include("ENOENT");
    });

    it("rejects a ca_file that is not PEM, which Node would ignore silently", () => {
      const error = errorResponse(() => open({ ca_file: files.write("ca.der", "\u0030\u0082") }));
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.match(/^ca_file: .*PEM/);
    });

    it("uses the environment's proxy before the asset's", () => {
      const asset = { http_proxy: "http://asset.proxy:3128" };
      const url = new URL("https://api.security.microsoft.com");
      expect(open(asset).proxyFor(url)?.host).to.equal("asset.proxy:3128");
      expect(open(asset, { HTTPS_PROXY: "http://env.proxy" }).proxyFor(url)?.host).to.equal("env.proxy");
    });

    for (const http_proxy of ["http://", "http://pro xy", "socks5://user:hunter-two@proxy.example"]) {
      it(`rejects the proxy ${http_proxy} without showing its password`, () => {
        const error = errorResponse(() => open({ http_proxy }));
        expect(error.code).to.equal("InvalidAsset");
        expect(error.message)
          .to.match(/^http_proxy /)
          .and.not.include("hunter-two");
      });
    }

    it("accepts a proxy without a scheme", () => {
      const { proxyFor } = open({ http_proxy: "proxy.example:3128" });
      expect(proxyFor(new URL("https://x.example"))?.href).to.equal("http://proxy.example:3128/");
    });

    it("lists the secrets of each kind, and the proxy's password", () => {
      const { redactor } = open({ http_proxy: "http://user:p%40ss-word@proxy.example" });
      expect(redactor.clean("hunter-two p@ss-word p%40ss-word")).to.equal("[secret] [secret] [secret]");
      const delegated = open(
        {},
        {},
        {
          oauth_un: "u",
          oauth_pwd: "pass-one",
          oauth_cl_id: "c",
          oauth_cl_secret: "pass-two",
          tenant_id: "t",
        },
      );
      expect(delegated.redactor.clean("pass-one pass-two")).to.equal("[secret] [secret]");
    });

    it("accepts a proxy's password that is not percent-encoded", () => {
      const { redactor } = open({ http_proxy: "http://user:100%sure@proxy.example" });
      expect(redactor.clean("100%sure")).to.equal("[secret]");
    });

    it("rejects a broken proxy of the environment only if it would be used", () => {
      const { proxyFor } = open({}, { ALL_PROXY: "socks5://proxy.example" });
      expect(proxyFor(new URL("http://127.0.0.1"))).to.equal(undefined);
      expect(errorResponse(() => proxyFor(new URL("https://x.example")))).to.include({
        code: "InvalidAsset",
        message: "ALL_PROXY is not the address of an HTTP proxy. Write the address as http://host:port.",
      });
    });

    for (const [what, change, env] of [
      ["http_proxy", { http_proxy: "http://us%20er:p%40ss-word@proxy.example" }, {}],
      ["HTTPS_PROXY", {}, { HTTPS_PROXY: "http://us%20er:p%40ss-word@proxy.example" }],
      ["all_proxy", {}, { all_proxy: "us%20er:p%40ss-word@proxy.example" }],
    ] as [string, Asset, Record<string, string>][]) {
      it(`lists the credentials of ${what} in the form in which they are sent`, () => {
        const basic = Buffer.from("us er:p@ss-word").toString("base64");
        expect(open(change, env).redactor.clean(`Proxy-Authorization: Basic ${basic}`)).to.equal(
          "Proxy-Authorization: Basic [secret]",
        );
      });
    }

    it("lists the password of the environment's proxy", () => {
      const { redactor } = open({}, { HTTPS_PROXY: "http://user:env-secret@proxy.example" });
      expect(redactor.clean("env-secret")).to.equal("[secret]");
    });
  });
});
