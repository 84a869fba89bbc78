/** Field cases: values as people send them, with the message of strict mode and the value that `normalize` sends. */
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { acceptAll, type Ran, ran, ranRows } from "../../engine/stub.js";
import { importOf, row } from "../../support/rows.js";
import { stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";

/** Type, value, the value that `normalize` sends (undefined: rejected there too), and the message. */
type Case = readonly [type: string, value: string, corrected: string | undefined, says: RegExp];

const typed = (indicatorType: string, indicatorValue: string): JsonObject =>
  row(1, {
    indicatorType,
    indicatorValue,
    ...(indicatorType === "CertificateThumbprint" ? { action: "Allowed" } : {}),
  });

const sent = ({ calls }: Ran) => calls[0]?.rows[0]?.["indicatorValue"];
const a = (count: number) => "a".repeat(count);
const sha1 = "a1".repeat(20);

/** Values that are sent unchanged and without a message in every mode. */
const good: (readonly [type: string, value: string])[] = [
  ["DomainName", "hxxp-mirror.example"],
  ["DomainName", "hxxps-naver.something"],
  ["DomainName", "meow.example"],
  ["DomainName", "_dmarc.bad.example"],
  ["DomainName", "under_score.bad.example"],
  ["DomainName", "xn--bcher-kva.example"],
  ["DomainName", `${a(63)}.example`],
  ["DomainName", "a.zip"],
  ["DomainName", "1.2.3.bad.example"],
  ["Url", "https://hxxp-mirror.example/x"],
  ["Url", "https://bad.example/wiki/A_(.)_b"],
  ["Url", "https://bad.example/a[.]b?x=[.]"],
  ["Url", "https://bad.example/?next=hxxps://other[.]example#[.]"],
  ["Url", "http://203.0.113.5:8080/x"],
  ["Url", "https://[2001:db8::1]:443/x"],
  ["Url", "ftp://bad.example"],
  ["Url", "https://bad.example/x/.../y"],
  ["Url", "https://bad.example/user@host"],
  ["IpAddress", "203.0.113.5"],
  ["IpAddress", "2001:db8:0:0:0:0:0:5"],
  ["CertificateThumbprint", sha1],
];

const cases: readonly Case[] = [
  ["Url", "hxxps[://]bad[.]example/nt.php", "https://bad.example/nt.php", /is defanged\. Write "https:/],
  ["Url", "[http]://bad.example/x", "http://bad.example/x", /is defanged/],
  ["Url", "https://bad[ dot ]example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https[://]bad.example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad(dot)example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad{.}example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad{dot}example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad[.example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad.]example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad\\.example/x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad.example[/]x", "https://bad.example/x", /is defanged/],
  ["Url", "https://bad.example[/]x[/]y", undefined, /ambiguous way/],
  ["Url", "http:\\\\bad.example/x", "http://bad.example/x", /is defanged/],
  ["Url", "http[:]\\\\bad.example/x", "http://bad.example/x", /is defanged/],
  ["Url", "http:\\\\bad.example\\x", undefined, /backslash after its host/],
  ["Url", "meows://bad.example/x", "https://bad.example/x", /is defanged/],
  ["Url", "h**p://bad.example/x", "http://bad.example/x", /is defanged/],
  ["Url", "hxtps://bad.example/x", "https://bad.example/x", /is defanged/],
  ["Url", "fxp://bad.example/x", "ftp://bad.example/x", /is defanged/],
  ["Url", "fxps://bad.example/x", undefined, /scheme "ftps"/],
  ["Url", "hXXp://bad[.]example/a[.]b", "http://bad.example/a[.]b", /after the host is kept/],
  ["Url", "https://bad.example/\u200bx", undefined, /U\+200B/],
  ["Url", "\u200ehttps://bad.example/x", "https://bad.example/x", /U\+200E/],
  ["Url", "https://bad.example/a b", undefined, /a blank \(U\+0020\)/],
  ["Url", "/login.php", undefined, /has no scheme/],
  ["Url", "bad.example/x", undefined, /has no scheme/],
  ["Url", "bad.example", undefined, /is a domain name, not a URL.*indicatorType to DomainName/],
  ["Url", "203.0.113.5", undefined, /is an IP address, not a URL.*indicatorType to IpAddress/],
  ["Url", "mailto:user@bad.example", undefined, /scheme "mailto"/],
  ["Url", "http://192.168.1.1/x", undefined, /"192\.168\.1\.1"\) that is a private address/],
  ["Url", "http://127.0.0.1/x", undefined, /loopback/],
  ["Url", "http://[fe80::1]/x", undefined, /link-local/],
  ["Url", "http://2130706433/x", undefined, /one label only/],
  ["Url", "http://0x7f.0.0.1/x", undefined, /ends in a number/],
  ["Url", "https://b\u00fccher.example/x", "https://xn--bcher-kva.example/x", /ASCII form/],
  ["Url", "https://bad.example./x", "https://bad.example/x", /ends in a dot/],
  ["Url", "https://[::ffff:203.0.113.5]/x", "https://203.0.113.5/x", /IPv4-mapped/],
  ["Url", "https://bad.example/very/long...", undefined, /cut off/],
  ["Url", "https://bad.example/cut\u2026", undefined, /cut off/],
  ["Url", "https://bad.example/cut[...]", undefined, /cut off/],
  ["Url", "https://*.bad.example/", undefined, /wildcard/],
  ["Url", "https://user:word@bad.example/", undefined, /user name before its host "bad\.example"/],
  ["Url", "https://bad.example:65536/", undefined, /from 1 to 65535/],
  ["Url", "https://bad.example:0/", undefined, /from 1 to 65535/],
  ["Url", "https://localhost/x", undefined, /one label only/],
  ["DomainName", "bad\u00ad.example", undefined, /U\+00AD/],
  ["DomainName", "bad\u200b.example", undefined, /U\+200B/],
  ["DomainName", "bad.example\u202c", "bad.example", /U\+202C/],
  ["DomainName", "bad.example\u00a0", "bad.example", /U\+00A0/],
  ["DomainName", "\ufeffbad.example", "bad.example", /U\+FEFF/],
  ["DomainName", "bad.example.", "bad.example", /ends in a dot/],
  ["DomainName", ".bad.example", "bad.example", /begins with a dot/],
  ["DomainName", "*.bad.example", "bad.example", /wildcard/],
  ["DomainName", "bad.example:8443", "bad.example", /has a port \(8443\)/],
  ["DomainName", "b\u00fccher.example", "xn--bcher-kva.example", /ASCII form/],
  ["DomainName", "\ufb01.com", undefined, /U\+FB01/],
  ["DomainName", "evil\u3002com", undefined, /U\+3002/],
  ["DomainName", "203.0.113.5", undefined, /IP address.*indicatorType to IpAddress/],
  ["DomainName", "2001:db8::5", undefined, /IP address.*indicatorType to IpAddress/],
  ["DomainName", a(40), undefined, /SHA-1 hash.*indicatorType to FileSha1/],
  ["DomainName", "https://bad.example/x", undefined, /is a URL.*indicatorType to Url/],
  ["DomainName", "bad.example/x", undefined, /has a path/],
  ["DomainName", "bad..example", undefined, /empty label/],
  ["DomainName", "localhost", undefined, /one label only/],
  ["DomainName", "1.2.3", undefined, /ends in a number/],
  ["DomainName", '"bad.example"', "bad.example", /quotes/],
  ["DomainName", "bad.example, worse.example", undefined, /is a list/],
  ["DomainName", "user@bad.example", undefined, /email address/],
  ["DomainName", "-bad.example", undefined, /hyphen/],
  ["DomainName", `${a(64)}.example`, undefined, /a label of 64 characters/],
  ["DomainName", `${`${a(60)}.`.repeat(4)}${a(12)}`, undefined, /has 256 characters/],
  ["CertificateThumbprint", `\u200e${sha1}`, sha1, /U\+200E/],
  ["CertificateThumbprint", sha1.replace(/..(?=.)/g, "$& "), sha1, /separators/],
  ["CertificateThumbprint", sha1.toUpperCase().replace(/..(?=.)/g, "$&:"), sha1.toUpperCase(), /separators/],
  ["CertificateThumbprint", a(39), undefined, /has 39 characters; a certificate thumbprint is 40 or 64/],
  ["FileSha256", `\u200e${a(64)}`, a(64), /U\+200E/],
  ["FileSha256", `${a(30)}\u200b${a(34)}`, undefined, /U\+200B/],
  ["FileSha256", `${a(32)} ${a(32)}`, undefined, /a blank/],
  ["FileSha256", a(63), undefined, /has 63 characters; a SHA-256 hash is 64/],
  ["FileSha1", a(64), undefined, /as a SHA-256 hash has.*indicatorType to FileSha256/],
  ["FileMd5", "g".repeat(32), undefined, /contains "g"/],
  ["IpAddress", "203.0.113.9/32", "203.0.113.9", /the single address 203\.0\.113\.9/],
  ["IpAddress", "2001:db8::9/128", "2001:db8:0:0:0:0:0:9", /single address/],
  ["IpAddress", "203.0.113.0/24", undefined, /only single addresses/],
  ["IpAddress", "203.0.113.1-203.0.113.9", undefined, /only single addresses/],
  ["IpAddress", "203.0.113.9:443", "203.0.113.9", /has a port \(443\)/],
  ["IpAddress", "[2001:db8::9]:443", "2001:db8:0:0:0:0:0:9", /has a port \(443\)/],
  ["IpAddress", "203[.]0[.]113[.]9", "203.0.113.9", /is defanged/],
  ["IpAddress", "2001[:]db8[:][:]9", "2001:db8:0:0:0:0:0:9", /is defanged/],
  ["IpAddress", "::ffff:203.0.113.9", "203.0.113.9", /IPv4-mapped form of 203\.0\.113\.9/],
  ["IpAddress", "::ffff:cb00:7109", "203.0.113.9", /IPv4-mapped form of 203\.0\.113\.9/],
  ["IpAddress", "::ffff:10.0.0.1", undefined, /private/],
  ["IpAddress", "::203.0.113.9", undefined, /special-purpose/],
  ["IpAddress", "010.1.1.1", undefined, /not an IP address/],
  ["IpAddress", "bad.example", undefined, /indicatorType to DomainName/],
  ...[
    ["240.0.0.1", "198.18.0.1", "192.0.0.1", "192.88.99.1", "0.1.2.3", "100.64.0.1", "100.127.255.255"],
    ["224.0.0.1", "255.255.255.255", "10.0.0.1", "172.16.0.1", "172.31.255.255", "127.1.2.3", "169.254.0.1"],
    ["fec0::1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2002::1"],
    ["fe80::1", "fd00::1", "ff02::1", "::1", "::", "5f00::1", "4000::1", "2620:4f:8000::1"],
  ]
    .flat()
    .map((value): Case => ["IpAddress", value, undefined, /not an address of a host on the internet/]),
];

describe("values: field cases", () => {
  it("sends valid values unchanged and without a message in every mode", async () => {
    for (const options of [{}, { normalize: true }, { validation: "report" as const }]) {
      const run = await ranRows(
        good.map(([type, value]) => typed(type, value)),
        options,
      );
      expect(run.reasons.filter((reason) => reason !== null)).to.deep.equal([]);
      expect(run.calls[0]?.rows.map(({ indicatorValue }) => indicatorValue)).to.deep.equal(
        good.map(([, value]) => value),
      );
      expect(run.warnings).to.deep.equal([]);
    }
  });

  for (const [type, value, corrected, says] of cases) {
    it(`${type} ${JSON.stringify(value).slice(0, 60)}: ${corrected === undefined ? "is rejected" : "is corrected"}`, async () => {
      const given = [typed(type, value)];
      const strict = await ranRows(given);
      const reason = String(strict.reasons[0]);
      expect(strict.calls.length).to.equal(0);
      expect(reason)
        .to.match(/^InvalidIndicator: indicatorValue /)
        .and.match(says);
      const proposal = /Write ("(?:[^"\\]|\\.)*"), or use normalize\.$/.exec(reason)?.[1];
      expect(proposal && JSON.parse(proposal)).to.equal(corrected);

      const normalized = await ranRows(given, { normalize: true });
      expect(sent(normalized)).to.equal(corrected);
      expect(normalized.warnings.map(({ code }) => code)).to.deep.equal(
        corrected === undefined ? [] : ["Normalized"],
      );
      if (corrected === undefined) expect(normalized.reasons[0]).to.equal(reason);

      const reported = await ranRows(given, { validation: "report" });
      expect([sent(reported), reported.warnings.map(({ code }) => code)]).to.deep.equal([
        value,
        ["InvalidIndicator"],
      ]);
      const off = await ranRows(given, { validation: "off" });
      expect([sent(off), off.warnings]).to.deep.equal([value, []]);
    });
  }

  // Certificates have the actions Allow and Block and remediate only, as the table of indicators-overview says.
  for (const [line, point, corrected] of [
    [
      '{"indicatorValue": "\\u200ea1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1", "indicatorType": "CertificateThumbprint", "action": "Block", "title": "t", "description": "d"}',
      "U+200E",
      "a1".repeat(20),
    ],
    [
      '{"indicatorValue": "a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1", "indicatorType": "CertificateThumbprint", "action": "Block", "title": "t", "description": "d"}',
      "separators",
      "a1".repeat(20),
    ],
    [
      '{"indicatorValue": "A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1:A1", "indicatorType": "CertificateThumbprint", "action": "Block", "title": "t", "description": "d"}',
      "separators",
      "A1".repeat(20),
    ],
  ] as const)
    it(`names both problems of a blocked certificate with ${point} in ${corrected.slice(0, 4)}…, and normalizes its value only`, async () => {
      const given = JSON.parse(line) as JsonObject;
      const action =
        'action "Block" is not accepted for a CertificateThumbprint; use Allowed or BlockAndRemediate.';
      const strict = await ranRows([given]);
      const reason = String(strict.reasons[0]);
      expect(reason)
        .to.match(/^InvalidIndicator: /)
        .and.contain(action)
        .and.contain(point);
      expect(reason).to.contain(`Write ${JSON.stringify(corrected)}, or use normalize.`);
      const normalized = await ranRows([given], { normalize: true });
      expect(normalized.reasons[0]).to.equal(`InvalidIndicator: ${action}`);
      expect([strict.calls.length, normalized.calls.length]).to.deep.equal([0, 0]);
      for (const allowed of ["Allowed", "BlockAndRemediate"]) {
        const { calls } = await ranRows([{ ...given, action: allowed }], { normalize: true });
        expect(calls[0]?.rows).to.deep.equal([{ ...given, action: allowed, indicatorValue: corrected }]);
      }
    });

  it("rejects 26 trailing dots of 500 rows before any call, and sends the 474 others", async () => {
    const given = Array.from({ length: 500 }, (_none, n) =>
      row(n, { indicatorValue: `host-${n}.feed.example${n % 19 === 0 && n < 494 ? "." : ""}` }),
    );
    const dotted = given.filter(({ indicatorValue }) => String(indicatorValue).endsWith("."));
    expect(dotted.length).to.equal(26);
    const { calls, results } = await ran(importOf(given), { service: acceptAll });
    expect(calls.map(({ rows }) => rows.length)).to.deep.equal([474]);
    for (const [n, { failureReason }] of results.entries())
      if (dotted.includes(given[n] as JsonObject))
        expect(failureReason).to.contain(`Write "host-${n}.feed.example", or use normalize.`);
      else expect(failureReason).to.equal(null);
  });

  it("sends a shortened IPv6 address unchanged, with a warning that contains all eight groups", async () => {
    const given = [typed("IpAddress", "2001:db8::5")];
    const strict = await ranRows(given);
    expect(sent(strict)).to.equal("2001:db8::5");
    expect(strict.warnings.map(({ code }) => code)).to.deep.equal(["ShortAddress"]);
    expect(strict.warnings[0]?.message).to.contain('Write "2001:db8:0:0:0:0:0:5", or use normalize.');
    const normalized = await ranRows(given, { normalize: true });
    expect(sent(normalized)).to.equal("2001:db8:0:0:0:0:0:5");
    expect(normalized.warnings.map(({ code }) => code)).to.deep.equal(["Normalized"]);
    const off = await ranRows(given, { validation: "off" });
    expect([sent(off), off.warnings]).to.deep.equal(["2001:db8::5", []]);
  });

  it("sends a value above 800 characters and a title above 4,000 with a warning", async () => {
    const long = typed("Url", `https://bad.example/${a(3000)}`);
    const { calls, warnings } = await ranRows([long, row(2, { title: a(4001) }), row(3, { title: a(4000) })]);
    expect(calls[0]?.rows.length).to.equal(3);
    expect(warnings.map(({ code, rows }) => [code, rows])).to.deep.equal([
      ["LongValue", [0]],
      ["LongValue", [1]],
    ]);
    expect(warnings.map(({ message }) => message.split(",")[0])).to.deep.equal([
      "indicatorValue has 3020 characters",
      "title has 4001 characters",
    ]);
  });

  it("shows invisible characters of a value as escapes", async () => {
    const { reasons } = await ranRows([typed("DomainName", "bad\u202e.example")]);
    expect(reasons[0]).to.contain(String.raw`"bad\u202e.example"`);
    expect(reasons[0]).to.not.contain("\u202e");
  });
});

