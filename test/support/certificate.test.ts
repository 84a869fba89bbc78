import { X509Certificate } from "node:crypto";
import { expect } from "chai";
import { authority, identity } from "./certificate.js";

describe("test support: certificate", () => {
  it("creates an authority and certificates that it signs", async () => {
    const root = await authority("A root");
    const { cert } = await identity(["api.example", "127.0.0.1"], root);
    const made = new X509Certificate(cert);
    const rootMade = new X509Certificate(root.cert);
    expect(made.verify(rootMade.publicKey)).to.equal(true);
    expect(rootMade.ca).to.equal(true);
    expect(made.subjectAltName).to.equal("DNS:api.example, IP Address:127.0.0.1");
  });
});
