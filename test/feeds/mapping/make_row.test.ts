/** Tests the rows of observables. */
import { expect } from "chai";
import { load, packageRoot } from "../../../connector/index.js";
import { feedMapping } from "../../../connector/feeds/mapping/feed_mapping.js";
import { mapped, rowOf, seen, taken } from "../support.js";

describe("feeds: rows of observables", () => {
  it("has the type of each kind, the value as it is, and built-in texts", () => {
    const kinds = ["sha256", "sha1", "md5", "ip", "domain", "url", "thumbprint"] as const;
    expect(kinds.map((kind) => rowOf(seen(kind, "X"), { action: "Audit" })["indicatorType"])).to.deep.equal([
      "FileSha256",
      "FileSha1",
      "FileMd5",
      "IpAddress",
      "DomainName",
      "Url",
      "CertificateThumbprint",
    ]);
    expect(rowOf(seen("domain", "Bad.example"))).to.deep.equal({
      indicatorType: "DomainName",
      indicatorValue: "Bad.example",
      action: "Block",
      title: "Bad.example",
      description: "DomainName Bad.example from list.txt",
    });
  });

  it("prefers the source to a default, and a default to what is derived", () => {
    const facts = { action: "Audit", severity: "Low", title: "S", confidence: 90 };
    const defaults = {
      action: "Block",
      severity: "Medium",
      title: "T {value}",
      description: "D {type} {feed} {x}",
    };
    const row = rowOf(seen("domain", "bad.example", facts), defaults);
    expect(row).to.deep.include({ action: "Audit", severity: "Low", title: "S" });
    expect(row["description"]).to.equal("D DomainName list.txt {x}");
    expect(rowOf(seen("domain", "bad.example", { confidence: 90 }), defaults)["severity"]).to.equal("Medium");
    expect(rowOf(seen("domain", "$& bad.example"), defaults)["title"]).to.equal("T $& bad.example");
  });

  it("derives the severity from the confidence", () => {
    const severity = (confidence: number) => rowOf(seen("ip", "192.0.2.1", { confidence }))["severity"];
    expect([100, 80, 79, 50, 49, 20, 19, 0].map(severity)).to.deep.equal([
      "High",
      "High",
      "Medium",
      "Medium",
      "Low",
      "Low",
      "Informational",
      "Informational",
    ]);
    expect(rowOf(seen("ip", "192.0.2.1"))).to.not.have.property("severity");
  });

  it("reports an alert that Audit demands against the source", () => {
    const statusFor = (facts: object) => {
      const [item] = mapped([taken(seen("ip", "192.0.2.1", facts))]);
      return [item?.status, item?.code, item?.before, item?.after];
    };
    expect(statusFor({ action: "Audit", generateAlert: false })).to.deep.equal([
      "changed",
      "AlertRequired",
      "false",
      "true",
    ]);
    for (const facts of [
      { action: "Audit", generateAlert: true },
      { action: "Audit" },
      { action: "Block", generateAlert: false },
    ])
      expect(statusFor(facts)[0]).to.equal("taken");
  });

  it("reports a time that the row has in another form", () => {
    const given = { validUntil: "2027-06-30", validFrom: "2026-01-01" };
    const facts = { validUntil: "2027-06-30T00:00:00.000Z", validFrom: "2026-01-01T00:00:00.000Z", given };
    const [item] = mapped([taken(seen("ip", "192.0.2.1", facts))]);
    expect(item).to.deep.include({
      status: "changed",
      code: "TimestampRewritten",
      before: "2027-06-30",
      after: "2027-06-30T00:00:00.000Z",
    });
    expect(item?.message).to.match(/^expirationTime "2027-06-30" /);
    expect(item?.message).not.to.contain("validFrom");
  });

  it("sets generateAlert for Audit, whoever set the action", () => {
    expect(rowOf(seen("ip", "192.0.2.1"), { action: "Audit" })["generateAlert"]).to.equal(true);
    expect(
      rowOf(seen("ip", "192.0.2.1", { action: "audit", generateAlert: false }))["generateAlert"],
    ).to.equal(true);
    expect(rowOf(seen("ip", "192.0.2.1", { generateAlert: false }))["generateAlert"]).to.equal(false);
    expect(rowOf(seen("ip", "192.0.2.1"))).to.not.have.property("generateAlert");
  });

  it("writes words that differ in letter case as declared, and reports the change", () => {
    const [item] = mapped([taken(seen("ip", "192.0.2.1", { action: "bLOCK" }))]);
    expect(item).to.deep.include({ status: "changed", code: "Normalized", before: "bLOCK", after: "Block" });
    expect(rowOf(seen("ip", "192.0.2.1", { action: "Isolate" }))["action"]).to.equal("Isolate");
  });

  it("calculates lifetimes by type", () => {
    const defaults = { action: "Block", expiresAfter: { default: "P30D", Url: "P7D" } };
    expect(rowOf(seen("url", "https://bad.example/x"), defaults)["expirationTime"]).to.equal(
      "2026-12-07T08:00:00Z",
    );
    expect(rowOf(seen("ip", "192.0.2.1"), defaults)["expirationTime"]).to.equal("2026-12-30T08:00:00Z");
    const validUntil = "2028-01-01T00:00:00.1234567Z";
    expect(rowOf(seen("ip", "192.0.2.1", { validUntil }), defaults)["expirationTime"]).to.equal(validUntil);
  });

  it("limits every lifetime, and reports a change of what the source says", () => {
    const defaults = { action: "Block", expiresAfter: { default: "P30D" }, maxExpiresAfter: "P7D" };
    const limit = "2026-12-07T08:00:00Z";
    const [ofDefault, ofSource, earlier] = mapped(
      [{}, { validUntil: "2028-01-01T00:00:00Z" }, { validUntil: "2026-12-01T00:00:00Z" }].map((facts) =>
        taken(seen("ip", "192.0.2.1", facts)),
      ),
      defaults,
    );
    expect(ofDefault).to.deep.include({ status: "taken" });
    expect(ofDefault?.rows[0]).to.deep.include({ expirationTime: limit });
    expect(ofSource).to.deep.include({ status: "changed", code: "ExpiryCapped", after: limit });
    expect(ofSource?.rows[0]).to.deep.include({ expirationTime: limit });
    expect(earlier?.rows[0]).to.deep.include({ expirationTime: "2026-12-01T00:00:00Z" });
    const { action, maxExpiresAfter } = defaults;
    expect(rowOf(seen("ip", "192.0.2.1"), { action, maxExpiresAfter })["expirationTime"]).to.equal(limit);
  });

  it("makes STIX objects by the same code", () => {
    const mapping = feedMapping(load(packageRoot()), "schemas/mappings/stix_object.json");
    const facts = {
      confidence: 70,
      tlp: "green",
      techniques: ["T1071.001"],
      validUntil: "2027-01-01T00:00:00Z",
    } as const;
    const row = rowOf(seen("url", String.raw`https://bad.example/'\x`, facts), {}, { mapping });
    expect(row).to.deep.equal({
      type: "indicator",
      spec_version: "2.1",
      id: row["id"],
      created: "2026-11-30T08:00:00Z",
      modified: "2026-11-30T08:00:00Z",
      name: String.raw`https://bad.example/'\x`,
      description: String.raw`Url https://bad.example/'\x from list.txt`,
      pattern: String.raw`[url:value = 'https://bad.example/\'\\x']`,
      pattern_type: "stix",
      valid_from: "2026-11-30T08:00:00Z",
      valid_until: "2027-01-01T00:00:00Z",
      confidence: 70,
      object_marking_refs: ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
      external_references: [{ source_name: "mitre-attack", external_id: "T1071.001" }],
    });
    const of = (value: string) => rowOf(seen("ip", value), {}, { mapping });
    expect(of("192.0.2.1")["pattern"]).to.equal("[ipv4-addr:value = '192.0.2.1']");
    expect(of("2001:db8::1")["pattern"]).to.equal("[ipv6-addr:value = '2001:db8::1']");
    expect(of("192.0.2.1")["id"])
      .to.equal(of("192.0.2.1")["id"])
      .and.to.match(/^indicator--[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(of("192.0.2.1")["id"]).to.not.equal(of("192.0.2.2")["id"]);
  });
});
