import { expect } from "chai";
import fc from "fast-check";
import { patternOutcome } from "../../../connector/feeds/stix/pattern_outcome.js";
import { quoted } from "../../../connector/stix/comparisons.js";
import { patterns } from "../../stix/patterns.js";
import { seed } from "../../support/property_seed.js";

const sha256 = "ab".repeat(32);
const otherSha256 = "cd".repeat(32);
const sha1 = "ab".repeat(20);
const md5 = "ab".repeat(16);

const outcomeOf = (pattern: string, allHashes = false) =>
  patternOutcome(pattern, {}, { name: "feed", nowMs: 0, allHashes });

/** Returns the status and code, and the values. */
function short(pattern: string, allHashes = false): readonly string[] {
  const { status, code, observables } = outcomeOf(pattern, allHashes);
  return [
    code === null ? status : `${status} ${code}`,
    ...observables.map(({ kind, value }) => `${kind} ${value}`),
  ];
}

describe(`feeds: STIX patterns (FC_SEED=${seed})`, () => {
  // One pattern for each example of section 9.8 of the specification, with other values.
  for (const [what, pattern, expected] of [
    ["a hash", `[file:hashes.'SHA-256' = '${sha256}']`, ["taken", `sha256 ${sha256}`]],
    [
      "expressions on an email",
      "[email-message:from_ref.value MATCHES '.+@bad\\\\.example$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Invoice.+$']",
      ["skipped PatternUnsupported"],
    ],
    [
      "a hash and the type of the file",
      `[file:hashes.'SHA-256' = '${sha256}' AND file:mime_type = 'application/x-bad']`,
      ["taken", `sha256 ${sha256}`],
    ],
    [
      "two observed files",
      `[file:hashes.'SHA-256' = '${sha256}' OR file:hashes.MD5 = '${md5}'] AND [file:hashes.'SHA-256' = '${otherSha256}']`,
      ["skipped PatternUnsupported"],
    ],
    [
      "a file followed by a registry key",
      `([file:hashes.MD5 = '${md5}'] FOLLOWEDBY [win-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\bad']) WITHIN 60 SECONDS`,
      ["skipped PatternUnsupported"],
    ],
    [
      "three accounts",
      "[user-account:user_id = '1'] AND [user-account:user_id = '2'] AND [user-account:user_id = '3']",
      ["skipped PatternUnsupported"],
    ],
    [
      "the content of an artifact",
      "[artifact:mime_type = 'application/x-bad' AND artifact:payload_bin MATCHES '\\\\xd4\\\\xc3']",
      ["skipped PatternUnsupported"],
    ],
    [
      "a file in a folder",
      "[file:name = 'bad.dll' AND file:parent_directory_ref.path = 'C:\\\\bad']",
      ["skipped PatternUnsupported"],
    ],
    [
      "the entropy of a section",
      "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.5]",
      ["skipped PatternUnsupported"],
    ],
    [
      "the first bytes of a file",
      "[file:mime_type = 'image/x-bad' AND file:magic_number_hex = h'abcd']",
      ["skipped PatternUnsupported"],
    ],
    [
      "a hash of a file with another name",
      `[file:hashes.MD5 = '${"0a".repeat(16)}' AND file:name != 'setup.exe']`,
      ["skipped PatternUnsupported"],
    ],
    [
      "a hash of a file without a name",
      `[file:hashes.MD5 = '${"0a".repeat(16)}' AND file:name NOT = 'setup.exe']`,
      ["skipped PatternUnsupported"],
    ],
    [
      "a hash of a file of some size",
      `[file:hashes.MD5 = '${"0a".repeat(16)}' AND file:size > 100]`,
      ["skipped PatternUnsupported"],
    ],
    [
      "a typed address",
      "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.51.100.7/32']",
      ["changed SingleAddress", "ip 198.51.100.7"],
    ],
    [
      "a repeated domain",
      "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'bad.example'] REPEATS 3 TIMES WITHIN 60 SECONDS",
      ["skipped PatternUnsupported"],
    ],
    [
      "a domain that resolves to an address",
      "[domain-name:value = 'bad.example' AND domain-name:resolves_to_refs[*].value = '198.51.100.7']",
      ["skipped PatternUnsupported"],
    ],
    [
      "one of two URLs",
      "[url:value = 'http://bad.example/a' OR url:value = 'http://bad.example/b']",
      ["taken", "url http://bad.example/a", "url http://bad.example/b"],
    ],
    [
      "a certificate by its issuer",
      "[x509-certificate:issuer = 'CN=BAD' AND x509-certificate:serial_number = '01:02']",
      ["skipped PatternUnsupported"],
    ],
    [
      "one of two registry keys",
      "[windows-registry-key:key = 'HKEY_CURRENT_USER\\\\a' OR windows-registry-key:key = 'HKEY_CURRENT_USER\\\\b']",
      ["skipped TypeUnsupported"],
    ],
    [
      "a name or size, and a time",
      "[(file:name = 'bad.exe' OR file:size = 371712) AND file:created = t'2026-01-13T07:03:17Z']",
      ["skipped PatternUnsupported"],
    ],
    [
      "a sender and a subject",
      "[email-message:sender_ref.value = 'a@bad.example' AND email-message:subject = 'Hello']",
      ["skipped PatternUnsupported"],
    ],
    ["a custom object", "[x-usb-device:usbdrive.serial_number = '1234']", ["skipped TypeUnsupported"]],
    [
      "one process after another",
      "[process:command_line MATCHES '^.+>-a$'] FOLLOWEDBY [process:command_line MATCHES '^.+>-b$'] WITHIN 60 SECONDS",
      ["skipped PatternUnsupported"],
    ],
    ["a network", "[network-traffic:dst_ref.value ISSUBSET '2001:db8::/64']", ["skipped PatternUnsupported"]],
    [
      "two observations or a process",
      "([file:name = 'bad.dll'] AND [win-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\bad']) OR [process:name = 'a' OR process:name = 'b']",
      ["skipped PatternUnsupported"],
    ],
    ["an MD5 hash", `[file:hashes.MD5 = '${md5}']`, ["taken", `md5 ${md5}`]],
  ] as const)
    it(`decides about ${what}`, () => {
      expect(short(pattern)).to.deep.equal(expected);
    });

  for (const [pattern, expected] of [
    [`[file:hashes.sha256 = '${sha256}']`, `sha256 ${sha256}`],
    [`[file:hashes.SHA1 = '${sha1}']`, `sha1 ${sha1}`],
    [`[artifact:hashes.'SHA-1' = '${sha1}']`, `sha1 ${sha1}`],
    [`[file:content_ref.hashes.MD5 = '${md5}']`, `md5 ${md5}`],
    ["[ipv4-addr:value = '192.0.2.1']", "ip 192.0.2.1"],
    ["[ipv6-addr:value = '2001:db8:0:0:0:0:0:1']", "ip 2001:db8:0:0:0:0:0:1"],
    ["[network-traffic:src_ref.value = 'bad.example']", "domain bad.example"],
    ["[hostname:value = 'a.bad.example']", "domain a.bad.example"],
    ["[x-opencti-hostname:value = 'a.bad.example']", "domain a.bad.example"],
    [`[x509-certificate:hashes.'SHA-1' = '${sha1}']`, `thumbprint ${sha1}`],
    ["[domain-name:value IN ('bad.example')]", "domain bad.example"],
  ] as const)
    it(`takes the value of ${pattern}`, () => {
      expect(short(pattern)).to.deep.equal(["taken", expected]);
    });

  for (const [pattern, words] of [
    ["[domain-name:value NOT = 'bad.example']", "NOT ="],
    ["[domain-name:value != 'bad.example']", "!="],
    ["[domain-name:value LIKE '%.example']", "LIKE"],
    ["[NOT EXISTS domain-name:value]", "NOT EXISTS"],
    ["[ipv4-addr:value ISSUPERSET '192.0.2.0/24']", "ISSUPERSET"],
    [
      "[domain-name:value = 'bad.example'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
      "START … STOP",
    ],
    ["[ipv4-addr:value = '192.0.2.1' AND network-traffic:dst_port = 443]", "AND"],
    ["[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = '192.0.2.1']", "AND"],
    ["[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:src_ref.value = '192.0.2.1']", "AND"],
    [
      "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 443]",
      "AND",
    ],
    [`[file:hashes.MD5 = '${md5}' AND domain-name:value = 'bad.example']`, "AND"],
    [`[file:hashes.'SHA-256' = '${sha256}' AND file:hashes.'SHA-256' = '${otherSha256}']`, "AND"],
    [`[file:hashes.MD5 NOT = '${md5}' AND file:name = 'a']`, "AND, NOT ="],
    ["[domain-name:value IN ()]", "IN with an empty list"],
  ] as const)
    it(`skips ${pattern} and names ${words}`, () => {
      const { status, code, message, before } = outcomeOf(pattern);
      expect([status, code]).to.deep.equal(["skipped", "PatternUnsupported"]);
      expect(message).to.include(words);
      expect(before).to.equal(pattern);
    });

  for (const [pattern, code] of [
    ["[domain-name:value = 'bad.example'", "PatternInvalid"],
    ["rule bad { condition: true }", "PatternInvalid"],
    ["[ipv4-addr:value = '192.0.2.0/24']", "Network"],
    ["[ipv4-addr:value = 'bad.example']", "TypeMismatch"],
    ["[domain-name:value = 5]", "ValueInvalid"],
    ["[file:'hashes.MD5' = 'x']", "TypeUnsupported"],
    [`[x509-certificate:hashes.'SHA-256' = '${sha256}']`, "TypeUnsupported"],
    ["[mutex:name = 'bad']", "TypeUnsupported"],
  ] as const)
    it(`skips ${pattern} as ${code}`, () => {
      expect(short(pattern)).to.deep.equal([`skipped ${code}`]);
    });

  it("takes the best hash of a file, or every hash if asked", () => {
    const pattern = `[file:hashes.MD5 = '${md5}' AND file:name LIKE 'a%' AND (file:hashes.'SHA-256' = '${sha256}' AND file:hashes.'SHA-1' = '${sha1}')]`;
    expect(short(pattern)).to.deep.equal(["taken", `sha256 ${sha256}`]);
    expect(short(pattern, true)).to.deep.equal(["taken", `md5 ${md5}`, `sha256 ${sha256}`, `sha1 ${sha1}`]);
  });

  it("takes a value that occurs twice once", () => {
    const pattern =
      "[domain-name:value IN ('bad.example', 'bad.example')] OR [domain-name:value = 'bad.example']";
    expect(short(pattern)).to.deep.equal(["taken", "domain bad.example"]);
  });

  it("reports an OR with an alternative that cannot become a row as changed, and names it", () => {
    const outcome = outcomeOf(
      "[domain-name:value = 'bad.example' OR process:name = 'a' OR domain-name:value LIKE 'b%']",
    );
    expect(outcome.status).to.equal("changed");
    expect(outcome.code).to.equal("PartOfPattern");
    expect(outcome.message)
      .to.include("2 of the pattern's alternatives")
      .and.include("process:name")
      .and.include("LIKE");
    expect(outcome.after).to.equal("bad.example");
    expect(outcome.observables.map(({ value }) => value)).to.deep.equal(["bad.example"]);
  });

  it("reports a normalized value as changed", () => {
    const { status, before, after } = outcomeOf("[domain-name:value = 'bad[.]example']");
    expect([status, before, after]).to.deep.equal([
      "changed",
      "[domain-name:value = 'bad[.]example']",
      "bad.example",
    ]);
  });

  it("skips 10,000 nested parentheses", () => {
    const nested = `[${"(".repeat(10_000)}domain-name:value = 'bad.example'${")".repeat(10_000)}]`;
    expect(short(nested)).to.deep.equal(["skipped PatternInvalid"]);
    expect(outcomeOf(nested).message).to.include("nested more than 64 levels deep");
  });

  it("decides about any pattern of the grammar, and takes only values that are in it", () => {
    fc.assert(
      fc.property(patterns(), ({ text }) => {
        const { status, observables, message } = outcomeOf(text);
        expect(observables.length > 0, text).to.equal(status !== "skipped");
        if (status !== "taken") expect(message, text).to.match(/\S\.$/);
        if (status === "taken") for (const { value } of observables) expect(text).to.include(value);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("takes every alternative of equal tests, however they are joined and nested", () => {
    const names = fc.uniqueArray(fc.nat(9999), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(names, fc.array(fc.boolean()), (numbers, choices) => {
        const hosts = numbers.map((number) => `bad${number}.example`);
        const tests = hosts.map((host) => `domain-name:value = ${quoted(host)}`);
        const pattern = tests.reduce((text, test, i) =>
          choices[i] === true ? `(${text}) OR ${test}` : `${text} OR (${test})`,
        );
        expect(outcomeOf(`[${pattern}]`).observables.map(({ value }) => value)).to.deep.equal(hosts);
      }),
      { seed },
    );
  });
});
