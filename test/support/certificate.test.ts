import { X509Certificate } from "node:crypto";
import { expect } from "chai";
import { authority, identity } from "./certificate.js";

describe("test support: certificate", () => {
  it("makes an authority and certificates that it vouches for", () => {
    const root = authority("A root");
    const cert = new X509Certificate(identity(["api.example", "127.0.0.1"], root).cert);
    const rootCert = new X509Certificate(root.cert);
    expect(cert.verify(rootCert.publicKey)).to.equal(true);
    expect(cert.checkIssued(rootCert)).to.equal(true);
    expect(rootCert.ca).to.equal(true);
    expect(cert.subjectAltName).to.equal("DNS:api.example, IP Address:127.0.0.1");
  });

  it("writes sound PEM whatever the length of a name", () => {
    for (let length = 1; length <= 64; length += 16) {
      const { cert } = authority("n".repeat(length));
      expect(cert).to.not.include("\n\n");
      expect(new X509Certificate(cert).subject).to.equal(`CN=${"n".repeat(length)}`);
    }
  });
});
