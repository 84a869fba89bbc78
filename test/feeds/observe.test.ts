/** Texts as values of observables. */
import { expect } from "chai";
import fc from "fast-check";
import type { ObservableKind } from "../../connector/feeds/feed_types.js";
import { holdsSeveralUrls, observe, observeAny } from "../../connector/feeds/observe.js";
import { address4, defangedDomain, defangedUrl, url } from "../declarations/values/generators.js";
import { cpuSecondsOf } from "../support/cpu_time.js";

const sha1 = "a1".repeat(20);
const sha256 = "a1".repeat(32);

/** Texts that are values and stay as they are. */
const taken: readonly (readonly [text: string, kind: ObservableKind, value?: string])[] = [
  ["bad.example", "domain"],
  ["BAD.Example", "domain"],
  ["hxxp-mirror.example", "domain"],
  ["hxxps-login.bad.example", "domain"],
  ["_dmarc.bad.example", "domain"],
  ["archive.zip", "domain"],
  ["cafe-face.cc", "domain"],
  ["bad.test", "domain"],
  ["192.0.2.1", "ip"],
  ["2001:db8::1", "ip"],
  ["https://bad.example/a,b;c?u=hxxp://x[.]y", "url"],
  ["http://192.0.2.1/24", "url"],
  [sha256, "sha256"],
  [sha256.toUpperCase(), "sha256"],
  [sha1, "sha1"],
  ["a1".repeat(16), "md5"],
  ["\u00a0 bad.example\t", "domain", "bad.example"],
  ['"bad.example"', "domain", "bad.example"],
  ["' 192.0.2.1 '", "ip", "192.0.2.1"],
  ["<https://bad.example/>", "url", "https://bad.example/"],
];

const changed: readonly (readonly [text: string, code: string, kind: ObservableKind, value: string])[] = [
  ["bad[.]example", "Refanged", "domain", "bad.example"],
  ["bad(dot)example", "Refanged", "domain", "bad.example"],
  ["cafe-face[.]cc", "Refanged", "domain", "cafe-face.cc"],
  ["192[.]0.2[.]1", "Refanged", "ip", "192.0.2.1"],
  ["hxxps[:]//bad[.]example/a[.]b", "Refanged", "url", "https://bad.example/a[.]b"],
  ["192.0.2.1:443", "PortRemoved", "ip", "192.0.2.1"],
  ["[2001:db8::1]:443", "PortRemoved", "ip", "2001:db8:0:0:0:0:0:1"],
  ["bad[.]example:8080", "PortRemoved", "domain", "bad.example"],
  ["*.bad.example", "WildcardRemoved", "domain", "bad.example"],
  [".bad.example", "DotRemoved", "domain", "bad.example"],
  ["bad.example.", "DotRemoved", "domain", "bad.example"],
  ["192.0.2.1/32", "SingleAddress", "ip", "192.0.2.1"],
  ["::ffff:192.0.2.1", "MappedAddress", "ip", "192.0.2.1"],
  ["bücher.example", "Punycode", "domain", "xn--bcher-kva.example"],
  ["a1:".repeat(20).slice(0, -1), "SeparatorsRemoved", "sha1", sha1],
];

const skipped: readonly (readonly [text: string, code: string])[] = [
  ["192.0.2.0/24", "Network"],
  ["192[.]0[.]2[.]0/24", "Network"],
  ["2001:db8::/32", "Network"],
  ["192.0.2.1-192.0.2.9", "Network"],
  ["192.0.2.1/2sm.txt", "PathWithoutScheme"],
  ["bad.example/path", "PathWithoutScheme"],
  ["bad.example:80/path", "PathWithoutScheme"],
  ["bad[.]example/path", "PathWithoutScheme"],
  ["abcdefghij.onion", "OnionName"],
  ["http://abcdefghij.onion/x", "OnionName"],
  ["http://abcdefghij.onion:80/x", "OnionName"],
  ["setup.exe", "FileName"],
  ["report.final.docx", "FileName"],
  ["dragon.lib", "UnknownSuffix"],
  ["com.vendor.service", "UnknownSuffix"],
  ["10.0.0.1", "SpecialAddress"],
  ["user@bad.example", "TypeUnsupported"],
  ["a1".repeat(64), "TypeUnsupported"],
  ["a1".repeat(20).slice(1), "ValueUnrecognized"],
  ["wss://bad.example/", "ValueUnrecognized"],
  ["some text", "ValueUnrecognized"],
  ["bad.example is bad", "ValueUnrecognized"],
  ["", "ValueUnrecognized"],
  ["https://bad.example/...", "ValueInvalid"],
  ["010.1.1.1", "ValueUnrecognized"],
  ["e\u202ev\u200bil.example", "ValueUnrecognized"],
];

