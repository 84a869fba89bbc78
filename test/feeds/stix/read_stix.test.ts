import { expect } from "chai";
import type { Facts } from "../../../connector/feeds/feed_types.js";
import { readStix } from "../../../connector/feeds/stix/read_stix.js";
import { chunks, readAll, shortOf } from "../reading.js";

const id = (type: string, number: number): string =>
  `${type}--00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const amber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";
const amberStrict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";

const indicator = (fields: object = {}, number = 1): Record<string, unknown> => ({
  type: "indicator",
  spec_version: "2.1",
  id: id("indicator", number),
  created: "2026-01-01T00:00:00.000Z",
  modified: "2026-01-01T00:00:00.000Z",
  pattern: "[domain-name:value = 'bad.example']",
  pattern_type: "stix",
  valid_from: "2026-01-01T00:00:00Z",
  ...fields,
});
const bundle = (...objects: readonly unknown[]): string =>
  JSON.stringify({ type: "bundle", id: id("bundle", 1), objects });

async function shorts(text: string): Promise<readonly string[]> {
  return (await readAll(readStix, text)).items.map(shortOf);
}

/** Returns the facts of the first item. */
async function factsOf(...objects: readonly unknown[]): Promise<Facts | undefined> {
  const { items, error } = await readAll(readStix, bundle(...objects));
  expect(error).to.equal(undefined);
  expect(items[0]?.observables, items[0]?.message ?? "").to.have.lengthOf(1);
  return items[0]?.observables[0]?.facts;
}

describe("feeds: readStix", () => {
  const one = JSON.stringify(indicator());
  const two = JSON.stringify(indicator({}, 2));
  for (const [name, text, expected] of [
    ["a bundle", bundle(indicator()), 1],
    [
      "a bundle of STIX 2.0",
      JSON.stringify({
        type: "bundle",
        spec_version: "2.0",
        objects: [indicator({ spec_version: undefined, pattern_type: undefined })],
      }),
      1,
    ],
    ["one object", one, 1],
    ["an array of objects", `[${one},${two}]`, 2],
    ["an array of bundles", `[${bundle(indicator())},${bundle(indicator({}, 2))}]`, 2],
    ["JSON lines", `${one}\n${two}\n`, 2],
    ["JSON lines of bundles", `${bundle(indicator())}\n${bundle(indicator({}, 2))}`, 2],
    ["an envelope of TAXII", `{"more":true,"next":"1","objects":[${one}]}`, 1],
    ["an empty envelope of TAXII", "{}", 0],
    ["an empty bundle", '{"type":"bundle","id":"bundle--1"}', 0],
    ["an empty array", "[]", 0],
  ] as const)
    it(`reads ${name}`, async () => {
      expect(await shorts(text)).to.deep.equal(
        Array.from({ length: expected }, () => "taken, domain bad.example"),
      );
    });

  it("returns every object as an item, with its id and the text that it has", async () => {
    const { items } = await readAll(
      readStix,
      bundle(
        indicator(),
        { type: "malware", id: id("malware", 1), name: "Bad" },
        { type: "ipv4-addr", value: "192.0.2.1" },
        5,
        {},
      ),
    );
    expect(items.map(({ source, code, before }) => [source.id ?? source.line, code, before])).to.deep.equal([
      [id("indicator", 1), null, "[domain-name:value = 'bad.example']"],
      [id("malware", 1), "NotAnIndicator", "Bad"],
      [1, "NotAnIndicator", "192.0.2.1"],
      [1, "NotAnObject", null],
      [1, "NotAnObject", null],
    ]);
  });

  for (const [fields, expected] of [
    [{ revoked: true }, "skipped Revoked"],
    [{ revoked: "yes" }, "skipped FieldInvalid"],
    [{ revoked: "true" }, "skipped Revoked"],
    [{ object_marking_refs: [5] }, "skipped FieldInvalid"],
    [{ object_marking_refs: { id: "x" } }, "skipped FieldInvalid"],
    [{ indicator_types: 5 }, "skipped FieldInvalid"],
    [{ labels: [{}] }, "skipped FieldInvalid"],
    [{ granular_markings: "x" }, "skipped FieldInvalid"],
    [{ x_opencti_detection: "false" }, "skipped NotForDetection"],
    [{ x_opencti_detection: 0 }, "skipped NotForDetection"],
    [{ x_opencti_detection: "perhaps" }, "skipped FieldInvalid"],
    [{ pattern_type: "yara", pattern: "rule x {}" }, "skipped PatternType"],
    [{ pattern: undefined }, "skipped PatternInvalid"],
    [{ pattern: "bad.example" }, "skipped PatternInvalid"],
    [{ x_opencti_detection: false }, "skipped NotForDetection"],
    [{ extensions: { "extension-definition--1": { detection: false } } }, "skipped NotForDetection"],
    [{ valid_until: "soon" }, "skipped FieldInvalid"],
    [{ valid_until: "2026-01-01" }, "skipped FieldInvalid"],
    [{ valid_from: 5 }, "skipped FieldInvalid"],
    [{ confidence: 101 }, "skipped FieldInvalid"],
    [{ confidence: "high" }, "skipped FieldInvalid"],
    [{ x_opencti_detection: true, revoked: false }, "taken, domain bad.example"],
  ] as const)
    it(`decides about an indicator with ${JSON.stringify(fields)}`, async () => {
      expect(await shorts(bundle(indicator(fields)))).to.deep.equal([expected]);
    });

  for (const [fields, expected] of [
    [
      { name: "Title", description: "Text" },
      { title: "Title", description: "Text" },
    ],
    [{ valid_until: "2027-01-01T00:00:00.5Z" }, { validUntil: "2027-01-01T00:00:00.5Z" }],
    [{ confidence: 0, x_opencti_score: 70 }, { confidence: 0 }],
    [{ x_opencti_score: 70 }, { confidence: 70 }],
    [{ extensions: { "extension-definition--1": { score: 60 } } }, { confidence: 60 }],
    [{ indicator_types: ["Benign"] }, { isBenign: true }],
    [{ labels: ["benign"] }, {}],
    [{ labels: ["benign"], spec_version: undefined }, { isBenign: true }],
    [
      {
        kill_chain_phases: [
          { kill_chain_name: "other", phase_name: "x" },
          { kill_chain_name: "mitre-attack", phase_name: "command-and-control" },
        ],
      },
      { category: "CommandAndControl" },
    ],
    [
      {
        external_references: [
          { source_name: "mitre-attack", external_id: "T1071.001" },
          { source_name: "mitre-attack", external_id: "G0001" },
          { source_name: "other", external_id: "T1000" },
        ],
      },
      { techniques: ["T1071.001"] },
    ],
    [{ object_marking_refs: [amber] }, { tlp: "amber" }],
    [{ object_marking_refs: [amber, amberStrict] }, { tlp: "amber+strict" }],
    [
      {
        object_marking_refs: [amber],
        granular_markings: [{ marking_ref: amberStrict, selectors: ["pattern"] }],
      },
      { tlp: "amber+strict" },
    ],
    [{ object_marking_refs: [id("marking-definition", 9)] }, { tlp: "red" }],
    [{ object_marking_refs: amber }, { tlp: "amber" }],
    [{ granular_markings: { marking_ref: amberStrict, selectors: ["pattern"] } }, { tlp: "amber+strict" }],
    [{ labels: ["tlp:red", "other"] }, { tlp: "red" }],
    [{ labels: "TLP:GREEN", object_marking_refs: [amber] }, { tlp: "amber" }],
    [{ indicator_types: "benign" }, { isBenign: true }],
  ] as const)
    it(`reads the facts of ${JSON.stringify(fields)}`, async () => {
      expect(await factsOf(indicator(fields))).to.deep.equal({
        validFrom: "2026-01-01T00:00:00Z",
        ...expected,
      });
    });

  for (const [definition, expected] of [
    [{ name: "TLP:GREEN" }, "green"],
    [{ name: "TLP:AMBER+STRICT" }, "amber+strict"],
    [{ name: "TLP:AMBER STRICT" }, "amber+strict"],
    [{ name: "TLP:WHITE" }, "clear"],
    [{ name: "TLP:PURPLE" }, "red"],
    [{ definition_type: "tlp", definition: { tlp: "green" } }, "green"],
    [{ definition_type: "tlp", definition: {} }, "red"],
    [
      {
        extensions: {
          "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": { tlp_2_0: "amber+strict" },
        },
      },
      "amber+strict",
    ],
    [{ definition_type: "statement", definition: { statement: "Copyright" } }, undefined],
    [{ name: "PAP:RED" }, undefined],
    [{ name: "Traffic Light Protocol RED" }, "red"],
    [{ name: "TLP v2.0: GREEN" }, "green"],
    [{ definition_type: "statement", definition: { statement: "TLP:RED" } }, "red"],
  ] as const)
    it(`reads the marking that the source defines after its use as ${JSON.stringify(definition)}`, async () => {
      const marking = { type: "marking-definition", id: id("marking-definition", 9), ...definition };
      const facts = await factsOf(indicator({ object_marking_refs: [marking.id] }), marking);
      expect(facts?.tlp).to.equal(expected);
    });

  it("takes the newest version of an id, wherever it is", async () => {
    const text = bundle(
      indicator({ modified: "2026-01-01T00:00:00.123Z", name: "a" }),
      indicator({ modified: "2026-01-01T00:00:00.123456Z", name: "b" }),
      indicator({ modified: "2025-01-01T00:00:00Z", name: "c" }),
      indicator({ modified: "2026-01-01T00:00:00.123456Z", name: "d" }),
      indicator({ modified: "2020-01-01T00:00:00Z" }, 2),
    );
    expect(await shorts(text)).to.deep.equal([
      "skipped Superseded",
      "taken, domain bad.example",
      "skipped Superseded",
      "skipped Superseded",
      "taken, domain bad.example",
    ]);
  });

  it("lets a newer version revoke an indicator", async () => {
    const text = bundle(indicator(), indicator({ modified: "2026-02-01T00:00:00Z", revoked: true }));
    expect(await shorts(text)).to.deep.equal(["skipped Superseded", "skipped Revoked"]);
  });

  for (const [what, versions, expected] of [
    ["with the same time", [{}, { revoked: true }], ["skipped Superseded", "skipped Revoked"]],
    ["with the same time, first", [{ revoked: true }, {}], ["skipped Revoked", "skipped Superseded"]],
    [
      "with the same time in another spelling",
      [{ revoked: true, modified: "2026-01-01T00:00:00Z" }, { modified: "2026-01-01T01:00:00.000+01:00" }],
      ["skipped Revoked", "skipped Superseded"],
    ],
    [
      "without a time",
      [{ revoked: true, modified: undefined }, { modified: "2026-02-01T00:00:00Z" }],
      ["skipped Revoked", "skipped Superseded"],
    ],
    [
      "that is older",
      [{ revoked: true }, { modified: "2026-02-01T00:00:00Z" }],
      ["skipped Superseded", "taken, domain bad.example"],
    ],
  ] as const)
    it(`decides about a revoked version ${what}`, async () => {
      expect(await shorts(bundle(...versions.map((fields) => indicator(fields))))).to.deep.equal(expected);
    });

  const technique = (number: number, external_id: string) => ({
    type: "attack-pattern",
    id: id("attack-pattern", number),
    external_references: [{ source_name: "mitre-attack", external_id }],
  });
  const relationship = (relationship_type: string, source_ref: string, target_ref: string, fields = {}) => ({
    type: "relationship",
    relationship_type,
    source_ref,
    target_ref,
    ...fields,
  });

  it("says that it leaves out techniques if an indicator has more than 1,000", async () => {
    const references = (count: number) =>
      Array.from({ length: count }, (_none, i) => ({
        source_name: "mitre-attack",
        external_id: `T${1000 + i}`,
      }));
    const noticesFor = async (count: number): Promise<(string | number)[]> => {
      const notices: string[] = [];
      const onNotice = ({ message }: { message: string }) => notices.push(message);
      const text = bundle(indicator({ external_references: references(count) }));
      const { items } = await readAll(readStix, text, { onNotice });
      return [items[0]?.observables[0]?.facts.techniques?.length ?? 0, ...notices];
    };
    expect(await noticesFor(1000)).to.deep.equal([1000]);
    expect(await noticesFor(1001)).to.deep.equal([
      1000,
      "Indicators with more than 1,000 techniques: 1. Only the first 1,000 of each were taken.",
    ]);
  });

  it("reads the techniques that an indicator indicates, itself or through what uses them", async () => {
    const [source, malware, tool] = [id("indicator", 1), id("malware", 1), id("tool", 1)];
    const facts = await factsOf(
      indicator(),
      relationship("indicates", source, malware),
      relationship("indicates", source, id("attack-pattern", 2)),
      relationship("uses", malware, id("attack-pattern", 1)),
      relationship("uses", malware, tool),
      relationship("uses", tool, id("attack-pattern", 3)),
      relationship("uses", malware, id("attack-pattern", 4), { revoked: true }),
      relationship("related-to", source, id("attack-pattern", 4)),
      technique(1, "T1071"),
      technique(2, "T1059.003"),
      technique(3, "T1105"),
      technique(4, "T1486"),
    );
    expect(facts?.techniques).to.deep.equal(["T1071", "T1059.003"]);
  });

  it("yields the objects before a fault, and then throws", async () => {
    const { items, error } = await readAll(readStix, `${bundle(indicator()).slice(0, -2)},{"type":`);
    expect(items.map(shortOf)).to.deep.equal(["taken, domain bad.example"]);
    expect(error).to.match(/^InvalidInput: feed is not valid JSON: at line 1, column \d+, the text ends/);
  });

  it("skips an object that contains a name twice", async () => {
    const text = bundle(indicator()).replace(
      '"pattern":',
      '"pattern":"[url:value = \'http://bad.example/\']","pattern":',
    );
    const { items } = await readAll(readStix, text);
    expect(items.map(shortOf)).to.deep.equal(["skipped NameRepeated"]);
    expect(items[0]?.message).to.include('"pattern" occurs twice in one object');
  });

  for (const [text, words] of [
    ['{"Event":{"info":"x","Attribute":[]}}', "it is a MISP event or attribute list. Use --format misp."],
    ['{"response":[{"Event":{}}]}', "--format misp"],
    ['{"info":"x","uuid":"y","Attribute":[{}]}', "--format misp"],
    ['[{"Event":{}}]', "--format misp"],
    ['{"json_body":{"Indicators":[{}]}}', "it is rows of this connector. Use --format json."],
    ['{"indicatorValue":"bad.example"}', "--format json"],
    ['[{"indicatorValue":"bad.example"}]', "--format json"],
    ['{"name":"x","list":[],"matching_attributes":[]}', "it is a MISP warning list"],
    ['{"a":1}', "feed is not STIX."],
    ["5", "feed is not STIX."],
    ["", "feed is empty."],
  ] as const)
    it(`rejects ${text === "" ? "an empty source" : text}`, async () => {
      const { items, error } = await readAll(readStix, text);
      expect(items).to.deep.equal([]);
      expect(error).to.include("InvalidInput").and.include(words);
    });

  it("reads 20,000 objects in pages of at most 500, more than it holds without compression", async () => {
    const description = "x".repeat(2000);
    async function* many(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"objects":[');
      for (let i = 0; i < 20_000; i += 1)
        yield Buffer.from(
          `${i === 0 ? "" : ","}${JSON.stringify(indicator({ description, pattern: `[domain-name:value = 'bad${i}.example']` }, i))}`,
        );
      yield Buffer.from("]}");
    }
    const { items, pages } = await readAll(readStix, many());
    expect(items.map(({ observables }) => observables[0]?.value)).to.deep.equal(
      Array.from({ length: 20_000 }, (_none, i) => `bad${i}.example`),
    );
    expect(Math.max(...pages)).to.be.at.most(500);
  });

  it("reads chunks of one byte", async () => {
    const { items } = await readAll(readStix, chunks(bundle(indicator({ name: "é€😀" })), 1));
    expect(items[0]?.observables[0]?.facts.title).to.equal("é€😀");
  });
});
