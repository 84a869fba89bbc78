/** Properties of values in rows of Graph, and of thumbprints, groups, titles and words. */
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../connector/index.js";
import { row } from "../../support/rows.js";
import { tiRow } from "../../support/ti_rows.js";
import { checkOf, defaultNow, rulesFiles } from "../sweep.js";
import { defangedDomain, defangedUrl, hashOf, host, unseen, url } from "./generators.js";

const nowMs = Date.parse(defaultNow);
/** Set by hand to repeat a run that failed. */
const seed = Number(process.env["FC_SEED"] ?? Math.floor(Date.now() % 2 ** 31));
const runs = { seed, numRuns: 100 };

/** Checks rows by a file of rules. */
function checker(path: string) {
  const [, rules] = rulesFiles.find(([name]) => name === path) ?? [];
  if (rules === undefined) throw new Error(`${path} does not exist.`);
  const check = checkOf(path, rules);
  return {
    faultOf: (given: JsonObject) =>
      check.explain(given, nowMs).find(({ isWarning }) => isWarning !== true)?.message,
    normalized: (given: JsonObject) => check.normalize(given).row,
  };
}

type Check = ReturnType<typeof checker>;

/** Expects that strict mode rejects the row and proposes the text for the field, and that `normalize` writes it. */
function isCorrected(check: Check, given: JsonObject, field: string, plain: string): void {
  const message = check.faultOf(given);
  expect(message, JSON.stringify(given)).to.contain(`Write ${JSON.stringify(plain)}, or use normalize.`);
  expect(check.normalized(given)).to.deep.equal({ ...given, [field]: plain });
}

/** Expects that strict mode rejects the row for the field, and that `normalize` does not change it. */
function isRejected(check: Check, given: JsonObject, field: string): void {
  expect(check.faultOf(given), JSON.stringify(given)).to.match(new RegExp(`^${field}\\b`));
  expect(check.normalized(given)).to.deep.equal(given);
}

describe(`values: properties of Graph rows (FC_SEED=${seed})`, () => {
  const check = checker("schemas/rules/ti_indicator.json");
  const accepts = (change: JsonObject) => expect(check.faultOf(tiRow(1, change))).to.equal(undefined);

  it("accepts generated domains and URLs, and refangs defanged ones", () => {
    const any = fc.tuple(host, url, defangedDomain, defangedUrl);
    fc.assert(
      fc.property(any, ([name, address, domain, link]) => {
        accepts({ domainName: name });
        accepts({ url: address });
        isCorrected(check, tiRow(1, { domainName: domain.written }), "domainName", domain.plain);
        isCorrected(check, tiRow(1, { url: link.written }), "url", link.plain);
      }),
      runs,
    );
  });

  it("accepts a hash of its type only, and names the type that has its length", () => {
    const lengths = { md5: 32, sha1: 40, sha256: 64 } as const;
    const words = Object.keys(lengths) as (keyof typeof lengths)[];
    const hash = fc
      .constantFrom(...words)
      .chain((word) => fc.tuple(fc.constant(word), hashOf(lengths[word])));
    fc.assert(
      fc.property(hash, fc.constantFrom(...words), ([word, fileHashValue], fileHashType) => {
        const given = tiRow(1, { fileHashType, fileHashValue });
        if (fileHashType === word) expect(check.faultOf(given)).to.equal(undefined);
        else expect(check.faultOf(given)).to.contain(`set fileHashType to ${word}`);
        isRejected(
          check,
          tiRow(1, { fileHashType: word, fileHashValue: fileHashValue.slice(1) }),
          "fileHashValue",
        );
      }),
      runs,
    );
  });
});

