import { expect } from "chai";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import type { Asset } from "../../../connector/contract/types.js";
import { load } from "../../../connector/declarations/load.js";
import { packageRoot } from "../../../connector/declarations/package_root.js";
import { assetKind, connect } from "../../../connector/http/auth/connection.js";
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
  throw new Error("was not refused");
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
    ];
    for (const [kind, asset] of kinds) {
      it(`${kind} is recognised by ${Object.keys(asset).join(", ")}`, () => {
        expect(assetKind(asset, manifest)).to.equal(kind);
      });
    }

    it("covers every kind of the manifest", () => {
      expect(new Set(kinds.map(([kind]) => kind))).to.deep.equal(new Set(Object.keys(manifest.assets)));
    });

    it("is refused where no credential is given, with all the ways to give one", () => {
      const error = errorResponse(() =>
        assetKind({ tenant_id: "t", client_id: "c", oauth_un: "u" }, manifest),
      );
      expect(error.code).to.equal("InvalidAsset");
      for (const kind of Object.keys(manifest.assets)) expect(error.message).to.include(kind);
    });

    it("is not taken from what every object has", () => {
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
      it(`cloud ${cloud}: ${api}, ${login}`, () => {
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

    it("a region in a cloud without regions is refused, not ignored", () => {
      const error = rejectedTarget({ cloud: "gcc_high", region: "us" });
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.include("region us").and.include("gcc_high");
    });

    it("a region leaves services alone that have none in any cloud", () => {
      expect(host({ region: "eu" }, "graph")).to.equal("graph.microsoft.com");
    });

    it("a region beside url is refused (was: url won, and the region was ignored)", () => {
      const error = rejectedTarget({ region: "eu", url: "https://api.security.microsoft.com" });
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.include("region has no effect if url is set");
      expect(host({ region: "eu" })).to.equal("eu.api.security.microsoft.com");
    });

    it("a region beside another service's address is followed", () => {
      const asset = { region: "eu", graph_url: "https://graph.microsoft.com" };
      expect(host(asset)).to.equal("eu.api.security.microsoft.com");
      expect(host(asset, "graph")).to.equal("graph.microsoft.com");
    });

    it("graph and sentinel follow the cloud", () => {
      expect(host({ cloud: "dod" }, "graph")).to.equal("dod-graph.microsoft.us");
      expect(host({ cloud: "gcc_high" }, "sentinel")).to.equal("api.ti.sentinel.azure.us");
    });

    it("an unknown cloud is refused", () => {
      expect(errorResponse(() => open({ cloud: "mars" })).message)
        .to.include("mars")
        .and.include("gcc_high");
    });

    it("the cloud follows from the address where none is named", () => {
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
      it(`takes ${url}`, () => {
        expect(open({ url }).target("defender").url).to.equal(new URL(url).origin);
      });
    }

    const refused: [url: string, code: string][] = [
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
    for (const [url, code] of refused) {
      it(`refuses ${url} as ${code}`, () => {
        const error = rejectedTarget({ url });
        expect(error.code).to.equal(code);
        expect(error.message).to.match(/^url /);
      });
    }

    it("takes any host over https where the asset says so, and plain http never", () => {
      const custom = { allow_custom_host: true };
      expect(host({ ...custom, url: "https://gateway.example:8443/mde" })).to.equal("gateway.example:8443");
      expect(rejectedTarget({ ...custom, url: "http://gateway.example" }).code).to.equal("HostNotAllowed");
      expect(rejectedTarget({ ...custom, url: "https://u:p@gateway.example" }).code).to.equal("InvalidAsset");
      expect(rejectedTarget({ allow_custom_host: false, url: "https://gateway.example" }).code).to.equal(
        "HostNotAllowed",
      );
    });

    it("takes graph_url and sentinel_url for their services only", () => {
      const asset = { graph_url: "http://localhost:1", sentinel_url: "http://localhost:2/" };
      expect(open(asset).target("graph").url).to.equal("http://localhost:1");
      expect(open(asset).target("sentinel").url).to.equal("http://localhost:2");
      expect(open(asset).target("defender").url).to.equal("https://api.security.microsoft.com");
      expect(rejectedTarget({ graph_url: "https://evil.example" }, "graph").message).to.match(/^graph_url /);
    });

    it("refuses a host of another cloud than the one named", () => {
      const error = rejectedTarget({ cloud: "gcc", url: "https://api.security.microsoft.com" });
      expect(error.code).to.equal("HostNotAllowed");
      expect(error.hint).to.match(/^Remove url, or set the cloud that the host belongs to \(\w+, .*\bgcc\b/);
    });

    it("asks for the scopes of the asset, for the service that they are meant for", () => {
      const scope = ["https://api.securitycenter.windows.com/.default"];
      expect(open({ scope }).target("defender").scopes).to.deep.equal(scope);
      expect(open({ scope }).target("graph").scopes).to.deep.equal(["https://graph.microsoft.com/.default"]);
    });
  });

  describe("login", () => {
    const byUrl = { client_id: "client", client_secret: "hunter-two" };

    it("takes login_url in place of the cloud's authority", () => {
      const { tokenUrl } = open({ login_url: "https://login.windows.net/" });
      expect(tokenUrl).to.equal("https://login.windows.net/tenant/oauth2/v2.0/token");
    });

    it("takes token_url as it is, and the tenant from it", () => {
      const token_url = "https://login.microsoftonline.com/some-tenant/oauth2/token";
      const connection = open({ token_url }, {}, byUrl);
      expect([connection.tokenUrl, connection.tenant]).to.deep.equal([token_url, "some-tenant"]);
    });

    it("takes token_url before login_url: it says more", () => {
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

    it("reads the roots of ca_file, and says which file cannot be read", async () => {
      const { cert } = await authority();
      expect(open({ ca_file: files.write("ca.pem", cert) }).ca).to.equal(cert);
      const error = errorResponse(() => open({ ca_file: files.path("none.pem") }));
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message)
        .to.match(/^ca_file: /)
        .and.include("ENOENT");
    });

    it("refuses a ca_file that is not PEM, which Node would pass over in silence", () => {
      const error = errorResponse(() => open({ ca_file: files.write("ca.der", "\u0030\u0082") }));
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.match(/^ca_file: .*PEM/);
    });

    it("takes the asset's proxy, the environment before it", () => {
      const asset = { http_proxy: "http://asset.proxy:3128" };
      const url = new URL("https://api.security.microsoft.com");
      expect(open(asset).proxyFor(url)?.host).to.equal("asset.proxy:3128");
      expect(open(asset, { HTTPS_PROXY: "http://env.proxy" }).proxyFor(url)?.host).to.equal("env.proxy");
    });

    for (const http_proxy of ["http://", "http://pro xy", "socks5://user:hunter-two@proxy.example"]) {
      it(`refuses the proxy ${http_proxy}, not showing its password`, () => {
        const error = errorResponse(() => open({ http_proxy }));
        expect(error.code).to.equal("InvalidAsset");
        expect(error.message)
          .to.match(/^http_proxy /)
          .and.not.include("hunter-two");
      });
    }

    it("takes a proxy without a scheme", () => {
      const { proxyFor } = open({ http_proxy: "proxy.example:3128" });
      expect(proxyFor(new URL("https://x.example"))?.href).to.equal("http://proxy.example:3128/");
    });

    it("knows the secrets of each kind, and the proxy's password", () => {
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

    it("takes a proxy's password that is not percent-encoded as it stands", () => {
      const { redactor } = open({ http_proxy: "http://user:100%sure@proxy.example" });
      expect(redactor.clean("100%sure")).to.equal("[secret]");
    });

    it("minds a broken proxy of the environment only where it would be used", () => {
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
      it(`knows the credentials of ${what} as they are sent (was: the plain password only)`, () => {
        const basic = Buffer.from("us er:p@ss-word").toString("base64");
        expect(open(change, env).redactor.clean(`Proxy-Authorization: Basic ${basic}`)).to.equal(
          "Proxy-Authorization: Basic [secret]",
        );
      });
    }

    it("knows the password of the environment's proxy", () => {
      const { redactor } = open({}, { HTTPS_PROXY: "http://user:env-secret@proxy.example" });
      expect(redactor.clean("env-secret")).to.equal("[secret]");
    });
  });
});
