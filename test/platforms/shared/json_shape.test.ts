/** Tests the check of a file of a user, and that it agrees with the validator of the declarations. */
import { expect } from "chai";
import { load, packageRoot } from "../../../connector/index.js";
import { validatorsOf } from "../../../connector/declarations/ajv.js";
import { firstFaults, shapeFaults } from "../../../platforms/shared/json_shape.js";

const path = "schemas/sync.json";
const schema = load(packageRoot()).schemas.get(path) ?? {};
const validator = validatorsOf(new Map([[path, schema]]), new Set())(path);

const good = {
  name: "hourly",
  policy: "mirror",
  target: { asset: "asset.json" },
  sources: [
    { file: "feed.csv", format: "csv", map: { 1: "indicatorValue" } },
    { action: "get_taxii_objects", asset: "taxii.json", input: { path_parameters: {} } },
  ],
  defaults: { action: "Block" },
  maxDelete: { count: 100, share: 0.5 },
  rank: ["confidence", "-validFrom"],
  every: "1h",
  ownership: "name",
};

describe("shared: shape of a file", () => {
  it("accepts a file with every key", () => {
    expect(shapeFaults(good, schema)).to.deep.equal([]);
    expect(validator?.(good)).to.equal(true);
  });

  it("does not look into what no schema describes, which can have any number of levels", () => {
    const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as unknown;
    const [, source] = good.sources;
    expect(
      shapeFaults({ ...good, sources: [{ ...source, input: { json_body: deep } }] }, schema),
    ).to.deep.equal([]);
    expect(shapeFaults(deep, {})).to.deep.equal([]);
  });

  it("reports ten faults, and does not look for more", () => {
    const unknown = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`key${index}`, 1]));
    expect(shapeFaults({ ...good, ...unknown }, schema)).to.have.length(10);
    const all = (function* (): Generator<string> {
      for (;;) yield "a fault";
    })();
    expect(firstFaults(all)).to.have.length(10);
  });

  for (const [change, message] of [
    [{ policy: undefined }, "policy is missing; add it (one of create_only, upsert, mirror, lease)."],
    [
      { policy: "mirrow" },
      'policy is "mirrow", which is not one of create_only, upsert, mirror, lease; write it as mirror.',
    ],
    [{ polcy: "mirror" }, "polcy is not a known key. Did you mean policy?"],
    [{ MaxDelete: {} }, "MaxDelete is not a known key. Did you mean maxDelete?"],
    [{ name: 7 }, "name must be a text, not a number."],
    [{ name: " x" }, 'name " x" does not have the right form: '],
    [{ target: { asset: { client_secret: "x" } } }, "target.asset must be a text, not an object."],
    [{ target: { assets: "a.json" } }, "target.assets is not a known key. Did you mean asset?"],
    [{ sources: [] }, "sources is empty; add at least one entry."],
    [{ sources: [{ format: "csv" }] }, "sources[0] needs file or action; add one of them."],
    [{ sources: [{ file: "a", action: "b" }] }, "sources[0] has file and action; keep one of them."],
    [{ sources: [{ file: "" }] }, "sources[0].file is empty; enter a value."],
    [{ sources: ["feed.csv"] }, "sources[0] must be an object, not a text."],
    [{ sources: [{ file: "a", map: { x: 1 } }] }, "sources[0].map.x must be a text, not a number."],
    [{ maxDelete: { count: 1.5 } }, "maxDelete.count must be a whole number, not a number."],
    [{ maxDelete: { count: -1 } }, "maxDelete.count must be at least 0."],
    [{ maxDelete: { share: 30 } }, "maxDelete.share must be at most 1."],
    [{ rank: ["a b"] }, 'rank[0] "a b" does not have the right form: '],
    [{ every: "hourly" }, 'every "hourly" does not have the right form: '],
    [{ ownership: null }, "ownership is null, which is not one of name, client."],
  ] as const)
    it(`rejects ${JSON.stringify(change)} with one message, as the validator does`, () => {
      const value: unknown = JSON.parse(JSON.stringify({ ...good, ...change }));
      const [first, ...more] = shapeFaults(value, schema);
      expect([first?.startsWith(message), more], first).to.deep.equal([true, []]);
      expect(validator?.(value)).to.equal(false);
    });

  it("reports every fault of a file, up to ten", () => {
    const unknown = Object.fromEntries(Array.from({ length: 30 }, (_none, n) => [`zzzzzz${n}`, 1]));
    expect(shapeFaults({ ...good, ...unknown }, schema)).to.have.lengthOf(10);
    expect(shapeFaults(null, schema)).to.deep.equal(["The file must be an object, not null."]);
  });

  it("takes names of prototypes as unknown keys", () => {
    const [first] = shapeFaults(
      JSON.parse('{"name":"a","policy":"mirror","sources":[{"file":"a"}],"__proto__":{}}'),
      schema,
    );
    expect(first).to.match(/^__proto__ is not a known key/);
  });
});
