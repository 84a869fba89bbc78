import { expect } from "chai";
import type { FeedReading } from "../../../connector/feeds/feed_types.js";
import { readMisp } from "../../../connector/feeds/misp/read_misp.js";
import { readAll, shortOf } from "../reading.js";

const sha256 = "ab".repeat(32);
const sha1 = "ab".repeat(20);
const md5 = "ab".repeat(16);

const attribute = (fields: object = {}): Record<string, unknown> => ({
  uuid: "00000000-0000-4000-8000-000000000001",
  type: "domain",
  value: "bad.example",
  to_ids: true,
  deleted: false,
  ...fields,
});
const eventOf = (attributes: readonly unknown[], fields: object = {}): object => ({
  Attribute: attributes,
  info: "Campaign",
  ...fields,
});

async function shorts(document: unknown, settings: Partial<FeedReading> = {}): Promise<readonly string[]> {
  const { items, error } = await readAll(readMisp, JSON.stringify(document), settings);
  expect(error).to.equal(undefined);
  return items.map(shortOf);
}

describe("feeds: readMisp", () => {
  const event = eventOf([attribute()]);
  const object = { name: "domain-ip", Attribute: [attribute()] };
  for (const [name, document, count] of [
    ["a wrapped event", { Event: event }, 1],
    ["an event without its wrapper", event, 1],
    ["an event that has objects only", { Object: [object] }, 1],
    ["a list of wrapped events", [{ Event: event }, { Event: event }], 2],
    ["a list of events", [event, event], 2],
    ["a response with events", { response: [{ Event: event }, { Event: event }] }, 2],
    ["a response with attributes", { response: { Attribute: [attribute(), attribute()] } }, 2],
    ["a list of attributes", [attribute(), { Attribute: attribute() }, { Object: object }], 3],
    ["one attribute", { Attribute: attribute() }, 1],
    ["attributes and objects of one event", { Event: { ...event, Object: [object, object] } }, 3],
    ["an empty response", { response: [] }, 0],
    ["an event without attributes", { Event: { info: "x" } }, 0],
  ] as const)
    it(`reads ${name}`, async () => {
      expect(await shorts(document)).to.deep.equal(
        Array.from({ length: count }, () => "taken, domain bad.example"),
      );
    });

  it("reads JSON lines", async () => {
    const line = JSON.stringify({ Event: event });
    expect((await readAll(readMisp, `${line}\n${line}\n`)).items).to.have.lengthOf(2);
  });

  for (const [type, value, expected] of [
    ["sha256", sha256, `taken, sha256 ${sha256}`],
    ["sha1", sha1, `taken, sha1 ${sha1}`],
    ["md5", md5, `taken, md5 ${md5}`],
    ["filename|sha256", `a|b.exe|${sha256}`, `taken, sha256 ${sha256}`],
    ["filename|sha1", `a.exe|${sha1}`, `taken, sha1 ${sha1}`],
    ["filename|md5", `a.exe|${md5}`, `taken, md5 ${md5}`],
    ["malware-sample", `a.exe|${md5}`, `taken, md5 ${md5}`],
    ["malware-sample", "a.exe", "skipped ValueInvalid"],
    ["ip-dst", "192.0.2.1", "taken, ip 192.0.2.1"],
    ["ip-src", "192.0.2.1", "taken, ip 192.0.2.1"],
    ["ip-dst", "192.0.2.1/32", "changed SingleAddress, ip 192.0.2.1"],
    ["ip-dst", "192.0.2.0/24", "skipped Network"],
    ["ip-dst|port", "192.0.2.1|443", "changed PortLeftOut, ip 192.0.2.1"],
    ["ip-src|port", "192.0.2.1|443", "changed PortLeftOut, ip 192.0.2.1"],
    ["hostname", "a.bad.example", "taken, domain a.bad.example"],
    ["hostname|port", "a.bad.example|443", "changed PortLeftOut, domain a.bad.example"],
    ["domain|ip", "bad.example|192.0.2.1", "taken, domain bad.example, ip 192.0.2.1"],
    ["domain|ip", "bad.example|unknown", "changed PartSkipped, domain bad.example"],
    ["domain|ip", "bad.example", "skipped ValueInvalid"],
    ["url", "http://bad.example/a|b", "taken, url http://bad.example/a|b"],
    ["url", "bad.example/a", "skipped PathWithoutScheme"],
    ["x509-fingerprint-sha1", sha1, `taken, thumbprint ${sha1}`],
    ["x509-fingerprint-sha256", sha256, "skipped TypeUnsupported"],
    ["link", "http://bad.example/", "skipped TypeUnsupported"],
    ["sha512", "ab".repeat(64), "skipped TypeUnsupported"],
    ["stix2-pattern", "[url:value = 'http://bad.example/']", "taken, url http://bad.example/"],
    ["stix2-pattern", "[url:value LIKE '%']", "skipped PatternUnsupported"],
    ["domain", " bad.example ", "taken, domain bad.example"],
    ["domain", "bad[.]example", "changed Refanged, domain bad.example"],
    ["constructor", "bad.example", "skipped TypeUnsupported"],
  ] as const)
    it(`decides about ${value} of type ${type}`, async () => {
      expect(await shorts(eventOf([attribute({ type, value })]))).to.deep.equal([expected]);
    });

  for (const [fields, expected] of [
    [{ to_ids: undefined }, "skipped NotForDetection"],
    [{ to_ids: false }, "skipped NotForDetection"],
    [{ to_ids: "0" }, "skipped NotForDetection"],
    [{ to_ids: "1" }, "taken, domain bad.example"],
    [{ to_ids: "maybe" }, "skipped FieldInvalid"],
    [{ deleted: true }, "skipped Deleted"],
    [{ deleted: "1" }, "skipped Deleted"],
    [{ Tag: [{ name: 'false-positive:risk="high"' }] }, "skipped FalsePositive"],
    [{ Sighting: [{ type: "0" }] }, "taken, domain bad.example"],
    [{ Sighting: [{ type: "0" }, { type: "1" }] }, "skipped FalsePositive"],
    [{ Sighting: [{ type: 2, date_sighting: "1" }] }, "skipped Expired"],
    [{ to_ids: "false" }, "skipped NotForDetection"],
    [{ deleted: "true" }, "skipped Deleted"],
    [{ deleted: 2 }, "skipped FieldInvalid"],
    [{ Tag: { name: "false-positive:risk" } }, "skipped FalsePositive"],
    [{ Tag: "false-positive:risk" }, "skipped FalsePositive"],
    [{ AttributeTag: [{ Tag: { name: "false-positive:risk" } }] }, "skipped FalsePositive"],
    [{ Tag: [5] }, "skipped FieldInvalid"],
    [{ Tag: [{ id: "1" }] }, "skipped FieldInvalid"],
    [{ AttributeTag: [{ tag_id: "1" }] }, "skipped FieldInvalid"],
    [{ Sighting: { type: "1" } }, "skipped FalsePositive"],
    [{ Sighting: [{ type: "9" }] }, "skipped FieldInvalid"],
    [{ Sighting: "1" }, "skipped FieldInvalid"],
    [{ last_seen: "2020-01-01T00:00:00+00:00" }, "taken, domain bad.example"],
    [{ value: 5 }, "skipped NotAnAttribute"],
    [{ type: undefined }, "skipped NotAnAttribute"],
  ] as const)
    it(`decides about an attribute with ${JSON.stringify(fields)}`, async () => {
      expect(await shorts(eventOf([attribute(fields)]))).to.deep.equal([expected]);
    });

  it("reads the limits of events and objects in other forms", async () => {
    const [deleted] = await shorts({ Object: [{ ...object, deleted: "true" }] });
    expect(deleted).to.equal("skipped Deleted");
    expect(await shorts({ Object: [{ ...object, deleted: "perhaps" }] })).to.deep.equal([
      "skipped FieldInvalid",
    ]);
    expect(await shorts(eventOf([attribute()], { Tag: [7] }))).to.deep.equal(["skipped FieldInvalid"]);
    for (const fields of [{ Tag: { name: "tlp:red" } }, { EventTag: [{ Tag: { name: "tlp:red" } }] }]) {
      const { items } = await readAll(readMisp, JSON.stringify(eventOf([attribute()], fields)));
      expect(items[0]?.observables[0]?.facts.tlp).to.equal("red");
    }
  });

  it("leaves source addresses out if asked", async () => {
    const document = eventOf([
      attribute({ type: "ip-src", value: "192.0.2.1" }),
      attribute({ type: "ip-src|port", value: "192.0.2.1|1" }),
      attribute({ type: "ip-dst", value: "192.0.2.2" }),
    ]);
    expect(await shorts(document, { ipSrc: "skip" })).to.deep.equal([
      "skipped SourceAddress",
      "skipped SourceAddress",
      "taken, ip 192.0.2.2",
    ]);
  });

  const file = (name: string, ...hashes: readonly (readonly [string, string, object?])[]) => ({
    name,
    Attribute: hashes.map(([type, value, fields]) => attribute({ type, value, ...fields })),
  });

  it("takes the best hash of a file object that is for detection, or every hash if asked", async () => {
    const document = {
      Object: [
        file("file", ["md5", md5], ["sha1", sha1], ["sha256", sha256], ["filename", "a"]),
        file("file", ["sha1", sha1], ["malware-sample", `a|${md5}`], ["sha256", sha256, { to_ids: false }]),
        file("other", ["md5", md5], ["sha1", sha1]),
      ],
    };
    const others = ["taken, md5", "taken, sha1"];
    expect((await shorts(document)).map((text) => text.split(" ").slice(0, 2).join(" "))).to.deep.equal([
      "skipped OtherHashOfFile",
      "skipped OtherHashOfFile",
      "taken, sha256",
      "skipped TypeUnsupported",
      "taken, sha1",
      "skipped OtherHashOfFile",
      "skipped NotForDetection",
      ...others,
    ]);
    const all = await shorts(document, { allHashes: true });
    expect(all.filter((text) => text.startsWith("taken"))).to.have.lengthOf(7);
  });

  it("skips the attributes of a deleted object", async () => {
    const deleted = { ...file("file", ["md5", md5]), deleted: true };
    expect(await shorts({ Object: [deleted] })).to.deep.equal(["skipped Deleted"]);
  });

  const technique = 'misp-galaxy:mitre-attack-pattern="Web Protocols - T1071.001"';
  for (const [name, own, ofEvent, expected] of [
    ["a title and a comment", { comment: "Server" }, {}, { description: "Server" }],
    ["a threat level", {}, { threat_level_id: "1" }, { severity: "High" }],
    ["a threat level as a number", {}, { threat_level_id: 3 }, { severity: "Low" }],
    ["an undefined threat level", {}, { threat_level_id: "4" }, {}],
    [
      "the strictest of two levels",
      { Tag: [{ name: "tlp:green" }] },
      { Tag: [{ name: "tlp:amber+strict" }] },
      { tlp: "amber+strict" },
    ],
    ["TLP white", { Tag: [{ name: "tlp:white" }] }, {}, { tlp: "clear" }],
    ["an unknown level", { Tag: [{ name: "tlp:unknown" }] }, {}, { tlp: "red" }],
    [
      "techniques",
      { Tag: [{ name: technique }] },
      { Tag: [{ name: technique }] },
      { techniques: ["T1071.001"] },
    ],
    [
      "techniques of a galaxy",
      {},
      { Galaxy: [{ GalaxyCluster: [{ tag_name: technique }] }] },
      { techniques: ["T1071.001"] },
    ],
    [
      "the attribute's own confidence",
      { Tag: [{ name: 'misp:confidence-level="rarely-confident"' }] },
      { Tag: [{ name: 'misp:confidence-level="completely-confident"' }] },
      { confidence: 25 },
    ],
    ["no confidence", { Tag: [{ name: 'misp:confidence-level="confidence-cannot-be-evaluated"' }] }, {}, {}],
    [
      "a kill chain phase",
      { Tag: [{ name: "kill-chain:Command and Control" }] },
      {},
      { category: "CommandAndControl" },
    ],
    ["another kill chain phase", { Tag: [{ name: "kill-chain:Delivery" }] }, {}, {}],
  ] as const)
    it(`reads ${name}, also if the event's fields follow its attributes`, async () => {
      const { items } = await readAll(
        readMisp,
        JSON.stringify({ Event: eventOf([attribute(own)], ofEvent) }),
      );
      expect(items[0]?.observables[0]?.facts).to.deep.equal({ title: "Campaign", ...expected });
    });

  it("reads the event of each attribute of a response", async () => {
    const Attribute = [1, 2].map((level) =>
      attribute({ Event: { info: `Event ${level}`, threat_level_id: `${level}` } }),
    );
    const { items } = await readAll(readMisp, JSON.stringify({ response: { Attribute } }));
    expect(items.map(({ observables }) => observables[0]?.facts)).to.deep.equal([
      { title: "Event 1", severity: "High" },
      { title: "Event 2", severity: "Medium" },
    ]);
  });

  it("names the attribute and its value", async () => {
    const { items } = await readAll(
      readMisp,
      JSON.stringify([
        attribute({ uuid: "u", type: "link" }),
        attribute({ uuid: undefined, id: 7 }),
        attribute({ uuid: undefined }),
        "text",
      ]),
    );
    expect(items.map(({ source, before }) => [source, before])).to.deep.equal([
      [{ file: "feed", id: "u" }, "bad.example"],
      [{ file: "feed", id: "7" }, "bad.example"],
      [{ file: "feed", line: 1 }, "bad.example"],
      [{ file: "feed", line: 1 }, null],
    ]);
  });

  it("yields the attributes before a fault with what is known, and then throws", async () => {
    const { items, error } = await readAll(
      readMisp,
      `{"Event":{"info":"x","Attribute":[${JSON.stringify(attribute())},\n]}}`,
    );
    expect(items.map(shortOf)).to.deep.equal(["taken, domain bad.example"]);
    expect(error)
      .to.include("at line 1, column")
      .and.include("the comma before ] is not followed by a value");
  });

  it("skips attributes that contain a name twice, or that belong to an event that does", async () => {
    const twice = JSON.stringify(attribute()).replace('"type":', '"type":"ip-dst","type":');
    const one = JSON.stringify(attribute());
    const event2 = `{"Event":{"info":"a","info":"b","Attribute":[${one}]}}`;
    const { items } = await readAll(readMisp, `[${twice},${one},${event2},{"Event":{"Attribute":[${one}]}}]`);
    expect(items.map(shortOf)).to.deep.equal([
      "skipped NameRepeated",
      "taken, domain bad.example",
      "skipped NameRepeated",
      "taken, domain bad.example",
    ]);
  });

  for (const [text, words] of [
    ['{"type":"bundle","objects":[{"type":"indicator"}]}', "it is STIX. Use --format stix."],
    ['{"type":"indicator","id":"indicator--1"}', "--format stix"],
    ['[{"type":"ipv4-addr","id":"ipv4-addr--1","value":"192.0.2.1"}]', "--format stix"],
    ['{"json_body":{"Indicators":[{}]}}', "--format json"],
    ['{"a":1}', "feed is not MISP."],
    ['"a"', "feed is not MISP."],
    ["", "feed is empty."],
  ] as const)
    it(`rejects ${text === "" ? "an empty source" : text}`, async () => {
      const { items, error } = await readAll(readMisp, text);
      expect(items).to.deep.equal([]);
      expect(error).to.include("InvalidInput").and.include(words);
    });

  it("reads 3,000 attributes of one object in pages of at most 500", async () => {
    const attributes = Array.from({ length: 3000 }, (_none, i) => attribute({ value: `bad${i}.example` }));
    const { items, pages } = await readAll(readMisp, JSON.stringify({ Object: [{ Attribute: attributes }] }));
    expect(items).to.have.lengthOf(3000);
    expect(Math.max(...pages)).to.be.at.most(500);
  });
});
