/** Tests of the benign values: which values the list contains and which it does not. */
import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import type { BenignList } from "../../connector/contract/generated/meta/benign.js";
import { BenignLookup } from "../../connector/declarations/benign_values.js";
import { isPlainUrl } from "../../connector/declarations/values/url.js";
import { own } from "../engine/stub.js";
import { seed } from "../support/property_seed.js";

const runs = { seed, numRuns: 200 };

const list = own.schemas.get("schemas/values/benign.json") as unknown as BenignList;
const lookup = new BenignLookup(list);
type Kind = Parameters<BenignLookup["reason"]>[0];

const small = new BenignLookup({
  groups: [
    { reason: "an address", source: "S", addresses: ["192.0.2.1", "2001:db8::1"] },
    { reason: "in a network", source: "S", networks: ["198.51.100.0/25", "2001:db8:1::/48"] },
    { reason: "a host", source: "S", hosts: ["good.example", "own.shared.example"] },
    { reason: "a shared host", source: "S", sharedHosts: ["shared.example", "users.good.example"] },
    { reason: "a suffix", source: "S", publicSuffixes: true },
    { reason: "a hash", source: "S", hashes: ["d41d8cd98f00b204e9800998ecf8427e"] },
  ],
});

function tableOf(of: BenignLookup, kind: Kind, reason: string | undefined, values: readonly string[]): void {
  for (const value of values)
    it(`${reason === undefined ? "does not find" : "finds"} ${kind} ${value}`, () => {
      expect(of.reason(kind, value)).to.equal(reason);
    });
}

