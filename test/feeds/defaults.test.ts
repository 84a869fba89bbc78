/** Tests the defaults of a feed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { ConnectorError } from "../../connector/index.js";
import { packageRoot } from "../../connector/index.js";
import { defaultKeys, defaultsOf, feedDefaults, mergedDefaults } from "../../connector/feeds/defaults.js";

function faultOf(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (error) {
    const { code, message } = error as ConnectorError;
    return `${code}: ${message}`;
  }
}

describe("feeds: defaults", () => {
  it("accepts every declared default, and words in any letter case", () => {
    const given = {
      action: "blockandremediate",
      severity: "high",
      title: "Report: {value}",
      description: "From {feed}",
      expiresAfter: { default: "P30D", Url: "P7D" },
      maxExpiresAfter: "P1Y",
      rbacGroupNames: ["Group One"],
      maxTlp: "Green",
      minConfidence: 50,
      allHashes: true,
      ipSrc: "skip",
    };
    expect(feedDefaults(given)).to.deep.equal({
      ...given,
      action: "BlockAndRemediate",
      severity: "High",
      maxTlp: "green",
    });
  });

  it("has the keys that the schema declares", () => {
    const file = join(packageRoot(), "schemas/objects/feed_defaults.json");
    const { properties } = JSON.parse(readFileSync(file, "utf8")) as { properties: object };
    expect(defaultKeys).to.deep.equal(Object.keys(properties));
  });

  it("names an unknown key and the nearest known one", () => {
    expect(faultOf(() => feedDefaults({ acton: "Block" }))).to.equal(
      'InvalidOption: Unknown default "acton". Did you mean action?',
    );
    expect(faultOf(() => feedDefaults(JSON.parse('{"__proto__":{}}')))).to.contain(
      'Unknown default "__proto__"',
    );
    expect(faultOf(() => feedDefaults({ toString: "x" }))).to.contain('Unknown default "toString"');
  });

  it("rejects values of another type or form, and names their key", () => {
    for (const [key, value] of [
      ["action", "Blok"],
      ["action", 1],
      ["title", " "],
      ["expiresAfter", "P30D"],
      ["expiresAfter", { Url: "7 days" }],
      ["maxExpiresAfter", "P0D"],
      ["rbacGroupNames", "Group"],
      ["rbacGroupNames", [""]],
      ["maxTlp", "white"],
      ["minConfidence", 101],
      ["minConfidence", Number.NaN],
      ["allHashes", "yes"],
      ["ipSrc", null],
    ] as const)
      expect(
        faultOf(() => feedDefaults({ [key]: value })),
        key,
      ).to.match(new RegExp(`^InvalidOption: The default ${key}`));
    expect(faultOf(() => feedDefaults({ expiresAfter: { Ulr: "P1D" } }))).to.contain("Did you mean Url?");
    for (const given of [null, [], "x"])
      expect(faultOf(() => feedDefaults(given))).to.contain("must be an object");
  });

  it("merges key by key, and lifetimes type by type; the last part has precedence", () => {
    const merged = mergedDefaults([
      { action: "Audit", title: "T", expiresAfter: { default: "P30D", Url: "P9D" } },
      { action: "Block", expiresAfter: { Url: "P7D" } },
      {},
    ]);
    expect(merged).to.deep.equal({
      action: "Block",
      title: "T",
      expiresAfter: { default: "P30D", Url: "P7D" },
    });
  });

  it("reads options of a command line", () => {
    const defaultOf = (option: string) => defaultsOf([option])[0];
    expect(defaultOf("expiresAfter.Url=P7D")).to.deep.equal({ expiresAfter: { Url: "P7D" } });
    expect(defaultOf("expiresAfter=P30D")).to.deep.equal({ expiresAfter: { default: "P30D" } });
    expect(defaultOf("rbacGroupNames=a, b")).to.deep.equal({ rbacGroupNames: ["a", "b"] });
    expect(faultOf(() => defaultOf("rbacGroupNames=,"))).to.contain("must name at least one group");
    expect(defaultOf('rbacGroupNames=["a, x","b"]')).to.deep.equal({ rbacGroupNames: ["a, x", "b"] });
    expect(defaultOf("rbacGroupNames=")).to.deep.equal({ rbacGroupNames: [] });
    expect(defaultOf("minConfidence=50")).to.deep.equal({ minConfidence: 50 });
    expect(defaultOf("allHashes=TRUE")).to.deep.equal({ allHashes: true });
    expect(defaultOf("title=a=b.c")).to.deep.equal({ title: "a=b.c" });
    expect(faultOf(() => defaultOf("action"))).to.contain("must have the form KEY=VALUE");
    expect(faultOf(() => defaultOf("titel=x"))).to.contain("Did you mean title?");
    expect(faultOf(() => defaultOf("title.Url=x"))).to.contain("The default title has no parts");
    expect(faultOf(() => feedDefaults(defaultOf("minConfidence=many")))).to.contain("minConfidence");
    for (const list of ["[a]", '["a",1]', '["a"', '[["a"]]', "[a,b"])
      expect(
        faultOf(() => feedDefaults(defaultOf(`rbacGroupNames=${list}`))),
        list,
      ).to.contain('must be a list of names, such as a,b or ["a","b"]');
  });

  it("rejects an option of a command line that is set twice", () => {
    expect(defaultsOf(["action=Block", "expiresAfter=P30D", "expiresAfter.Url=P7D"])).to.have.length(3);
    expect(faultOf(() => defaultsOf(["action=Block", "title=T", "action=Audit"]))).to.equal(
      "InvalidOption: The default action is set twice. Set it once.",
    );
    expect(faultOf(() => defaultsOf(["expiresAfter=P30D", "expiresAfter.default=P7D"]))).to.contain(
      "expiresAfter.default is set twice",
    );
  });

  it("ends a message about an unknown word with one mark", () => {
    expect(() => feedDefaults({ action: "Blok" })).to.throw(/AlertAndBlock\. Did you mean Block\?$/);
    expect(() => feedDefaults({ maxTlp: "purple" })).to.throw(/amber\+strict, red\.$/);
  });
});
