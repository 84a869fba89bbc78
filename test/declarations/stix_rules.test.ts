/** Tests of STIX objects with a pattern that is invalid or useless for the service. */
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject, RunOptions, WarningEvent } from "../../connector/index.js";
import { jumpingClock, nothing, type Ran, ran } from "../engine/stub.js";
import { patterns } from "../stix/patterns.js";
import { stixId, uploadOf } from "../support/ti_rows.js";
import { momentNear } from "./values/edge_generators.js";
import { address6 } from "./values/generators.js";
import { seed } from "../support/property_seed.js";

/** Returns a valid indicator. */
function object(n: number, change: JsonObject = {}): JsonObject {
  return {
    type: "indicator",
    spec_version: "2.1",
    id: stixId(n),
    created: "2026-01-01T00:00:00.000Z",
    modified: "2026-01-01T00:00:00.000Z",
    pattern: "[domain-name:value = 'a.example']",
    pattern_type: "stix",
    valid_from: "2026-01-01T00:00:00Z",
    valid_until: "2027-12-01T00:00:00Z",
    ...change,
  };
}

function upload(objects: readonly JsonObject[], options: Partial<RunOptions> = {}): Promise<Ran> {
  return ran(uploadOf(objects), {
    ...options,
    name: "upload_stix_objects",
    clock: jumpingClock("2026-06-01T00:00:00Z"),
    service: () => nothing(),
  });
}

const messages = (warnings: readonly WarningEvent[], row: number) =>
  warnings.filter(({ rows = [] }) => rows.includes(row)).map(({ code, message }) => `${code}: ${message}`);