describe(`declare: lookup of benign values (FC_SEED=${seed})`, () => {
  it("finds the same for a plain host or URL, faster", () => {
    const listed = list.groups.flatMap(({ hosts = [], sharedHosts = [] }) => [...hosts, ...sharedHosts]);
    const host = fc
      .tuple(
        fc.constantFrom("", "a.", "b-1.c_2.", "xn--."),
        fc.constantFrom(...listed, "bad.example", "co.uk", "uk"),
      )
      .map((parts) => parts.join(""));
    const page = fc.constantFrom(
      "",
      "/",
      "/.",
      "/%2e",
      "?",
      "?q=/",
      "#x",
      "/#x",
      ":1",
      ":443/",
      "/a/..",
      "/p?u=//x",
    );
    const isUpper = fc.boolean();
    const url = fc
      .tuple(fc.constantFrom("http", "https", "ftp"), host, page)
      .map(([scheme, name, rest]) => `${scheme}://${name}${rest}`);
    const same = (kind: Kind, text: string) => {
      expect(lookup.plainReason(kind, text)).to.equal(lookup.reason(kind, text));
    };
    const written = (text: string, isLoud: boolean) => (isLoud ? text.toUpperCase() : text);
    fc.assert(
      fc.property(host, isUpper, (text, isLoud) => same("host", written(text, isLoud))),
      { ...runs, numRuns: 1000 },
    );
    fc.assert(
      fc.property(url, isUpper, (text, isLoud) => {
        fc.pre(isPlainUrl(text));
        same("url", written(text, isLoud));
      }),
      { ...runs, numRuns: 3000 },
    );
  });

  tableOf(small, "address", "an address", [
    "192.0.2.1",
    "2001:db8::1",
    "2001:DB8:0:0:0:0:0:1",
    "2001:0db8:0000:0000:0000:0000:0000:0001",
    "::ffff:192.0.2.1",
    "::ffff:c000:201",
    "192.0.2.1/32",
    "192.0.2.0/24",
    "::ffff:192.0.2.0/120",
    "2001:db8::/64",
  ]);
  tableOf(small, "address", "in a network", [
    "198.51.100.0",
    "198.51.100.127",
    "198.51.100.64/26",
    "198.51.100.0/25",
    "198.51.0.0/16",
    "2001:db8:1:ffff::5",
  ]);
  tableOf(small, "address", undefined, [
    "192.0.2.2",
    "198.51.100.128",
    "198.51.100.128/25",
    "2001:db8:2::1",
    "192.0.2",
    "192.0.2.1:53",
    "192.0.2.1/33",
    "192.0.2.1/24/3",
    "192.0.2.1/x",
    "fe80::1%eth0",
    "good.example",
    "",
    "/",
  ]);
  tableOf(lookup, "host", "a name below which many owners have names of their own", [
    "amazonaws.com",
    "on.aws",
    "ovh.net",
  ]);
  tableOf(lookup, "host", undefined, ["bad.amazonaws.com", "bad.s3.amazonaws.com", "bad.ovh.net"]);
  tableOf(small, "host", "a host", [
    "good.example",
    "GOOD.example",
    "good.example.",
    "a.b.good.example",
    "a.own.shared.example",
  ]);
  tableOf(small, "host", "a shared host", ["shared.example", "users.good.example", "Shared.Example."]);
  tableOf(small, "host", "a suffix", ["co.uk", "github.io", "azurewebsites.net", "com"]);
  tableOf(small, "host", undefined, [
    "notgood.example",
    "good.example.evil.test",
    "evil-good.example",
    "tenant.shared.example",
    "evil.users.good.example",
    "evil.github.io",
    "evil.azurewebsites.net",
    "evil.at.ply.gg",
    "192.0.2.1",
    "",
    ".",
    "..",
  ]);
  tableOf(small, "url", "a host", [
    "https://good.example/",
    "https://good.example",
    "http://a.good.example/any/path?x=1#y",
    "https://user:pw@GOOD.example:8443/a",
    "good.example/a",
  ]);
  tableOf(small, "url", "a shared host", [
    "https://shared.example",
    "https://shared.example/",
    "https://shared.example/#top",
  ]);
  tableOf(small, "url", "a suffix", ["https://github.io/", "https://co.uk"]);
  tableOf(small, "url", "an address", [
    "ftps://192.0.2.1./",
    "https://192.0.2.1/a",
    "http://[2001:db8::1]:8080/",
    "http://0xc0.0.2.1/",
    "http://[::ffff:192.0.2.1]/",
  ]);
  tableOf(small, "url", undefined, [
    "https://shared.example/a",
    "https://shared.example/?a",
    "https://tenant.shared.example/",
    "https://github.io/a",
    "https://evil.github.io/",
    "https://good.example@evil.test/",
    "https://evil.test/good.example",
    "https://evil.test/?u=https://good.example/",
    "https://evil.test/#good.example",
    "https://",
    "not a url",
    "",
  ]);
  tableOf(small, "hash", "a hash", ["d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E"]);
  tableOf(small, "hash", undefined, ["d41d8cd98f00b204e9800998ecf8427", "", "good.example"]);

  const label = fc.stringMatching(/^[a-z0-9]{1,10}$/);

  it("finds any host below a listed one, but not a lookalike host", () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), label, (labels, word) => {
        fc.pre(labels.at(-1) !== "users" && word !== "");
        expect(small.reason("host", `${labels.join(".")}.good.example`)).to.equal("a host");
        expect(small.reason("host", `${word}good.example`)).to.equal(undefined);
        expect(small.reason("host", `${word}-good.example`)).to.equal(undefined);
        expect(small.reason("host", `good.example.${word}.test`)).to.equal(undefined);
        expect(small.reason("host", `${labels.join(".")}.shared.example`)).to.equal(
          labels.at(-1) === "own" ? "a host" : undefined,
        );
      }),
      runs,
    );
  });

  it("finds an IPv6 address in any spelling", () => {
    const groups = ["2001", "db8", "0", "0", "0", "0", "0", "1"];
    const spelled = fc
      .tuple(...groups.map((group) => fc.tuple(fc.nat({ max: 4 - group.length }), fc.boolean())))
      .map((ways) =>
        ways.map(([zeros, isUpper], i) => {
          const text = "0".repeat(zeros) + (groups[i] ?? "");
          return isUpper ? text.toUpperCase() : text;
        }),
      );
    const forms = fc.tuple(spelled, fc.constantFrom(0, 2, 3, 4)).map(([all, gap]) => {
      if (gap === 0) return all.join(":");
      return `${all.slice(0, gap).join(":")}::${all.slice(7).join(":")}`;
    });
    fc.assert(
      fc.property(forms, (address) => {
        expect(small.reason("address", address), address).to.equal("an address");
        expect(small.reason("url", `https://[${address}]/x`), address).to.equal("an address");
      }),
      runs,
    );
  });

  it("finds an address exactly if it lies in the network", () => {
    fc.assert(
      fc.property(fc.nat({ max: 255 }), fc.nat({ max: 255 }), (third, last) => {
        const isIn = third === 100 && last < 128;
        const found = small.reason("address", `198.51.${third}.${last}`);
        expect(found).to.equal(isIn ? "in a network" : undefined);
      }),
      runs,
    );
    for (const last of [0, 127, 128, 255])
      expect(small.reason("address", `198.51.100.${last}`) !== undefined).to.equal(last < 128);
  });

  it("never throws for any text", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("address", "host", "url", "hash"),
        fc.string({ unit: "binary" }),
        (kind, text) => {
          expect(small.reason(kind, text)).to.be.oneOf([undefined, "a suffix"]);
        },
      ),
      runs,
    );
  });
});

