/** Properties of random values of every kind: valid ones pass, others are corrected if unambiguous, else rejected. */
import { expect } from "chai";
import fc from "fast-check";
import { isIP } from "node:net";
import { ipVersion } from "../../../connector/declarations/values/address.js";
import { row } from "../../support/rows.js";
import {
  check,
  faultOf,
  isAccepted,
  isCorrectedTo,
  isRejected,
  normalized,
  nowMs,
  proposalIn,
  typed,
} from "./checks.js";
import {
  address4,
  address6,
  brokenDomain,
  defangedDomain,
  defangedUrl,
  hashOf,
  host,
  timestamp,
  path,
  unseen,
  url,
} from "./generators.js";
import { seed } from "../../support/property_seed.js";

const runs = { seed, numRuns: 200 };

describe(`values: properties of domain names and URLs (FC_SEED=${seed})`, () => {
  it("accepts generated hosts unchanged, and normalizes them to lower case", () => {
    fc.assert(
      fc.property(host, (name) => {
        isAccepted("DomainName", name);
        isAccepted("DomainName", name.toUpperCase(), name);
      }),
      runs,
    );
  });

  it("accepts generated URLs unchanged, with any brackets in path, query and fragment", () => {
    fc.assert(
      fc.property(url, (text) => isAccepted("Url", text)),
      runs,
    );
  });

  it("refangs every form of a defanged host completely", () => {
    fc.assert(
      fc.property(defangedDomain, ({ plain, written }) => isCorrectedTo("DomainName", written, plain)),
      runs,
    );
  });

  it("refangs every form of a defanged URL completely, and keeps its path", () => {
    fc.assert(
      fc.property(defangedUrl, ({ plain, written }) => isCorrectedTo("Url", written, plain)),
      runs,
    );
  });

  it("rejects broken names, and proposes the name only if it is certain", () => {
    fc.assert(
      fc.property(brokenDomain, ({ text, correction }) => {
        if (correction === undefined) isRejected("DomainName", text);
        else isCorrectedTo("DomainName", text, correction);
      }),
      runs,
    );
  });

  it("rejects URLs with a broken host, port, scheme or end", () => {
    const broken = fc
      .tuple(host, path)
      .chain(([name, rest]) =>
        fc.constantFrom(
          `htxp://${name}${rest}`,
          `${name}${rest}`,
          `//${name}${rest}`,
          `http:/${name}${rest}`,
          `ftps://${name}${rest}`,
          `http://user@${name}${rest}`,
          `http://user[at]${name}${rest}`,
          `http://*.${name}${rest}`,
          `http://a..${name}${rest}`,
          `http://-a.${name}${rest}`,
          `http://${name}:65536${rest}`,
          `http://${name}:0${rest}`,
          `http://${name}:x${rest}`,
          `http://${name}.1${rest}`,
          `http://${name.split(".").at(-1)}${rest}`,
          `http://${name}/${rest}...`,
          `http://${name}/${rest}\u2026`,
          `http://${name}/a b${rest}`,
          `http://${name}/a\u200bb${rest}`,
          `http://10.0.0.1${rest}`,
          `http://[::1]${rest}`,
          `http://a(b.${name}${rest}`,
        ),
      );
    fc.assert(
      fc.property(broken, (text) => isRejected("Url", text)),
      runs,
    );
  });
});

