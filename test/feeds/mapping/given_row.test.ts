/** Tests what a source contains of a row, for files of failed rows. */
import { expect } from "chai";
import { feedMapping } from "../../../connector/feeds/mapping/feed_mapping.js";
import type { Facts } from "../../../connector/feeds/feed_types.js";
import type { FeedSettings, GivenForm } from "../../../connector/feeds/feed_settings.js";
import { load } from "../../../connector/declarations/load.js";
import { packageRoot } from "../../../connector/declarations/package_root.js";
import { mapped, seen, taken } from "../support.js";

const defaults = {
  action: "Audit",
  title: "T {value}",
  severity: "High",
  rbacGroupNames: ["One"],
  expiresAfter: { default: "P30D" },
};

function givenOf(
  facts: Facts,
  more: Partial<FeedSettings> = {},
  form: GivenForm = "values",
  texts: Record<string, string> = {},
): Record<string, unknown> {
  let given: unknown;
  mapped(
    [taken({ ...seen("domain", "bad.example", facts), texts })],
    more.mapping === undefined ? defaults : {},
    {
      ...more,
      onRow(_row, of) {
        given = of(form);
      },
    },
  );
  return given as Record<string, unknown>;
}

describe("feeds: rows as their source contains them", () => {
  it("leaves out what defaults, templates and other fields have added", () => {
    expect(givenOf({})).to.deep.equal({ indicatorType: "DomainName", indicatorValue: "bad.example" });
  });

  it("keeps what the source says, in its own words", () => {
    const facts = {
      action: "block",
      title: "Own",
      validUntil: "2027-06-30T00:00:00.0000000Z",
      groups: ["Two"],
      generateAlert: false,
      fields: { application: "tool" },
    };
    expect(givenOf(facts)).to.deep.equal({
      indicatorType: "DomainName",
      indicatorValue: "bad.example",
      action: "block",
      title: "Own",
      expirationTime: "2027-06-30T00:00:00.0000000Z",
      rbacGroupNames: ["Two"],
      generateAlert: false,
      application: "tool",
    });
  });

  it("returns the cells of a table as they were, for another table", () => {
    const facts = {
      title: "Own",
      validUntil: "2027-01-31T00:00:00.000Z",
      groups: ["Two", "Three"],
    };
    const texts = {
      title: " Own\r\n",
      validUntil: "2027-01-31",
      groups: "Two; Three",
      value: " bad.example",
    };
    const row = { indicatorType: "DomainName", indicatorValue: "bad.example", title: "Own" };
    expect(givenOf(facts, {}, "values", texts)).to.deep.equal({
      ...row,
      expirationTime: "2027-01-31T00:00:00.000Z",
      rbacGroupNames: ["Two", "Three"],
    });
    expect(givenOf(facts, {}, "texts", texts)).to.deep.equal({
      ...row,
      indicatorValue: " bad.example",
      title: " Own\r\n",
      expirationTime: "2027-01-31",
      rbacGroupNames: "Two; Three",
    });
  });

  it("leaves out what follows from another fact if a default has precedence", () => {
    const facts = { confidence: 70 };
    const texts = { confidence: "70%" };
    expect(givenOf(facts, {}, "texts", texts)).not.to.have.property("severity");
    const mapping = feedMapping(load(packageRoot()), "schemas/mappings/defender_indicator.json");
    expect(givenOf(facts, { mapping }, "texts", texts)).to.include({ severity: "Medium" });
  });

  it("keeps what no later reading would add, such as the pattern of a STIX object", () => {
    const mapping = feedMapping(load(packageRoot()), "schemas/mappings/stix_object.json");
    const given = givenOf({ confidence: 70 }, { mapping });
    expect(given).to.include({
      type: "indicator",
      pattern: "[domain-name:value = 'bad.example']",
      confidence: 70,
    });
    expect(given).to.include.keys("id", "valid_from").and.not.have.any.keys("name", "description");
  });
});
