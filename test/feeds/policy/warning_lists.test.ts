/** Tests lookups in warning lists. */
import { expect } from "chai";
import type { Observable, ObservableKind } from "../../../connector/feeds/feed_types.js";
import type { WarningList } from "../../../connector/feeds/policy/warning_list.js";
import { WarningLists } from "../../../connector/feeds/policy/warning_lists.js";

const observable = (kind: ObservableKind, value: string): Observable => ({ kind, value, facts: {} });
const isOn = (list: Partial<WarningList>, kind: ObservableKind, value: string): boolean =>
  new WarningLists([{ name: "L", type: "string", list: [], ...list }]).namesWith(observable(kind, value))
    .length > 0;

describe("feeds: warning lists", () => {
  it("compares whole values, and names below an entry that begins with a dot", () => {
    const list = { type: "string", list: ["good.example", ".wide.example"] } as const;
    expect(isOn(list, "domain", "good.example")).to.equal(true);
    expect(isOn(list, "domain", "a.good.example")).to.equal(false);
    expect(isOn(list, "domain", "a.wide.example")).to.equal(true);
  });

  it("compares hosts label by label, also those of URLs", () => {
    const list = { type: "hostname", list: ["Good.example.", "198.51.100.7"] } as const;
    expect(isOn(list, "domain", "a.GOOD.example")).to.equal(true);
    expect(isOn(list, "domain", "notgood.example")).to.equal(false);
    expect(isOn(list, "url", "https://a.good.example/x")).to.equal(true);
    expect(isOn(list, "sha256", "good.example")).to.equal(false);
  });

  it("finds addresses in networks, also those of URLs", () => {
    const list = {
      type: "cidr",
      list: ["198.51.100.0/24", "2001:db8::/32", "203.0.113.9", "not a network"],
    } as const;
    expect(isOn(list, "ip", "198.51.100.77")).to.equal(true);
    expect(isOn(list, "ip", "2001:db8::1")).to.equal(true);
    expect(isOn(list, "ip", "203.0.113.8")).to.equal(false);
    expect(isOn(list, "url", "http://198.51.100.77:8080/x")).to.equal(true);
    expect(isOn(list, "domain", "bad.example")).to.equal(false);
  });

  it("finds parts of values, and matches regular expressions with delimiters", () => {
    expect(isOn({ type: "substring", list: ["", "good"] }, "url", "https://x.example/good")).to.equal(true);
    expect(isOn({ type: "substring", list: [""] }, "url", "https://x.example/good")).to.equal(false);
    expect(isOn({ type: "regex", list: ["/^GOOD\\./i"] }, "domain", "good.example")).to.equal(true);
    expect(isOn({ type: "regex", list: ["/(/", "good"] }, "domain", "good.example")).to.equal(false);
  });

  it("says which entries are not compared, once for each list", () => {
    const lists = new WarningLists([
      { name: "N", type: "cidr", list: ["198.51.100.0/24", "x", "y", "z", "host.example"] },
      { name: "R", type: "regex", list: ["/(a+)+$/", "/good/"] },
      { name: "S", type: "string", list: ["x"] },
    ]);
    expect(lists.notices().map(({ code, message }) => [code, message.split(": ")[1]])).to.deep.equal([
      ["WarningListEntriesIgnored", '"x", "y", "z" and 1 more.'],
      ["WarningListEntriesIgnored", '"/(a+)+$/".'],
    ]);
    expect(lists.notices()[0]?.message).to.contain('the warning list "N"');
  });

  it("applies a list to the attribute types that it names", () => {
    const list = { type: "string", list: ["198.51.100.7"], matching_attributes: ["domain|ip-dst"] } as const;
    expect(isOn(list, "ip", "198.51.100.7")).to.equal(true);
    expect(isOn({ ...list, matching_attributes: ["md5"] }, "ip", "198.51.100.7")).to.equal(false);
    expect(isOn({ ...list, matching_attributes: ["ALL"] }, "ip", "198.51.100.7")).to.equal(true);
  });
});