describe("values: properties of addresses, hashes and timestamps", () => {
  it("accepts IPv4 addresses of the internet and rejects special ones, alone and as host of a URL", () => {
    fc.assert(
      fc.property(address4, ({ text, isPublic }) => {
        if (isPublic) isAccepted("IpAddress", text);
        else isRejected("IpAddress", text);
        if (isPublic) isAccepted("Url", `http://${text}/x`);
        else isRejected("Url", `http://${text}:80/x`);
        if (isPublic) isCorrectedTo("IpAddress", `::ffff:${text}`, text);
        else isRejected("IpAddress", `::ffff:${text}`);
      }),
      runs,
    );
  });

  it("accepts single addresses only: a prefix of the whole length and a port are removed, others are rejected", () => {
    fc.assert(
      fc.property(
        address4,
        fc.nat(31),
        fc.integer({ min: 1, max: 65_535 }),
        ({ text, isPublic }, prefix, port) => {
          isRejected("IpAddress", `${text}/${prefix}`);
          if (!isPublic) return;
          isCorrectedTo("IpAddress", `${text}/32`, text);
          isCorrectedTo("IpAddress", `${text}:${port}`, text);
          isCorrectedTo("IpAddress", text.replaceAll(".", "[.]"), text);
        },
      ),
      runs,
    );
  });

  it("normalizes IPv6 addresses to eight groups, and warns about shortened ones", () => {
    fc.assert(
      fc.property(address6, ({ text, full }) => {
        isAccepted("IpAddress", text, full);
        const warned = check.explain(typed("IpAddress", text), nowMs).map(({ code }) => code);
        expect(warned, text).to.deep.equal(text.includes("::") ? ["ShortAddress"] : []);
        isCorrectedTo("IpAddress", `${text}/128`, full);
        isCorrectedTo("IpAddress", `[${text}]:443`, full);
      }),
      runs,
    );
  });

  const hashes = [
    ["FileMd5", 32],
    ["FileSha1", 40],
    ["FileSha256", 64],
  ] as const;

  for (const [type, length] of hashes) {
    it(`accepts ${type} of ${length} digits, removes separators, and names the type of another length`, () => {
      fc.assert(
        fc.property(hashOf(length), fc.constantFrom(" ", ":", "-", "\u00a0"), (hash, separator) => {
          isAccepted(type, hash);
          isAccepted(type, hash.toUpperCase(), hash);
          isCorrectedTo(type, hash.replace(/..(?=.)/g, `$&${separator}`), hash);
          isRejected(type, hash.slice(1));
          isRejected(type, `${hash.slice(1)}g`);
          const others = hashes.filter(([, other]) => other !== length);
          for (const [other] of others)
            expect(faultOf(typed(other, hash))).to.contain(`set indicatorType to ${type}.`);
        }),
        runs,
      );
    });
  }

  it("accepts generated timestamps, and rejects those without zone or time and those that do not exist", () => {
    const timestampFault = (expirationTime: string) =>
      check.explain(row(1, { expirationTime }), nowMs).find(({ code }) => code === "InvalidIndicator");
    fc.assert(
      fc.property(timestamp, ({ date, time, zone }) => {
        const text = `${date}T${time}${zone}`;
        expect(timestampFault(text), text).to.equal(undefined);
        expect(normalized(row(1, { expirationTime: text }), "expirationTime")).to.equal(text);
        for (const broken of [date, `${date}T${time}`, `${date}T24:00:00${zone}`, `${date}T${time}+14:01`])
          expect(timestampFault(broken)?.message, broken).to.contain("such as 2027-01-31T00:00:00Z");
        for (const broken of [
          `${date.slice(0, 4)}-02-30T${time}${zone}`,
          `${date.slice(0, 4)}-13-01T${time}${zone}`,
        ])
          expect(timestampFault(broken)?.message, broken).to.contain("such as 2027-01-31T00:00:00Z");
        expect(normalized(row(1, { expirationTime: `${date} ${time}${zone}` }), "expirationTime")).to.equal(
          text,
        );
      }),
      runs,
    );
  });
});

describe("values: properties of all kinds", () => {
  const types = [
    "DomainName",
    "Url",
    "IpAddress",
    "FileSha1",
    "FileSha256",
    "FileMd5",
    "CertificateThumbprint",
  ];
  const good = fc.oneof(
    host.map((value) => ["DomainName", value, value]),
    url.map((value) => ["Url", value, value]),
    address6.map(({ full }) => ["IpAddress", full, full]),
    hashOf(64).map((value) => ["FileSha256", value, value]),
    hashOf(40).map((value) => ["CertificateThumbprint", value, value]),
  ) as fc.Arbitrary<[string, string, string]>;

  it("removes invisible characters at the ends, and names those inside in the rejection", () => {
    fc.assert(
      fc.property(
        good,
        fc.array(unseen, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        ([type, value], marks, isFront) => {
          const outer = marks.join("");
          isCorrectedTo(type, isFront ? `${outer}${value}` : `${value}${outer}`, value);
          const inner = `${value.slice(0, 3)}\u200b${value.slice(3)}`;
          isRejected(type, inner);
          expect(faultOf(typed(type, inner))).to.contain("U+200B");
        },
      ),
      runs,
    );
  });

  it("normalizes any text to the value that the message proposes, if any", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "hxxp",
        "http",
        "s",
        "://",
        "[:]//",
        "[.]",
        "(dot)",
        ".",
        "*.",
        "[",
        "]",
        "\\",
        "/",
        "[/]",
        "@",
        ":",
        "80",
        " ",
      ),
      fc.constantFrom(
        "bad",
        "example",
        "a1",
        "10.0.0.1",
        "203.0.113.5",
        "::",
        "2001:db8",
        "ffff",
        "\u200b",
        "\u00fc",
        "\u3002",
        '"',
        ",",
        "...",
      ),
      fc.string({ maxLength: 4 }),
      fc.string({ maxLength: 4, unit: "binary" }),
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.constantFrom(...types), text, (type, value) => {
        if (value === "") return;
        const given = typed(type, value);
        const fault = faultOf(given);
        const after = normalized(given);
        if (fault === undefined) expect(faultOf(typed(type, String(after)))).to.equal(undefined);
        else if (proposalIn(fault) === undefined) expect(after).to.equal(value);
        else
          expect([after, faultOf(typed(type, String(after)))]).to.deep.equal([proposalIn(fault), undefined]);
      }),
      { seed, numRuns: 1500 },
    );
  });
});

describe("values: version of an address", () => {
  it("equals net.isIP for addresses and for texts like them", () => {
    const piece = fc.constantFrom(
      ..."0123456789abcfg:.%[]/ ".split(""),
      "::",
      "255",
      "256",
      "1.2.3.4",
      "ffff:",
      "eth0",
    );
    const like = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), like), (text) => ipVersion(text) === isIP(text)),
      { numRuns: 3000 },
    );
  });
});
