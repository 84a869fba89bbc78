// The rules for one row, as a failure of the row or of the whole call.
import { expect } from "chai";
import type { SettingsChange } from "../../../simulator/index.js";
import { importRows, row, type Item, withSimulator } from "../helpers.js";

const NOW = Date.parse("2030-01-01T00:00:00Z");
const of = (indicatorType: string, indicatorValue: unknown, change: object = {}) =>
  row(0, { indicatorType, indicatorValue, ...change });
const hex = (digits: number) => "a".repeat(digits);

const BAD: [what: string, row: Record<string, unknown>, reason: RegExp][] = [
  ["a missing value", row(0, { indicatorValue: undefined }), /^Parameter indicatorValue is missing\.$/],
  ["a null title", row(0, { title: null }), /^Parameter title is missing\.$/],
  ["a missing description", row(0, { description: undefined }), /^Parameter description is missing\.$/],
  ["a title that is not a string", row(0, { title: 5 }), /title: a string is expected/],
  ["groups that are not a list", row(0, { rbacGroupNames: "a,b" }), /rbacGroupNames: a list/],
  ["an empty value", of("Url", ""), /^Recieved an empty indicator value\.$/],
  ["a blank value", of("Url", "  "), /^Recieved an empty indicator value\.$/],
  ["a trailing blank", row(0, { indicatorValue: "a.example " }), /a\.example : .*whitespace/],
  ["a leading blank", row(0, { indicatorValue: " a.example" }), /whitespace/],
  ["an unknown type", of("Email", "a"), /indicatorType 'Email'/],
  ["an action in the wrong case", row(0, { action: "block" }), /action 'block'/],
  ["Allow for Allowed", row(0, { action: "Allow" }), /action 'Allow'/],
  ["an unknown severity", row(0, { severity: "Critical" }), /severity 'Critical'/],
  ["a short SHA-1", of("FileSha1", hex(39)), /^Hash value a+ is invalid\.$/],
  ["a long SHA-256", of("FileSha256", hex(65)), /^Hash value a+ is invalid\.$/],
  ["an MD5 with a letter", of("FileMd5", `${hex(31)}g`), /^Hash value a+g is invalid\.$/],
  ["a bad thumbprint", of("CertificateThumbprint", hex(41), { action: "Allowed" }), /^Hash value/],
  ["a CIDR range", of("IpAddress", "198.51.100.0/24"), /^IP address 198\.51\.100\.0\/24 is invalid\.$/],
  ["a word for an address", of("IpAddress", "localhost"), /^IP address localhost is invalid\.$/],
  ["an address with a zone", of("IpAddress", "2001:db8::1%eth0"), /is invalid\.$/],
  ["10/8", of("IpAddress", "10.1.2.3"), /^IP address 10\.1\.2\.3 is invalid\. Internal/],
  ["172.16/12", of("IpAddress", "172.31.255.255"), /Internal/],
  ["192.168/16", of("IpAddress", "192.168.0.1"), /Internal/],
  ["loopback", of("IpAddress", "127.0.0.1"), /Internal/],
  ["link-local", of("IpAddress", "169.254.1.1"), /Internal/],
  ["unique local", of("IpAddress", "fd00::1"), /Internal/],
  ["IPv6 loopback", of("IpAddress", "::1"), /Internal/],
  ["a wildcard domain", of("DomainName", "*.example"), /^Domain name \*\.example is invalid\.$/],
  ["a domain with a scheme", of("DomainName", "http://a.example"), /^Domain name/],
  ["a single label", of("DomainName", "localhost"), /^Domain name/],
  ["a number for the last label", of("DomainName", "a.example.1"), /^Domain name/],
  ["an address for a domain", of("DomainName", "203.0.113.7"), /^Domain name/],
  ["a shared address", of("IpAddress", "100.64.0.1"), /Internal/],
  ["a multicast address", of("IpAddress", "224.0.0.1"), /Internal/],
  ["a reserved address", of("IpAddress", "240.0.0.1"), /Internal/],
  ["a benchmark's address", of("IpAddress", "198.19.255.255"), /Internal/],
  ["site-local", of("IpAddress", "fec0::1"), /Internal/],
  ["a translated address", of("IpAddress", "64:ff9b::a00:1"), /Internal/],
  ["an IPv4-mapped address", of("IpAddress", "::ffff:203.0.113.7"), /Internal/],
  ["a URL of another scheme", of("Url", "hxxps://a.example/"), /^URL/],
  ["a URL with a defanged host", of("Url", "https://a[.]example/"), /^URL/],
  ["a URL with a blank", of("Url", "http://a.example/a b"), /^URL http:\/\/a\.example\/a b is invalid\.$/],
  ["a URL without a host", of("Url", "http://"), /^URL http:\/\/ is invalid\.$/],
  ["Audit without an alert", row(0, { action: "Audit" }), /generateAlert must be true/],
  ["BlockAndRemediate on a domain", row(0, { action: "BlockAndRemediate" }), /not supported for DomainName/],
  [
    "Audit on a certificate",
    of("CertificateThumbprint", hex(40), { action: "Audit", generateAlert: true }),
    /not supp/,
  ],
  ["hour 24", row(0, { expirationTime: "2031-12-01T24:00:00Z" }), /is not a date/],
  ["30 February", row(0, { expirationTime: "2031-02-30T00:00:00Z" }), /is not a date/],
  ["an offset over 14 hours", row(0, { expirationTime: "2031-12-01T00:00:00+14:30" }), /is not a date/],
  ["an expiry without a zone", row(0, { expirationTime: "2031-12-01T00:00:00" }), /is not a date/],
  ["an unreadable expiry", row(0, { expirationTime: "soon" }), /expirationTime 'soon' is not a date/],
];