describe("values: properties of thumbprints", () => {
  const check = checker("schemas/rules/indicator.json");
  const thumbprint = (indicatorValue: string, action = "Allowed") =>
    row(1, { indicatorType: "CertificateThumbprint", indicatorValue, action });

  it("removes blanks, colons, hyphens and hidden marks that certificate viewers write", () => {
    const written = fc.tuple(
      hashOf(40),
      fc.constantFrom(" ", ":", "-", "\u00a0"),
      fc.array(unseen, { maxLength: 2 }),
    );
    fc.assert(
      fc.property(written, ([hash, separator, marks]) => {
        const text = `${marks.join("")}${hash.replace(/..(?=.)/g, `$&${separator}`)}`;
        isCorrected(check, thumbprint(text), "indicatorValue", hash);
        isRejected(check, thumbprint(`${hash}0`), "indicatorValue");
      }),
      runs,
    );
  });

  it("names both faults of a hidden mark and of an action that the type does not have", () => {
    fc.assert(
      fc.property(hashOf(40), fc.constantFrom("Block", "Audit", "Warn"), (hash, action) => {
        const message = check.faultOf(thumbprint(`\u200e${hash}`, action));
        expect(message).to.contain("U+200E").and.to.contain(`Write "${hash}", or use normalize.`);
        const left = check.faultOf(check.normalized(thumbprint(`\u200e${hash}`, action)));
        expect(left).to.contain("CertificateThumbprint").and.to.contain(action);
      }),
      runs,
    );
  });
});

describe("values: properties of groups, texts and words", () => {
  const check = checker("schemas/rules/indicator.json");
  const blanks = fc.array(unseen, { minLength: 1, maxLength: 4 }).map((marks) => marks.join(""));
  const name = fc.array(fc.constantFrom("Group", "One", "Ä", "7"), { minLength: 1, maxLength: 3 });

  it("rejects groups and texts without a visible character", () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant(""), blanks), name, (blank, words) => {
        isRejected(check, row(1, { rbacGroupNames: [words.join(" "), blank] }), "rbacGroupNames\\.1");
        isRejected(check, row(1, { rbacGroupNames: [blank] }), "rbacGroupNames\\.0");
        for (const field of ["title", "description"]) isRejected(check, row(1, { [field]: blank }), field);
      }),
      runs,
    );
  });

  it("proposes the name of a group without the characters at its ends that nobody sees", () => {
    fc.assert(
      fc.property(name, blanks, fc.boolean(), (words, marks, isFront) => {
        const plain = words.join(" ");
        const given = row(1, {
          rbacGroupNames: ["First", isFront ? `${marks}${plain}` : `${plain}${marks}`],
        });
        expect(check.faultOf(given)).to.contain(`Write ${JSON.stringify(plain)}, or use normalize.`);
        expect(check.normalized(given)["rbacGroupNames"]).to.deep.equal(["First", plain]);
      }),
      runs,
    );
  });

  it("suggests the declared word for one in other letter case or with separators, and changes nothing", () => {
    const declared = {
      action: ["Allowed", "Audit", "Warn", "Block", "BlockAndRemediate", "Alert", "AlertAndBlock"],
      severity: ["Informational", "Low", "Medium", "High"],
      indicatorType: ["FileSha1", "FileSha256", "FileMd5", "IpAddress", "DomainName", "Url"],
    };
    const all = Object.entries(declared).flatMap(([field, words]) =>
      words.map((word) => [field, word] as const),
    );
    const change = fc.constantFrom(
      (parts: string[]) => parts.join("").toUpperCase(),
      (parts: string[]) => parts.join("").toLowerCase(),
      (parts: string[]) => parts.join("_"),
      (parts: string[]) => parts.join("-").toLowerCase(),
      (parts: string[]) => parts.join(" "),
    );
    fc.assert(
      fc.property(fc.constantFrom(...all), change, ([field, word], write) => {
        const written = write(word.match(/[A-Z][a-z0-9]*/g) ?? []);
        fc.pre(written !== word);
        const file = { indicatorType: "FileSha1", indicatorValue: "a".repeat(40) };
        const given = row(1, { ...(field === "action" ? file : {}), [field]: written });
        expect(check.faultOf(given)).to.match(new RegExp(`^${field} .* write it as ${word}\\.$`));
        expect(check.normalized(given)).to.deep.equal(given);
      }),
      runs,
    );
  });
});