const isOne = (text: string): boolean => !holdsSeveralUrls(text);

describe("feeds: observe", () => {
  it("says why an address is not taken, and not what to do about a row", () => {
    expect(observeAny("10.0.0.1").fault?.message).to.equal(
      '"10.0.0.1" is a private address, not an address of a host on the internet.',
    );
    for (const text of ["10.0.0.1", "fe80::1%eth0", "192.0.2.0/24"])
      expect(observe("ip", text).fault?.message).to.match(/^"[^"]+" [^;]*\.$/);
  });

  for (const [text, kind, value = text] of taken)
    it(`takes ${JSON.stringify(text)} as ${kind}`, () => {
      expect(observeAny(text)).to.deep.equal({ kind, value });
    });

  for (const [text, code, kind, value] of changed)
    it(`changes ${JSON.stringify(text)} and reports ${code}`, () => {
      const { change, ...rest } = observeAny(text) as { change?: { code: string; message: string } };
      expect(rest).to.deep.equal({ kind, value });
      expect(change?.code).to.equal(code);
      expect(change?.message).to.include(JSON.stringify(value)).and.to.match(/\.$/);
    });

  for (const [text, code] of skipped)
    it(`rejects ${JSON.stringify(text)} with ${code}`, () => {
      expect(observeAny(text).fault?.code).to.equal(code);
      expect(observeAny(text).fault?.message).to.match(/^".*\.$/s);
    });

  for (const [kind, text, code] of [
    ["url", "bad.example/path", "PathWithoutScheme"],
    ["url", "bad.example", "TypeMismatch"],
    ["domain", "192.0.2.1", "TypeMismatch"],
    ["domain", "setup.exe", "FileName"],
    ["domain", "abc.onion", "OnionName"],
    ["ip", "192.0.2.0/24", "Network"],
    ["sha256", sha1, "TypeMismatch"],
    ["thumbprint", "xyz", "ValueInvalid"],
  ] as const)
    it(`rejects ${JSON.stringify(text)} as ${kind} with ${code}`, () => {
      expect(observe(kind, text).fault?.code).to.equal(code);
    });

  it("accepts a declared domain name of a private network, and a declared thumbprint", () => {
    expect(observe("domain", "intranet.corp")).to.deep.equal({ value: "intranet.corp" });
    expect(observe("thumbprint", sha1.toUpperCase())).to.deep.equal({ value: sha1.toUpperCase() });
  });

  it("rejects a text of 100,000 characters at once", async () => {
    const seconds = await cpuSecondsOf(() => {
      for (const part of ["a.", "[.]", "1.", "a/", ":", "a ", "(", "-a"])
        expect(observeAny(part.repeat(50_000)).fault, part).to.be.an("object");
    });
    expect(seconds).to.be.lessThan(5);
  });

  it("takes valid addresses and URLs as they are", () => {
    fc.assert(
      fc.property(address4, ({ text, isPublic }) => {
        expect(observeAny(text)).to.deep.include(isPublic ? { kind: "ip", value: text } : observeAny(text));
        expect(observeAny(text).fault?.code).to.equal(isPublic ? undefined : "SpecialAddress");
      }),
    );
    fc.assert(
      fc.property(url.filter(isOne), (text) => {
        expect(observeAny(text)).to.deep.equal({ kind: "url", value: text });
      }),
    );
  });

  it("refangs defanged hosts and URLs, and reports the change", () => {
    const isFile = /\.(?:[a-z0-9]{1,5})$/;
    fc.assert(
      fc.property(defangedDomain, ({ plain, written }) => {
        const observed = observe("domain", written);
        if (observed.fault !== undefined) return isFile.test(plain) && observed.fault.code === "FileName";
        expect([observed.value, observed.change?.code]).to.deep.equal([plain, "Refanged"]);
        return true;
      }),
    );
    fc.assert(
      fc.property(
        defangedUrl.filter(({ written }) => isOne(written)),
        ({ plain, written }) => {
          const observed = observe("url", written);
          expect(observed.value, observed.fault?.message).to.equal(plain);
          const isChanged = observed.fault === undefined && observed.change?.code === "Refanged";
          expect(isChanged).to.equal(written !== plain);
        },
      ),
    );
  });

  it("reads hostile texts in linear time", async () => {
    const seconds = await cpuSecondsOf(() => {
      for (const part of ["a.", ".", "@a.", "a@", " a", "[.]", "- "]) {
        observeAny(`a@${part.repeat(65_536 / part.length)}@`);
        observeAny(`${part.repeat(65_536 / part.length)}!`);
      }
    });
    expect(seconds).to.be.lessThan(1);
  });
});
