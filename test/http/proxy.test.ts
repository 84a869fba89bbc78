import { expect } from "chai";
import { isLoopback, proxyFor } from "../../connector/http/proxy.js";

const service = new URL("https://api.security.microsoft.com/api/indicators/import");
const asset = "http://asset.proxy:3128";
const proxy = (env: Record<string, string>, url = service, own: string | undefined = asset) =>
  proxyFor(url, own, env)?.href;

describe("http: proxy", () => {
  it("uses the asset's proxy if the environment names none", () => {
    expect(proxy({})).to.equal("http://asset.proxy:3128/");
    expect(proxyFor(service, undefined, {})).to.equal(undefined);
  });

  it("uses the environment's proxy before the asset's", () => {
    expect(proxy({ HTTPS_PROXY: "http://env.proxy:8080" })).to.equal("http://env.proxy:8080/");
    expect(proxy({ https_proxy: "http://small.proxy", HTTPS_PROXY: "http://env.proxy" })).to.equal(
      "http://small.proxy/",
    );
    expect(proxy({ ALL_PROXY: "http://all.proxy" })).to.equal("http://all.proxy/");
    expect(proxy({ ALL_PROXY: "http://all.proxy", HTTPS_PROXY: "http://env.proxy" })).to.equal(
      "http://env.proxy/",
    );
  });

  it("selects the proxy by the scheme of the address", () => {
    const env = { HTTP_PROXY: "http://plain.proxy", HTTPS_PROXY: "http://tls.proxy" };
    expect(proxy(env, new URL("http://gateway.example/"))).to.equal("http://plain.proxy/");
    expect(proxy(env)).to.equal("http://tls.proxy/");
  });

  it("treats an empty variable as not set, and an address without a scheme as http", () => {
    expect(proxy({ HTTPS_PROXY: "" })).to.equal("http://asset.proxy:3128/");
    expect(proxy({ HTTPS_PROXY: "env.proxy:8080" })).to.equal("http://env.proxy:8080/");
  });

  it("treats an empty lower-case variable as not set", () => {
    expect(proxy({ https_proxy: "", HTTPS_PROXY: "http://env.proxy" })).to.equal("http://env.proxy/");
  });

  const exempt = [
    "*",
    "api.security.microsoft.com",
    "API.Security.Microsoft.com",
    ".microsoft.com",
    "*.microsoft.com",
    "api.security.microsoft.com:443",
    "one.example, .security.microsoft.com",
    "one.example .security.microsoft.com",
  ];
  for (const value of exempt) {
    it(`uses no proxy if NO_PROXY is ${value}`, () => {
      expect(proxy({ NO_PROXY: value, HTTPS_PROXY: "http://env.proxy" })).to.equal(undefined);
      expect(proxy({ no_proxy: value })).to.equal(undefined);
    });
  }

  for (const value of [
    "",
    "security.microsoft.co",
    "xapi.security.microsoft.com",
    "*.com:8443",
    ".example",
  ]) {
    it(`uses the proxy if NO_PROXY is "${value}"`, () => {
      expect(proxy({ NO_PROXY: value })).to.equal("http://asset.proxy:3128/");
    });
  }

  it("uses the default port of an address without a port", () => {
    const plain = new URL("http://gateway.example/");
    expect(proxy({ NO_PROXY: "gateway.example:80" }, plain)).to.equal(undefined);
    expect(proxy({ NO_PROXY: "gateway.example:443" }, plain)).to.equal("http://asset.proxy:3128/");
    expect(proxy({ NO_PROXY: "gateway.example:8080" }, new URL("http://gateway.example:8080"))).to.equal(
      undefined,
    );
  });

  it("never uses a proxy for this machine itself", () => {
    const env = { HTTP_PROXY: "http://env.proxy", HTTPS_PROXY: "http://env.proxy" };
    for (const host of ["localhost:8080", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080", "LOCALHOST"]) {
      expect(proxy(env, new URL(`http://${host}/`)), host).to.equal(undefined);
    }
  });

  it("never uses a proxy for the metadata service, which sends a token", () => {
    const env = { HTTP_PROXY: "http://env.proxy" };
    const imds = new URL("http://169.254.169.254/metadata/identity/oauth2/token");
    const appService = new URL("http://169.254.130.5:8081/msi/token");
    expect([proxy(env, imds), proxy(env, appService)]).to.deep.equal([undefined, undefined]);
    expect(proxy(env, new URL("http://169.255.1.1/"))).to.equal("http://env.proxy/");
  });

  it("does not take a name for loopback only because it resembles it", () => {
    for (const host of ["127.0.0.1.example", "localhost.example", "xlocalhost", "128.0.0.1", "::2"]) {
      expect(isLoopback(host), host).to.equal(false);
    }
    for (const host of ["localhost", "127.0.0.1", "[::1]", "::1"])
      expect(isLoopback(host), host).to.equal(true);
  });
});
