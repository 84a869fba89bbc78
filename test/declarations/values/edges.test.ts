/** Properties of values at the edges of what is accepted. */
import { expect } from "chai";
import fc from "fast-check";
import { row } from "../../support/rows.js";
import { check, faultOf, isAccepted, isCorrectedTo, isRejected, normalized, nowMs, typed } from "./checks.js";
import {
  edge4,
  edge6,
  groupName,
  marks,
  moment,
  momentNear,
  separatedThumbprint,
} from "./edge_generators.js";
import { hashOf } from "./generators.js";
import { seed } from "../../support/property_seed.js";

const runs = { seed, numRuns: 200 };

describe(`values: properties at the edges (FC_SEED=${seed})`, () => {
  it("accepts the expirationTime that DateTimeOffset accepts, and rejects each part beyond its end", () => {
    fc.assert(
      fc.property(moment, ({ text, isValid }) => {
        const given = row(1, { expirationTime: text });
        if (isValid) expect(faultOf(given), text).to.equal(undefined);
        else expect(faultOf(given), text).to.contain(`expirationTime ${JSON.stringify(text)} is not a valid`);
        expect(normalized(given, "expirationTime")).to.equal(text);
      }),
      { ...runs, numRuns: 500 },
    );
  });

  it("rejects an expirationTime in the past in every zone, and accepts one that follows by a second", () => {
    fc.assert(
      fc.property(momentNear(nowMs), ({ text, isPast }) => {
        const given = row(1, { expirationTime: text });
        const codes = check.explain(given, nowMs).map(({ code }) => code);
        expect(codes, text).to.deep.equal(isPast ? ["ExpiredIndicator"] : []);
        expect(check.isValid(given, nowMs)).to.equal(!isPast);
      }),
      runs,
    );
  });

  it("rejects the first and the last address of each special IPv4 range, and accepts those just outside", () => {
    fc.assert(
      fc.property(edge4, ({ text, isSpecial }) => {
        if (!isSpecial) return isAccepted("IpAddress", text);
        isRejected("IpAddress", text);
        expect(faultOf(typed("IpAddress", text))).to.contain("not an address of a host on the internet");
      }),
      runs,
    );
  });

  it("rejects IPv6 addresses of special ranges, and accepts those just outside", () => {
    fc.assert(
      fc.property(edge6, ({ text, isSpecial }) => {
        if (isSpecial) isRejected("IpAddress", text);
        else isAccepted("IpAddress", text);
      }),
      runs,
    );
  });

  it("removes separators of any kind from a thumbprint, with marks at its ends, and keeps its letter case", () => {
    fc.assert(
      fc.property(separatedThumbprint, fc.option(marks, { nil: "" }), fc.boolean(), (one, mark, isFront) => {
        const text = isFront ? mark + one.written : one.written + mark;
        isCorrectedTo("CertificateThumbprint", text, one.plain);
      }),
      runs,
    );
  });

  it("names a hidden mark within a thumbprint, and does not guess", () => {
    const hidden = fc.constantFrom("\u200b", "\u200e", "\u202e", "\u2060", "\ufeff", "\u00ad");
    fc.assert(
      fc.property(hashOf(40), hidden, fc.integer({ min: 1, max: 39 }), (digits, mark, at) => {
        const text = digits.slice(0, at) + mark + digits.slice(at);
        isRejected("CertificateThumbprint", text);
        const point = `U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
        expect(faultOf(typed("CertificateThumbprint", text))).to.contain(point);
      }),
      runs,
    );
  });

  it("rejects group names and texts without a visible character, in every position", () => {
    fc.assert(
      fc.property(fc.option(marks, { nil: "" }), groupName, fc.boolean(), (blank, name, isFirst) => {
        const names = isFirst ? [blank, name] : [name, blank];
        const at = isFirst ? 0 : 1;
        const group = row(1, { rbacGroupNames: names });
        expect(faultOf(group)).to.match(new RegExp(`^rbacGroupNames\\.${at} `));
        expect(normalized(group, "rbacGroupNames")).to.deep.equal(names);
        for (const field of ["title", "description"]) {
          const given = row(1, { [field]: blank });
          expect(faultOf(given), JSON.stringify(blank)).to.match(new RegExp(`^${field} `));
          expect(normalized(given, field)).to.equal(blank);
          expect(faultOf(row(1, { [field]: `${blank}${name}` }))).to.equal(undefined);
        }
      }),
      runs,
    );
  });

  it("proposes a group name without marks at its ends, and accepts the name alone", () => {
    fc.assert(
      fc.property(groupName, marks, fc.boolean(), (name, mark, isFront) => {
        expect(faultOf(row(1, { rbacGroupNames: [name] })), name).to.equal(undefined);
        const given = row(1, { rbacGroupNames: [isFront ? mark + name : name + mark] });
        expect(faultOf(given)).to.contain(`Write ${JSON.stringify(name)}, or use normalize.`);
        expect(normalized(given, "rbacGroupNames")).to.deep.equal([name]);
      }),
      runs,
    );
  });
});