describe("declare: the list of benign values", () => {
  const benign: readonly (readonly [Kind, readonly string[]])[] = [
    [
      "address",
      [
        "8.8.8.8",
        "8.8.4.4",
        "1.1.1.1",
        "1.0.0.1",
        "9.9.9.9",
        "208.67.222.222",
        "94.140.14.14",
        "4.2.2.2",
        "2606:4700:4700:0:0:0:0:1111",
        "2620:FE::FE",
        "168.63.129.16",
        "40.126.1.1",
      ],
    ],
    [
      "host",
      [
        "microsoft.com",
        "www.microsoft.com",
        "windows.com",
        "windowsupdate.com",
        "download.windowsupdate.com",
        "office.com",
        "office365.com",
        "outlook.office365.com",
        "microsoftonline.com",
        "login.microsoftonline.com",
        "live.com",
        "login.live.com",
        "azure.com",
        "portal.azure.com",
        "management.azure.com",
        "securitycenter.windows.com",
        "wdcp.microsoft.com",
        "winatp-gw-eus.microsoft.com",
        "ussus1eastprod.blob.core.windows.net",
        "crl3.digicert.com",
        "ocsp.digicert.com",
        "r10.o.lencr.org",
        "crl.microsoft.com",
        "github.io",
        "co.uk",
        "azurewebsites.net",
        "blob.core.windows.net",
        "trafficmanager.net",
        "cloudfront.net",
        "s3.amazonaws.com",
        "sharepoint.com",
        "onmicrosoft.com",
        "cloudapp.azure.com",
        "dns.google",
      ],
    ],
    [
      "url",
      [
        "https://login.microsoftonline.com/",
        "https://login.microsoftonline.com/common/oauth2",
        "https://www.office.com",
        "http://ctldl.windowsupdate.com/msdownload/x.cab",
        "https://onedrive.live.com/",
        "https://cloudflare-dns.com/dns-query",
        "https://1.1.1.1/dns-query",
      ],
    ],
  ];
  for (const [kind, values] of benign)
    for (const value of values)
      it(`has ${kind} ${value}`, () => {
        expect(lookup.reason(kind, value)).to.be.a("string");
      });

  const notBenign: readonly (readonly [Kind, readonly string[]])[] = [
    ["address", ["8.8.8.9", "1.1.1.4", "203.0.113.9", "2001:db8::9", "20.1.2.3", "52.1.2.3", "13.107.42.12"]],
    [
      "host",
      [
        "notmicrosoft.com",
        "microsoft.com.evil.example",
        "something.microsoft.com.evil.example",
        "login-microsoftonline.com",
        "microsoft-com.example",
        "rnicrosoft.com",
        "microsoft.co",
        "evil.azurewebsites.net",
        "evil.blob.core.windows.net",
        "evil.z13.web.core.windows.net",
        "evil.trafficmanager.net",
        "evil.azureedge.net",
        "evil.azurefd.net",
        "evil.azurestaticapps.net",
        "evil.cloudapp.net",
        "evil.westeurope.cloudapp.azure.com",
        "evil.onmicrosoft.com",
        "evil.sharepoint.com",
        "evil-my.sharepoint.com",
        "evil.crm4.dynamics.com",
        "evil.powerappsportals.com",
        "evil.azurecr.io",
        "evil.vault.azure.net",
        "evil.database.windows.net",
        "evil.files.1drv.com",
        "evil.github.io",
        "evil.cloudfront.net",
        "evil.s3.amazonaws.com",
        "evil.ngrok.io",
        "bad.example",
      ],
    ],
    [
      "url",
      [
        "https://raw.githubusercontent.com/x/y.exe",
        "https://onedrive.live.com/download?resid=1",
        "https://1drv.ms/u/s!x",
        "https://evil.sharepoint.com/x",
        "https://forms.office.com/r/x",
        "https://sway.office.com/x",
        "https://customervoice.microsoft.com/Pages/ResponsePage.aspx?id=x",
        "https://dev.azure.com/evil/x",
        "https://evil.blob.core.windows.net/",
        "https://login.microsoftonline.com.evil.example/",
        "https://microsoft.com@evil.example/",
        "https://evil.example/microsoft.com",
        "https://view.officeapps.live.com/op/view.aspx?src=x",
        "https://nam01.safelinks.protection.outlook.com/?url=x",
      ],
    ],
  ];
  for (const [kind, values] of notBenign)
    for (const value of values)
      it(`does not contain ${kind} ${value}`, () => {
        expect(lookup.reason(kind, value)).to.equal(undefined);
      });

  it("contains exactly the computed hashes of empty and trivial files", () => {
    const contents = ["", "\n", "\r\n", " ", "\0", "\ufeff", "{}", "[]", "{}\n", "[]\n"];
    const computed = contents.flatMap((content) =>
      ["md5", "sha1", "sha256"].map((name) => createHash(name).update(content).digest("hex")),
    );
    expect(list.groups.flatMap(({ hashes = [] }) => hashes)).to.have.members(computed);
  });

  it("names each value once, so that each has one reason", () => {
    const names = list.groups.flatMap(({ hosts = [], sharedHosts = [] }) => [...hosts, ...sharedHosts]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).to.deep.equal([]);
    const addresses = list.groups.flatMap((group) => [...(group.addresses ?? []), ...(group.networks ?? [])]);
    expect(addresses.filter((address, i) => addresses.indexOf(address) !== i)).to.deep.equal([]);
  });

  it("has no entry that another entry covers with the same reason", () => {
    for (const { reason, hosts = [] } of list.groups)
      for (const host of hosts) {
        const parent = hosts.find((other) => host.endsWith(`.${other}`));
        const shield = list.groups.some((group) =>
          (group.sharedHosts ?? []).some((shared) => host.endsWith(`.${shared}`)),
        );
        expect(parent === undefined || shield, `${reason}: ${host}`).to.equal(true);
      }
  });
});