/** The field cases: the fault, the outcome and the message. An object with a warning is sent. */
const cases: [what: string, change: JsonObject, outcome: "rejected" | "warned", says: string][] = [
  [
    "a URL for a pattern",
    { pattern: "https://bad.example/x" },
    "rejected",
    'InvalidStixObject: pattern "https://bad.example/x" is not a STIX pattern: at character 1, "h" was found, but "(" or "[" was expected;',
  ],
  [
    "an open bracket",
    { pattern: "[url:value = 'https://bad.example/x'" },
    "rejected",
    'at character 37, the pattern ends, but "]", AND or OR was expected.',
  ],
  [
    "a quote within a text",
    { pattern: "[file:name = 'it's.exe']" },
    "rejected",
    'at character 18, "s" was found, but "]", AND or OR was expected; write a single quote within a text as \\\'.',
  ],
  [
    "a rule in another language, under its own name",
    { pattern: "rule r { condition: true }", pattern_type: "yara" },
    "warned",
    'InvalidStixObject: pattern_type "yara" is not stix; Sentinel stores the indicator, but matches STIX patterns only.',
  ],
  [
    "a defanged URL",
    { pattern: "[url:value = 'hxxps://bad[.]example/x']" },
    "rejected",
    'compares with "hxxps://bad[.]example/x", which is defanged. Write "https://bad.example/x", or use normalize.',
  ],
  [
    "an IPv6 address in ipv4-addr",
    { pattern: "[ipv4-addr:value = '2001:db8::1']" },
    "warned",
    'compares ipv4-addr:value with "2001:db8::1", an IPv6 address, and Sentinel looks for it among IPv4 addresses; write ipv6-addr:value.',
  ],
  [
    "a property that is not indexed",
    { pattern: "[hostname:value = 'bad.example']" },
    "warned",
    "tests hostname:value, which Sentinel does not index; write the property that Sentinel indexes, such as domain-name:value for the name of a host.",
  ],
  [
    "two tests",
    { pattern: "[domain-name:value = 'a.example' AND url:value = 'https://a.example/x']" },
    "warned",
    "has 2 tests joined by AND, and Sentinel reads a value only from a pattern such as [domain-name:value = 'bad.example'], so that nothing matches this one; upload an indicator for each value.",
  ],
  [
    "two observations",
    { pattern: "[domain-name:value = 'a.example'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.5']" },
    "warned",
    "has 2 observations joined by FOLLOWEDBY, and Sentinel reads a value only from",
  ],
  [
    "a past end",
    { pattern: "[domain-name:value = 'old.example']", valid_until: "2026-02-01T00:00:00Z" },
    "warned",
    'ExpiredIndicator: valid_until "2026-02-01T00:00:00Z" is in the past, so that Sentinel matches nothing with the indicator;',
  ],
  [
    "a version that is a number",
    { spec_version: 2.1 },
    "rejected",
    'InvalidStixObject: spec_version 2.1 is not one of 2.0, 2.1; write it as the text "2.1".',
  ],
  [
    "an id of a type that is not accepted",
    { id: "malware--11111111-1111-4111-8111-000000000012" },
    "rejected",
    "must be the type, two hyphens and a UUID; correct id or type.",
  ],
  [
    "an id of another type",
    { id: "identity--11111111-1111-4111-8111-000000000012" },
    "rejected",
    "must be the type, two hyphens and a UUID; correct id or type.",
  ],
  [
    "Sigma under pattern_type stix",
    { pattern: "title: x\ndetection:\n  a: b" },
    "rejected",
    "name that language in pattern_type",
  ],
  [
    "KQL under pattern_type stix",
    { pattern: "DeviceEvents | take 1" },
    "rejected",
    "name that language in pattern_type",
  ],
  [
    "Snort under pattern_type stix",
    { pattern: "alert tcp any any -> any 80 (sid:1;)" },
    "rejected",
    "is not a STIX pattern: at character 1",
  ],
  ["a type in capitals", { pattern_type: "STIX" }, "warned", 'pattern_type "STIX" is not stix'],
  [
    "a hash name without quotes",
    { pattern: "[file:hashes.SHA-256 = 'x']" },
    "rejected",
    "file:hashes.'SHA-256'",
  ],
  [
    "a dot at the end of a domain",
    { pattern: "[domain-name:value = 'bad.example.']" },
    "rejected",
    'compares with "bad.example.", which ends in a dot. Write "bad.example", or use normalize.',
  ],
  [
    "a URL in domain-name",
    { pattern: "[domain-name:value = 'https://bad.example']" },
    "rejected",
    'compares with "https://bad.example", which is a URL, not a domain name.',
  ],
  [
    "an address in domain-name",
    { pattern: "[domain-name:value = '203.0.113.5']" },
    "rejected",
    'compares with "203.0.113.5", which is an IP address, not a domain name.',
  ],
  [
    "a domain in ipv4-addr",
    { pattern: "[ipv4-addr:value = 'bad.example']" },
    "rejected",
    'compares with "bad.example", which is not an IP address or a network;',
  ],
  [
    "a number in ipv4-addr",
    { pattern: "[ipv4-addr:value = 3405803781]" },
    "rejected",
    'compares with "3405803781", which is not an IP address or a network;',
  ],
  [
    "an IPv4 address in ipv6-addr",
    { pattern: "[ipv6-addr:value = '203.0.113.5']" },
    "warned",
    "write ipv4-addr:value",
  ],
  [
    "one bad value of several",
    { pattern: "[ipv4-addr:value IN ('203.0.113.5', '203.0.113')]" },
    "rejected",
    'compares with "203.0.113", which is not an IP address or a network;',
  ],
  [
    "a URL without a scheme",
    { pattern: "[url:value = 'bad.example/x']" },
    "rejected",
    'compares with "bad.example/x", which has no scheme; write the whole URL, such as https://bad.example/path.',
  ],
  [
    "a blank after a domain",
    { pattern: "[domain-name:value = 'bad.example ']" },
    "rejected",
    'compares with "bad.example ", which begins or ends with a blank',
  ],
  [
    "a hash that is too short",
    { pattern: "[file:hashes.MD5 = 'abcd']" },
    "rejected",
    'compares with "abcd", which has 4 characters; an MD5 hash is 32 hexadecimal digits.',
  ],
  [
    "a qualifier",
    { pattern: "[domain-name:value = 'a.example'] WITHIN 5 SECONDS" },
    "warned",
    "has a WITHIN qualifier",
  ],
  ["a negated test", { pattern: "[domain-name:value NOT = 'a.example']" }, "warned", "has NOT, and"],
  ["LIKE", { pattern: "[url:value LIKE 'https://a%']" }, "warned", "has the operator LIKE, and"],
  ["EXISTS", { pattern: "[EXISTS domain-name:value]" }, "warned", "has EXISTS, and"],
];