describe("values: field cases of other fields", () => {
  const expiring = (expirationTime: unknown) => row(1, { expirationTime });

  for (const [time, corrected, says] of [
    ["2027-12-01T24:00:00Z", undefined, /such as 2027-01-31T00:00:00Z/],
    ["2027-02-30T00:00:00Z", undefined, /not a valid, unambiguous timestamp/],
    ["2027-12-01T00:00:00+14:01", undefined, /not a valid, unambiguous timestamp/],
    ["2027-12-01T00:00:00-15:00", undefined, /not a valid, unambiguous timestamp/],
    ["9999-12-31T23:59:59-01:00", undefined, /not a valid, unambiguous timestamp/],
    ["0000-12-01T00:00:00Z", undefined, /not a valid, unambiguous timestamp/],
    ["10000-12-01T00:00:00Z", undefined, /not a valid, unambiguous timestamp/],
    ["2027-12-01T23:59:60Z", undefined, /not a valid, unambiguous timestamp/],
    ["2027-12-01", undefined, /no time and no zone/],
    ["2027-12-01T00:00:00", undefined, /no zone/],
    ["12/7/2027", undefined, /not a valid, unambiguous timestamp/],
    ["", undefined, /not a valid, unambiguous timestamp/],
    ["2027-12-01 00:00:00+0200", "2027-12-01T00:00:00+02:00", /ISO 8601/],
    ["2027-12-01t00:00:00z", "2027-12-01T00:00:00Z", /ISO 8601/],
    [" 2027-12-01T00:00:00Z", "2027-12-01T00:00:00Z", /U\+0020/],
  ] as const) {
    it(`expirationTime ${JSON.stringify(time)}`, async () => {
      const { reasons } = await ranRows([expiring(time)]);
      expect(reasons[0])
        .to.match(/^InvalidIndicator: expirationTime /)
        .and.match(says);
      if (corrected !== undefined) expect(reasons[0]).to.contain(`Write "${corrected}", or use normalize.`);
      const { calls } = await ranRows([expiring(time)], { normalize: true });
      expect(calls[0]?.rows[0]?.["expirationTime"]).to.equal(corrected);
    });
  }

  it("accepts the timestamps that a DateTimeOffset accepts", async () => {
    const times = [
      null,
      "2027-12-01T00:00:00Z",
      "2027-12-01T23:59:59.1234567+14:00",
      "2027-12-01T00:00:00.0Z",
      "2027-12-01T00:00-14:00",
      "2028-02-29T12:00:00Z",
      "9999-12-31T23:59:59Z",
    ];
    const { calls, reasons, warnings } = await ranRows(
      times.map((time, n) => ({ ...expiring(time), title: `${n}` })),
    );
    expect(reasons.filter((reason) => reason !== null)).to.deep.equal([]);
    expect(warnings).to.deep.equal([]);
    expect(calls.flatMap(({ rows }) => rows).length).to.equal(times.length);
  });

  it("rejects a group name with an invisible character inside, and normalizes one at its ends", async () => {
    for (const name of ["Group\u200bOne", "Group\u00a0One", "Group\tOne", "\u2060Group\u202eOne"]) {
      const given = row(1, { rbacGroupNames: ["A group", name] });
      for (const normalize of [false, true]) {
        const { reasons, calls } = await ranRows([given], { normalize });
        expect(String(reasons[0])).to.match(/^InvalidIndicator: rbacGroupNames\.1 ".*contains an invisible/);
        expect(calls.length).to.equal(0);
      }
    }
    const ends = row(1, { rbacGroupNames: ["\u200bGroup One\u200b"] });
    const { calls } = await ranRows([ends], { normalize: true });
    expect(calls[0]?.rows).to.deep.equal([row(1, { rbacGroupNames: ["Group One"] })]);
  });

  it("rejects groups without a name and texts of blanks, and removes blanks around a name with normalize", async () => {
    const given = [
      row(1, { rbacGroupNames: [""] }),
      row(2, { rbacGroupNames: ["One", " \u200b"] }),
      row(3, { rbacGroupNames: ["One", "GroupOne "] }),
      row(4, { title: "   " }),
      row(5, { description: "\u200b" }),
      row(6, { educateUrl: "not a url" }),
      row(7, { educateUrl: "javascript:alert(1)" }),
    ];
    const { calls, reasons } = await ranRows(given);
    expect(calls.length).to.equal(0);
    expect(reasons.map((reason) => String(reason).split(" ")[1])).to.deep.equal([
      "rbacGroupNames.0",
      "rbacGroupNames.1",
      "rbacGroupNames.1",
      "title",
      "description",
      "educateUrl",
      "educateUrl",
    ]);
    expect(reasons[2]).to.contain('Write "GroupOne", or use normalize.');
    const normalized = await ranRows(given, { normalize: true });
    expect(normalized.calls[0]?.rows).to.deep.equal([row(3, { rbacGroupNames: ["One", "GroupOne"] })]);
    expect(normalized.warnings.map(({ message }) => message)).to.include(
      'rbacGroupNames.1 "GroupOne " became "GroupOne".',
    );
  });

  it("accepts an intranet page for educateUrl", async () => {
    const { reasons } = await ranRows([row(1, { educateUrl: "https://intranet/blocked?x=1" })]);
    expect(reasons).to.deep.equal([null]);
  });

  for (const [field, word, meant] of [
    ["action", "Allow", "Allowed"],
    ["action", "Block execution", "Block"],
    ["action", "block_and_remediate", "BlockAndRemediate"],
    ["action", "Alert and block", "AlertAndBlock"],
    ["action", "Blok", "Block"],
    ["indicatorType", "Domain", "DomainName"],
    ["indicatorType", "SHA256", "FileSha256"],
    ["indicatorType", "sha-256", "FileSha256"],
    ["indicatorType", "MD5", "FileMd5"],
    ["indicatorType", "IPv4", "IpAddress"],
    ["indicatorType", "ipv6-addr", "IpAddress"],
    ["indicatorType", "URI", "Url"],
    ["severity", "info", "Informational"],
    ["severity", "Critical", "High"],
    ["severity", "MEDIUM", "Medium"],
  ] as const) {
    it(`suggests ${meant} for ${field} ${word}, and changes nothing`, async () => {
      for (const normalize of [false, true]) {
        const file = { indicatorType: "FileSha1", indicatorValue: "a".repeat(40) };
        const given = row(1, { ...(field === "action" ? file : {}), [field]: word });
        const { calls, reasons } = await ranRows([given], { normalize });
        expect(reasons[0]).to.match(
          new RegExp(`^InvalidIndicator: ${field} "${word}" is not one of .*; write it as ${meant}\\.$`),
        );
        expect(calls.length).to.equal(0);
      }
    });
  }

  it("requests a word if the row has a number, and does not guess one", async () => {
    const { reasons } = await ranRows([row(1, { severity: 3 }), row(2, { severity: "3" })]);
    expect(reasons).to.deep.equal([
      "InvalidIndicator: severity 3 is not one of Informational, Low, Medium, High; write one of these words, not a number.",
      'InvalidIndicator: severity "3" is not one of Informational, Low, Medium, High.',
    ]);
  });
});

describe("values: field cases of other actions", () => {
  const bad = [
    { url: "hxxp://bad[.]example/x" },
    { fileHashType: "sha1", fileHashValue: "ab".repeat(32) },
    { domainName: "bad.example." },
    { networkIPv4: "10.0.0.1" },
    { networkDestinationIPv4: "203[.]0.113.5" },
    { networkSourceIPv6: "::ffff:203.0.113.5" },
    { networkCidrBlock: "203.0.113.0/33" },
    { emailSenderAddress: "user[at]bad[.]example" },
    { emailSourceDomain: "localhost" },
    { expirationDateTime: "2030-12-01T24:00:00Z" },
    { lastReportedDateTime: "yesterday" },
    { description: " " },
  ];

  for (const [name, id] of [
    ["submit_ti_indicators", {}],
    ["update_ti_indicators", { id: "c6fb948b-89c5-405a-a593-6d5e4a2b1f00" }],
  ] as const) {
    it(`checks every value of ${name}`, async () => {
      const given = bad.map((change, n) => tiRow(n, { ...id, ...change }));
      const { calls, results } = await ran(valueOf(given), { name });
      expect(calls.length).to.equal(0);
      for (const [n, result] of results.entries()) {
        const field = Object.keys(bad[n] ?? {}).at(-1);
        expect(JSON.stringify(result)).to.contain(`InvalidIndicator: ${field} `);
      }
      expect(JSON.stringify(results[1])).to.contain("set fileHashType to sha256");
    });

    it(`corrects the values of ${name} with normalize`, async () => {
      const given = [bad[0], bad[2], bad[4], bad[7]].map((change, n) => tiRow(n, { ...id, ...change }));
      const { calls } = await ran(valueOf(given), { name, normalize: true });
      expect(calls.flatMap(({ rows }) => rows)).to.deep.include.members([
        { ...given[0], url: "http://bad.example/x" },
        { ...given[1], domainName: "bad.example" },
        { ...given[2], networkDestinationIPv4: "203.0.113.5" },
        { ...given[3], emailSenderAddress: "user@bad.example" },
      ]);
    });
  }

  it("suggests the words of Graph for those of others", async () => {
    const given = [
      tiRow(1, { tlpLevel: "TLP:GREEN" }),
      tiRow(2, { targetProduct: "Microsoft Sentinel" }),
      tiRow(3, { fileHashType: "SHA-256", fileHashValue: a(64) }),
    ];
    const { results } = await ran(valueOf(given), { name: "submit_ti_indicators" });
    for (const [n, word] of ["green", "Azure Sentinel", "sha256"].entries())
      expect(JSON.stringify(results[n])).to.contain(`write it as ${word}.`);
  });

  for (const key of ["'sha-256'", "'Sha-256'", "SHA256", "Sha256", "'SHA_256'", "'SHA-256'"])
    it(`checks the hash that a pattern compares at ${key}`, async () => {
      const given = stixObject(1, { pattern: `[file:hashes.${key} = 'abc']` });
      const { results, calls } = await ran(uploadOf([given]), { name: "upload_stix_objects" });
      expect(JSON.stringify(results)).to.contain("a SHA-256 hash is 64 hexadecimal digits");
      expect(calls.length).to.equal(0);
    });

  it("distinguishes hash algorithms with similar names", async () => {
    const given = stixObject(1, { pattern: "[file:hashes.'SHA3-256' = 'abc']" });
    const { calls } = await ran(uploadOf([given]), { name: "upload_stix_objects" });
    expect(calls.length).to.equal(1);
  });

  for (const path of [
    "email-addr:value",
    "email-message:from_ref.value",
    "email-message:sender_ref.value",
    "email-message:to_refs[0].value",
    "email-message:cc_refs[*].value",
  ])
    it(`checks the email address that a pattern compares at ${path}`, async () => {
      const given = stixObject(1, { pattern: `[${path} = 'user[@]bad[.]example']` });
      const { results, calls } = await ran(uploadOf([given]), { name: "upload_stix_objects" });
      expect(JSON.stringify(results)).to.contain("is defanged");
      expect(calls.length).to.equal(0);
      const options = { name: "upload_stix_objects", normalize: true };
      const normalized = await ran(uploadOf([given]), options);
      expect(normalized.calls[0]?.rows[0]?.["pattern"]).to.equal(`[${path} = 'user@bad.example']`);
    });

  it("requests the text if a number is an allowed value as text", async () => {
    const given = uploadOf([stixObject(1, { spec_version: 2.1 })]);
    const { calls, output } = await ran(given, { name: "upload_stix_objects" });
    expect(calls.length).to.equal(0);
    expect(JSON.stringify(output.json_body)).to.contain(
      String.raw`spec_version 2.1 is not one of 2.0, 2.1; write it as the text \"2.1\".`,
    );
  });

  it("checks the one indicator of submit_indicator, and the rows of replace_indicator_action", async () => {
    const one = { json_body: row(1, { indicatorValue: "bad[.]example" }) };
    const { error, calls } = await ran(one, { name: "submit_indicator" });
    expect([error?.code, calls.length]).to.deep.equal(["InvalidInput", 0]);
    expect(error?.message).to.contain('Write "bad.example", or use normalize.');
    const replaced = await ran(importOf([{ id: "17", ...one.json_body }]), {
      name: "replace_indicator_action",
    });
    expect(replaced.reasons[0]).to.contain('Write "bad.example", or use normalize.');
    expect(replaced.calls.length).to.equal(0);
  });
});