const GOOD: [what: string, row: Record<string, unknown>][] = [
  ["SHA-1", of("FileSha1", hex(40))],
  ["SHA-256 in upper case", of("FileSha256", hex(64).toUpperCase())],
  ["MD5", of("FileMd5", hex(32))],
  ["a certificate", of("CertificateThumbprint", hex(40), { action: "BlockAndRemediate" })],
  ["IPv4", of("IpAddress", "203.0.113.7")],
  ["172.15", of("IpAddress", "172.15.255.255")],
  ["172.32", of("IpAddress", "172.32.0.1")],
  ["IPv6 in full", of("IpAddress", "2001:db8:0:0:0:0:0:1")],
  ["IPv6 short", of("IpAddress", "2001:db8::1")],
  ["a domain with an underscore", of("DomainName", "_dmarc.a_b.example")],
  ["an expiry with 7 digits and an offset", row(0, { expirationTime: "2031-12-01T00:00:00.1234567+14:00" })],
  ["the last address before multicast", of("IpAddress", "223.255.255.254")],
  ["global IPv6", of("IpAddress", "2a00:1450:0:0:0:0:0:1")],
  ["a URL", of("Url", "https://a.example:8443/x?y=1&z='#f")],
  ["a URL without a scheme", of("Url", "a.example")],
  ["a URL with an address", of("Url", "http://[2001:db8::1]/")],
  ["Audit with an alert", row(0, { action: "Audit", generateAlert: true })],
  ["a legacy action", row(0, { action: "AlertAndBlock" })],
  ["no expiry", row(0, { expirationTime: null })],
  ["an unknown property", row(0, { surprise: 1 })],
];

const EXPIRED = row(0, {
  indicatorType: "IpAddress",
  indicatorValue: "203.0.113.1",
  expirationTime: "2029-12-31T00:00:00Z",
});
const CAPTURED = "Indicator 203.0.113.1 is inactive. (Expiration time should be set to a future date time)";