describe(`declare: rules of STIX objects (FC_SEED=${seed})`, () => {
  for (const [what, change, outcome, says] of cases) {
    it(`${outcome === "rejected" ? "rejects" : "sends with a warning"} ${what}`, async () => {
      const { results, warnings, calls, reasons } = await upload([object(0), object(1, change), object(2)]);
      const isRejected = outcome === "rejected";
      expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, isRejected, false]);
      expect(calls[0]?.rows.length).to.equal(isRejected ? 2 : 3);
      const [first, ...more] = isRejected ? [String(reasons[1])] : messages(warnings, 1);
      expect(first).to.contain(says);
      expect(more).to.deep.equal([]);
      expect([...messages(warnings, 0), ...messages(warnings, 2)]).to.deep.equal([]);
    });

    it(`sends ${what} with a warning if validation is report, and without one if it is off`, async () => {
      const reported = await upload([object(1, change)], { validation: "report" });
      expect(reported.calls[0]?.rows).to.deep.equal([object(1, change)]);
      expect(messages(reported.warnings, 0).join(" ")).to.contain(says);
      const off = await upload([object(1, change)], { validation: "off" });
      expect(off.calls[0]?.rows).to.deep.equal([object(1, change)]);
      expect(off.warnings).to.deep.equal([]);
    });
  }

  const changes: [what: string, from: string, to: string][] = [
    ["a defanged URL", "[url:value = 'hxxps://bad[.]example/x']", "[url:value = 'https://bad.example/x']"],
    ["blanks", "[domain-name:value = ' bad.example ']", "[domain-name:value = 'bad.example']"],
    [
      "every value of a list",
      "[domain-name:value IN ('a[.]example', 'b.example', 'c[.]example')]",
      "[domain-name:value IN ('a.example', 'b.example', 'c.example')]",
    ],
    [
      "a value with quotes in it, and keeps them",
      "[url:value = 'hxxps://bad.example/it\\'s']",
      "[url:value = 'https://bad.example/it\\'s']",
    ],
    [
      "every part of a pattern, and leaves the rest as it is",
      "[domain-name:value='a[.]example'] OR /* c */ [file:name = 'a[.]b']",
      "[domain-name:value='a.example'] OR /* c */ [file:name = 'a[.]b']",
    ],
  ];
  for (const [what, from, to] of changes) {
    it(`normalizes ${what} within a pattern, and reports it`, async () => {
      const { calls, warnings } = await upload([object(0, { pattern: from })], { normalize: true });
      expect(calls[0]?.rows[0]?.["pattern"]).to.equal(to);
      const [first = ""] = messages(warnings, 0);
      expect(first).to.match(/^Normalized: pattern: ".*" became ".*"\.$/);
    });
  }

  it("does not normalize a text that is not a pattern", async () => {
    const pattern = "[url:value = 'hxxps://bad[.]example/x'";
    const { reasons, warnings } = await upload([object(0, { pattern })], { normalize: true });
    expect(String(reasons[0])).to.contain("is not a STIX pattern");
    expect(warnings.filter(({ code }) => code === "Normalized")).to.deep.equal([]);
  });

  it("does not warn about a revoked object or an object without an end", async () => {
    const withoutEnd = object(1);
    delete withoutEnd["valid_until"];
    const takenBack = object(0, { revoked: true, valid_until: "2026-02-01T00:00:00Z" });
    const { warnings, results } = await upload([takenBack, withoutEnd]);
    expect(warnings).to.deep.equal([]);
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal([false, false]);
  });

  it("accepts the syntax of every pattern of the grammar", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(patterns(), { minLength: 1, maxLength: 20 }), async (made) => {
        const { reasons } = await upload(made.map(({ text }, n) => object(n, { pattern: text })));
        for (const [n, reason] of reasons.entries())
          expect(String(reason), made[n]?.text).to.not.contain("is not a STIX pattern");
      }),
      { seed, numRuns: 10 },
    );
  });

  it("warns about any IPv6 address in ipv4-addr, and not in ipv6-addr, and sends both", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(address6, { minLength: 20, maxLength: 30 }), async (made) => {
        const of = (type: string) =>
          made.map(({ text }, n) => object(n, { pattern: `[${type}:value = '${text}']` }));
        const { calls, warnings } = await upload(of("ipv4-addr"));
        expect(calls.flatMap(({ rows }) => rows)).to.deep.equal(of("ipv4-addr"));
        for (const [n, { text }] of made.entries())
          expect(messages(warnings, n), text).to.satisfy(
            ([first = "", ...more]: string[]) =>
              first.includes(`"${text}", an IPv6 address`) &&
              first.endsWith("write ipv6-addr:value.") &&
              more.length === 0,
          );
        const right = await upload(of("ipv6-addr"));
        expect([right.warnings, right.calls[0]?.rows]).to.deep.equal([[], of("ipv6-addr")]);
      }),
      { seed, numRuns: 5, endOnFailure: true },
    );
  });

  it("warns about any valid_until in the past, and about no other", async () => {
    const ends = fc.array(momentNear(Date.parse("2026-06-01T00:00:00Z")), { minLength: 20, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(ends, async (made) => {
        const inUtc = made.map(({ text }) => new Date(text).toISOString());
        const given = inUtc.map((end, n) =>
          object(n, { valid_from: "2020-01-01T00:00:00Z", valid_until: end }),
        );
        const { calls, warnings } = await upload(given);
        expect(calls.flatMap(({ rows }) => rows)).to.deep.equal(given);
        for (const [n, { isPast }] of made.entries())
          expect(
            messages(warnings, n).map((message) => message.split(":")[0]),
            inUtc[n],
          ).to.deep.equal(isPast ? ["ExpiredIndicator"] : []);
      }),
      { seed, numRuns: 5, endOnFailure: true },
    );
  });

  const label = fc.stringMatching(/^[a-z]{1,8}$/);
  const host = fc.tuple(label, label).map(([a, b]) => `${a}.${b}.example`);
  const defanged = fc.oneof(
    fc
      .tuple(host, fc.constantFrom("[.]", "(.)", "[dot]"))
      .map(([name, dot]) => `[domain-name:value = '${name.replace(".", dot)}']`),
    fc
      .tuple(host, fc.constantFrom("hxxp", "hXXps", "HXXP"))
      .map(([name, scheme]) => `[url:value = '${scheme}://${name}/x']`),
    fc.nat({ max: 255 }).map((n) => `[ipv4-addr:value = '203.0.113[.]${n}']`),
  );

  it("rejects defanged values, and normalizes them into patterns that are sent", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(defanged, { minLength: 1, maxLength: 10 }), async (made) => {
        const given = made.map((pattern, n) => object(n, { pattern }));
        const { reasons } = await upload(given);
        for (const reason of reasons) expect(String(reason)).to.contain("is defanged. Write ");
        const { calls } = await upload(given, { normalize: true });
        expect(calls[0]?.rows.length).to.equal(made.length);
        for (const row of calls[0]?.rows ?? [])
          expect(row["pattern"]).to.not.match(/\[\.\]|\(\.\)|\[dot\]|hxxp/i);
      }),
      { seed, numRuns: 20 },
    );
  });
});
