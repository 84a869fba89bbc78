/** Properties of words for fields with a fixed list: another spelling or another product's word is suggested. */
import { expect } from "chai";
import fc from "fast-check";
import { otherCase, separated } from "../../engine/rows/names.js";
import { row } from "../../support/rows.js";
import { check, faultOf, nowMs } from "./checks.js";
import { seed } from "../../support/property_seed.js";

const runs = { seed, numRuns: 300 };

/** Words of each field, as the service's documentation writes them. */
const documented: Readonly<Record<string, readonly string[]>> = {
  action: ["Alert", "AlertAndBlock", "Allowed", "Audit", "Block", "BlockAndRemediate", "Warn"],
  indicatorType: [
    "CertificateThumbprint",
    "DomainName",
    "FileMd5",
    "FileSha1",
    "FileSha256",
    "IpAddress",
    "Url",
  ],
  severity: ["High", "Informational", "Low", "Medium"],
};

/** Words of portals, feeds and other products: field, word, documented word. */
const others: readonly (readonly [field: string, word: string, meant: string])[] = [
  ["action", "Allow", "Allowed"],
  ["action", "BlockExecution", "Block"],
  ["action", "Whitelist", "Allowed"],
  ["action", "Monitor", "Audit"],
  ["action", "Quarantine", "BlockAndRemediate"],
  ["indicatorType", "Domain", "DomainName"],
  ["indicatorType", "Hostname", "DomainName"],
  ["indicatorType", "Sha1", "FileSha1"],
  ["indicatorType", "Sha256", "FileSha256"],
  ["indicatorType", "FileHashSha256", "FileSha256"],
  ["indicatorType", "Md5", "FileMd5"],
  ["indicatorType", "Ipv4", "IpAddress"],
  ["indicatorType", "Ipv6", "IpAddress"],
  ["indicatorType", "Uri", "Url"],
  ["indicatorType", "Thumbprint", "CertificateThumbprint"],
  ["severity", "Info", "Informational"],
  ["severity", "Moderate", "Medium"],
  ["severity", "Critical", "High"],
];

const spelled = fc
  .constantFrom(
    ...Object.entries(documented).flatMap(([field, all]) => all.map((word) => [field, word] as const)),
  )
  .chain(([field, word]) =>
    fc.oneof(otherCase(word), separated(word)).map((text) => ({ field, text, meant: word })),
  )
  .filter(({ field, text }) => documented[field]?.includes(text) === false);

const foreign = fc
  .constantFrom(...others)
  .chain(([field, word, meant]) =>
    fc.oneof(fc.constant(word), otherCase(word), separated(word)).map((text) => ({ field, text, meant })),
  );

/** Returns a row of a file, which may have every action. */
const rowWith = (field: string, text: string) =>
  row(1, { indicatorType: "FileSha1", indicatorValue: "a".repeat(40), [field]: text });

function isSuggested(field: string, text: string, meant: string): void {
  const fault = faultOf(rowWith(field, text));
  expect(fault, JSON.stringify(text)).to.match(
    new RegExp(`^${field} .* is not one of .*; write it as ${meant}\\.$`),
  );
  expect(check.normalize(rowWith(field, text)).row[field], "no word is guessed").to.equal(text);
}

describe(`values: properties of words (FC_SEED=${seed})`, () => {
  it("suggests a documented word for each spelling of it", () => {
    fc.assert(
      fc.property(spelled, ({ field, text, meant }) => isSuggested(field, text, meant)),
      runs,
    );
  });

  it("suggests the documented word for a word of another product, in any spelling", () => {
    fc.assert(
      fc.property(foreign, ({ field, text, meant }) => isSuggested(field, text, meant)),
      runs,
    );
  });

  it("accepts each documented word, and no other word of letters", () => {
    for (const [field, all] of Object.entries(documented))
      for (const word of all) {
        const given = { ...rowWith(field, word), generateAlert: true };
        const faults = check.explain(given, nowMs).map(({ message }) => message);
        expect(
          faults.filter((fault) => fault.includes("is not one of")),
          word,
        ).to.deep.equal([]);
      }
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(documented)),
        fc.stringMatching(/^[a-z]{1,12}$/),
        (field, text) => {
          expect(faultOf(rowWith(field, text))).to.contain(`${field} "${text}" is not one of `);
        },
      ),
      runs,
    );
  });
});
