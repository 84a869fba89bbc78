/** Tests what is known about rows apart from their fields. */
import { expect } from "chai";
import type { FeedFormat, FeedItem } from "../../../connector/feeds/feed_types.js";
import { readFeed } from "../../../connector/feeds/read_feed.js";
import { mapped, seen, settings, taken } from "../support.js";

async function itemsOf(format: FeedFormat, document: unknown): Promise<FeedItem[]> {
  const bytes = (async function* () {
    yield Buffer.from(JSON.stringify(document));
  })();
  const items: FeedItem[] = [];
  for await (const page of readFeed(bytes, settings({ action: "Block" }, { format }))) items.push(...page);
  return items;
}

describe("feeds: origins of rows", () => {
  it("keeps confidence and start of what the source says", () => {
    const facts = { confidence: 70, validFrom: "2026-11-01T00:00:00Z" };
    const [item] = mapped([taken(seen("domain", "bad.example", facts))]);
    expect(item?.origins).to.deep.equal([facts]);
  });

  it("keeps the duration of an end that defaults have set, and none for an end of the source", () => {
    const defaults = { action: "Block", expiresAfter: { default: "P30D", IpAddress: "P7D" } };
    const [domain, address, explicit] = mapped(
      [
        taken(seen("domain", "bad.example")),
        taken(seen("ip", "192.0.2.1")),
        taken(seen("ip", "192.0.2.2", { validUntil: "2026-12-20T00:00:00Z" })),
      ],
      defaults,
    );
    expect(domain?.origins).to.deep.equal([{ lifetime: "P30D" }]);
    expect(address?.origins).to.deep.equal([{ lifetime: "P7D" }]);
    expect(explicit).to.not.have.property("origins");
  });

  it("keeps the longest lifetime for an end that was limited", () => {
    const defaults = { action: "Block", maxExpiresAfter: "P10D" };
    const facts = { validUntil: "2030-01-01T00:00:00Z" };
    const items = mapped(
      [taken(seen("domain", "bad.example", facts)), taken(seen("ip", "192.0.2.1"))],
      defaults,
    );
    expect(items.map(({ origins }) => origins)).to.deep.equal([
      [{ lifetime: "P10D" }],
      [{ lifetime: "P10D" }],
    ]);
  });

  it("keeps the duration of a row that the source contains as a row", () => {
    const own = { ...taken(), row: { indicatorType: "Url", indicatorValue: "https://bad.example/" } };
    const [item] = mapped([own], { action: "Block", expiresAfter: { Url: "P7D" } });
    expect(item?.origins).to.deep.equal([{ lifetime: "P7D" }]);
  });

  it("names the rows of a revoked object, and not those of an older version", async () => {
    const object = (modified: string, more: object) => ({
      type: "indicator",
      spec_version: "2.1",
      id: "indicator--00000000-0000-4000-8000-000000000001",
      created: "2026-01-01T00:00:00.000Z",
      modified,
      pattern: "[domain-name:value = 'bad.example'] OR [ipv4-addr:value = '192.0.2.1']",
      pattern_type: "stix",
      valid_from: "2026-01-01T00:00:00Z",
      ...more,
    });
    const first = object("2026-01-01T00:00:00.000Z", {});
    const second = object("2026-02-01T00:00:00.000Z", { revoked: true });
    const [older, newer] = await itemsOf("stix", [first, second]);
    expect(older).to.deep.include({ code: "Superseded", rows: [] }).and.not.have.property("withdrawn");
    expect(newer).to.deep.include({ code: "Revoked", rows: [] });
    expect(newer?.withdrawn).to.deep.equal([
      { indicatorType: "DomainName", indicatorValue: "bad.example" },
      { indicatorType: "IpAddress", indicatorValue: "192.0.2.1" },
    ]);
  });

  it("names the rows of attributes that are deleted or not for detection any more", async () => {
    const attribute = (value: string, more: object) => ({ type: "domain", value, to_ids: true, ...more });
    const Attribute = [
      attribute("a.example", { deleted: true }),
      attribute("b.example", { to_ids: false }),
      attribute("c.example", { Sighting: [{ type: "1" }] }),
      { ...attribute("d.example", { deleted: true }), type: "email-src" },
      attribute("e.example", {}),
    ];
    const items = await itemsOf("misp", { response: { Attribute } });
    const values = items.map(({ withdrawn = [] }) => withdrawn.map((row) => row["indicatorValue"]));
    expect(values).to.deep.equal([["a.example"], ["b.example"], ["c.example"], [], []]);
  });
});