describe("simulator: rules for a row", () => {
  for (const [what, bad, reason] of BAD) {
    it(
      `rejects the row for ${what}`,
      withSimulator({ now: () => NOW }, async (sim) => {
        const { status, json } = await importRows(sim, [bad, row(1)]);
        expect(status).to.equal(200);
        expect(json.value[0]).to.include({
          id: null,
          isFailed: true,
          indicator: bad["indicatorValue"] ?? "",
        });
        expect(json.value[0].failureReason).to.match(reason);
        expect(json.value[1].isFailed).to.equal(false);
        expect(sim.indicators()).to.have.length(1);
      }),
    );
  }

  it(
    "accepts valid rows",
    withSimulator({ now: () => NOW }, async (sim) => {
      const { json } = await importRows(
        sim,
        GOOD.map(([, good]) => good),
      );
      const failed = GOOD.filter((_case, index) => json.value[index].isFailed).map(([what]) => what);
      expect(failed).to.deep.equal([]);
    }),
  );

  it(
    "rejects the whole call for an expired row with the captured text, and stores nothing",
    withSimulator({ now: () => NOW }, async (sim) => {
      const { status, json } = await importRows(sim, [row(1), EXPIRED]);
      expect(status).to.equal(400);
      expect(json).to.deep.equal({
        error: { code: "BadRequest", message: CAPTURED, target: sim.app.tenant_id },
      });
      expect(sim.indicators()).to.deep.equal([]);
    }),
  );

  it(
    "treats the current time as expired",
    withSimulator({ now: () => NOW }, async (sim) => {
      const at = (ms: number) => [row(1, { expirationTime: new Date(ms).toISOString() })];
      expect((await importRows(sim, at(NOW))).status).to.equal(400);
      expect((await importRows(sim, at(NOW + 1000))).status).to.equal(200);
    }),
  );

  const modes: [
    what: string,
    settings: SettingsChange,
    bad: object,
    status: number,
    code: string | undefined,
  ][] = [
    ["an expired row per row", { expiredFaults: "row" }, EXPIRED, 200, undefined],
    [
      "a bad row for the whole call",
      { semanticFaults: "whole" },
      of("IpAddress", "10.0.0.1"),
      400,
      "InvalidIpAddress",
    ],
    [
      "a bad hash for the whole call",
      { semanticFaults: "whole" },
      of("FileSha1", "x"),
      400,
      "InvalidHashValue",
    ],
    [
      "a bad domain for the whole call",
      { semanticFaults: "whole" },
      of("DomainName", "x"),
      400,
      "InvalidDomainName",
    ],
    ["a bad URL for the whole call", { semanticFaults: "whole" }, of("Url", "http://"), 400, "InvalidUrl"],
    [
      "no MD5",
      { acceptMd5: false, semanticFaults: "whole" },
      of("FileMd5", hex(32)),
      400,
      "InvalidHashValue",
    ],
    [
      "BlockAndRemediate anywhere",
      { acceptNetworkRemediation: true },
      row(0, { action: "BlockAndRemediate" }),
      200,
      undefined,
    ],
    [
      "strict IPv6",
      { strictIpv6: true, semanticFaults: "whole" },
      of("IpAddress", "2001:db8::1"),
      400,
      "InvalidIpAddress",
    ],
    [
      "strict IPv6 in full",
      { strictIpv6: true, semanticFaults: "whole" },
      of("IpAddress", "2001:db8:0:0:0:0:0:1"),
      200,
      undefined,
    ],
  ];
  for (const [what, settings, bad, status, code] of modes) {
    it(
      `can be configured for ${what}`,
      withSimulator({ now: () => NOW, settings }, async (sim) => {
        const response = await importRows(sim, [row(1), bad]);
        expect([response.status, response.json.error?.code]).to.deep.equal([status, code]);
        expect(sim.indicators()).to.have.length(
          status === 400 ? 0 : response.json.value.filter((r: Item) => !r.isFailed).length,
        );
      }),
    );
  }

  it(
    "omits the row from the error if configured",
    withSimulator({ now: () => NOW, settings: { unnamedErrors: true } }, async (sim) => {
      const { status, json, text } = await importRows(sim, [EXPIRED]);
      expect([status, json.error.code]).to.deep.equal([400, "InvalidRequestBody"]);
      expect(text).to.not.include("203.0.113.1");
    }),
  );
});
