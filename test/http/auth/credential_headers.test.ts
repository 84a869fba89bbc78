import { expect } from "chai";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import type { Asset } from "../../../connector/contract/types.js";
import { load } from "../../../connector/declarations/load.js";
import { packageRoot } from "../../../connector/declarations/package_root.js";
import { assetKind } from "../../../connector/http/auth/asset_kind.js";
import { connect } from "../../../connector/http/auth/connection.js";

const { manifest } = load(packageRoot());
const url = "https://feed.example/taxii2/";
const open = (asset: Asset) => connect({ url, ...asset }, assetKind(asset, manifest), manifest, {});
const fault = (asset: Asset): ConnectorError => {
  try {
    open(asset);
  } catch (error) {
    return error as ConnectorError;
  }
  throw new Error("the asset was accepted");
};

const basic = { kind: "basic", username: "reader", password: "pa:ss wörd" };
const bearer = { kind: "bearer", token: "token-of-the-test" };
const apiKey = { kind: "api_key", header: "X-Api-Key", key: "key-of-the-test" };

describe("http: credentials in each request", () => {
  it("sends a user name and a password as Basic, in UTF-8", () => {
    const encoded = Buffer.from("reader:pa:ss wörd").toString("base64");
    expect(open(basic).headers).to.deep.equal({ authorization: `Basic ${encoded}` });
  });

  it("sends a token as Bearer, a key in its header, and nothing for none", () => {
    expect(open(bearer).headers).to.deep.equal({ authorization: "Bearer token-of-the-test" });
    expect(open(apiKey).headers).to.deep.equal({ "x-api-key": "key-of-the-test" });
    expect(open({ ...apiKey, header: "Authorization" }).headers).to.deep.equal({
      authorization: "key-of-the-test",
    });
    expect(open({ kind: "none" }).headers).to.deep.equal({});
  });

  for (const [what, asset, message] of [
    ["a line break in a key", { ...apiKey, key: "a\r\nHost: b" }, "key contains a line break"],
    ["a blank at the end of a key", { ...apiKey, key: "key " }, "key contains a line break"],
    ["a character beyond ISO 8859-1 in a key", { ...apiKey, key: "k€y" }, "key contains a line break"],
    ["a line break in the name of a header", { ...apiKey, header: "X\r\nY" }, "header is not the name"],
    ["a header with a colon", { ...apiKey, header: "X-Key:" }, "header is not the name"],
    ["a line break in a token", { ...bearer, token: "a\nb" }, "token contains a blank"],
    ["a token with the name of its scheme", { ...bearer, token: "Bearer a" }, "token contains a blank"],
    ["a colon in a user name", { ...basic, username: "a:b" }, "username contains a colon"],
    ["a line break in a password", { ...basic, password: "a\nb" }, "password contains a control character"],
    ...["Host", "Content-Length", "transfer-encoding", "Accept", "Content-Type", "Cookie"].map(
      (header) => [`the header ${header}`, { ...apiKey, header }, "header names a header that"] as const,
    ),
  ] as const)
    it(`rejects ${what}`, () => {
      expect(fault(asset)).to.include({ code: "InvalidAsset" });
      expect(fault(asset).message).to.include(message);
      expect(fault(asset).message).to.not.include("key-of-the-test");
    });

  it("uses the address of the asset for a service without clouds, with its path", () => {
    expect(open(basic).target("taxii")).to.deep.equal({ url: "https://feed.example/taxii2", scopes: [] });
  });

  it("accepts http for a loopback address only", () => {
    const plain = (host: string) => open({ ...basic, url: `http://${host}/taxii2/` });
    expect(plain("127.0.0.1:1234").target("taxii").url).to.equal("http://127.0.0.1:1234/taxii2");
    expect(() => plain("feed.example").target("taxii")).to.throw("must begin with https://");
  });

  it("rejects a kind that the service does not accept, and names those that it accepts", () => {
    expect(() => open(basic).target("defender")).to.throw(
      "accepts no asset of the kind basic. Use an asset of one of these kinds: oauth2_client_credentials",
    );
    expect(() => open(basic).target("misp")).to.throw("one of these kinds: api_key.");
  });

  it("masks password, token and key, also as they are sent", () => {
    const encoded = Buffer.from("reader:pa:ss wörd").toString("base64");
    for (const [asset, text] of [
      [basic, "the password pa:ss wörd is wrong"],
      [basic, `Authorization: Basic ${encoded}`],
      [bearer, "token-of-the-test was rejected"],
      [apiKey, "X-Api-Key: KEY-OF-THE-TEST"],
    ] as const)
      expect(open(asset).redactor.clean(text)).to.include("[secret]");
  });

  it("masks user name and password as they are sent, even if the password is short", () => {
    const encoded = Buffer.from("reader:pass").toString("base64");
    const { redactor } = open({ ...basic, password: "pass" });
    expect(redactor.clean(`You sent Basic ${encoded}.`)).to.equal("You sent Basic [secret].");
  });

  it("separates the rate limits of two keys without showing a key", () => {
    const [one, other] = [open(apiKey), open({ ...apiKey, key: "another-key-of-the-test" })];
    expect(one.client).to.match(/^[\da-f]{16}$/);
    expect(one.client).to.not.equal(other.client);
    expect(open(basic).client).to.equal("reader");
  });
});
