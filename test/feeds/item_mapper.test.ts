/** Tests what policy and mapping make of the items of readers. */
import { expect } from "chai";
import type { ConnectorError } from "../../connector/index.js";
import { ItemMapper } from "../../connector/feeds/item_mapper.js";
import { mapped, noticesOf, seen, settings, taken } from "./support.js";

function faultOf(work: () => unknown): ConnectorError {
  try {
    work();
  } catch (error) {
    return error as ConnectorError;
  }
  throw new Error("The work succeeded.");
}

const statusOf = (item: { status: string; code: string | null } | undefined) => [item?.status, item?.code];

describe("feeds: items with rows", () => {
  it("keeps what a reader skipped, with its text and without rows", () => {
    const item = { ...taken(), status: "skipped", code: "C", message: "M.", before: "x" } as const;
    const { observables: _none, ...record } = item;
    expect(mapped([item])).to.deep.equal([{ ...record, rows: [] }]);
  });

  it("skips by marking, confidence and validity", () => {
    const of = (facts: object, defaults: object = {}) =>
      statusOf(mapped([taken(seen("domain", "bad.example", facts))], { action: "Audit", ...defaults })[0]);
    expect(of({ tlp: "red" })).to.deep.equal(["skipped", "TlpAboveLimit"]);
    expect(of({ tlp: "amber+strict" })).to.deep.equal(["taken", null]);
    expect(of({ tlp: "red" }, { maxTlp: "red" })).to.deep.equal(["taken", null]);
    expect(of({ tlp: "amber" }, { maxTlp: "green" })).to.deep.equal(["skipped", "TlpAboveLimit"]);
    expect(of({}, { minConfidence: 1 })).to.deep.equal(["skipped", "ConfidenceTooLow"]);
    expect(of({ confidence: 50 }, { minConfidence: 50 })).to.deep.equal(["taken", null]);
    expect(of({ validUntil: "2026-11-30T08:00:00Z" })).to.deep.equal(["skipped", "Expired"]);
    expect(of({ validUntil: "2026-11-30T08:00:01Z" })).to.deep.equal(["taken", null]);
    expect(of({ validFrom: "2026-12-01T00:00:00+02:00" })).to.deep.equal(["skipped", "NotYetValid"]);
    expect(of({ validUntil: "12/7/2027" })).to.deep.equal(["skipped", "DateAmbiguous"]);
    expect(of({ confidence: 101 })).to.deep.equal(["skipped", "ConfidenceInvalid"]);
  });

  it("keeps benign values out of blocking rows, unless a person allows the value", () => {
    const of = (action: string, allowBenign: string[] = [], facts = {}) =>
      statusOf(mapped([taken(seen("ip", "8.8.8.8", facts))], { action }, { allowBenign })[0]);
    for (const action of ["Block", "Warn", "BlockAndRemediate", "AlertAndBlock"])
      expect(of(action)).to.deep.equal(["skipped", "Benign"]);
    for (const action of ["Allowed", "Audit", "Alert"]) expect(of(action)).to.deep.equal(["taken", null]);
    expect(of("Block", ["8.8.8.8"])).to.deep.equal(["taken", null]);
    expect(of("Block", ["8.8.4.4"])).to.deep.equal(["skipped", "Benign"]);
    expect(of("Block", ["8.8.8.8"], { isBenign: true })).to.deep.equal(["skipped", "Benign"]);
    expect(of("Allowed", [], { isBenign: true })).to.deep.equal(["taken", null]);
  });

  it("reports allowed values that the source does not contain", () => {
    const notices: string[] = [];
    const allowBenign = ["8.8.8.8", "9.9.9.9", "2001:DB8::0:1"];
    const mapper = new ItemMapper(settings({ action: "Block" }, { allowBenign }));
    mapper.page([taken(seen("ip", "8.8.8.8")), taken(seen("ip", "2001:db8::1"))]);
    mapper.end(({ code, message }) => notices.push(`${code}: ${message}`));
    expect(notices).to.deep.equal([
      'AllowBenignUnused: Allowed values that the source does not contain as values to block: "9.9.9.9".',
    ]);
  });

  it("shows the text of an item that the policy skips", () => {
    const [item] = mapped([taken(seen("domain", "co.uk"))]);
    expect(item?.before).to.equal("co.uk");
    expect(item?.after).to.equal(null);
    expect(item?.message).to.contain("is a public suffix");
  });

  it("reports values that are left out of an item with several", () => {
    const [item] = mapped([taken(seen("domain", "bad.example"), seen("ip", "8.8.8.8"))]);
    expect(statusOf(item)).to.deep.equal(["changed", "PartOfItem"]);
    expect([item?.before, item?.after, item?.rows.length]).to.deep.equal([
      "bad.example, 8.8.8.8",
      "bad.example",
      1,
    ]);
  });

  it("names the values of the rows of an item that the reader changed", () => {
    const item = { ...taken(seen("domain", "bad.example"), seen("ip", "8.8.8.8")), code: "Refanged" };
    const [mappedOne] = mapped([
      {
        ...item,
        status: "changed",
        message: "M.",
        before: "bad[.]example 8.8.8.8",
        after: "bad.example, 8.8.8.8",
      },
    ]);
    expect([mappedOne?.after, mappedOne?.rows.length]).to.deep.equal(["bad.example", 1]);
  });

  it("keeps the change of the reader first, and adds its own", () => {
    const observable = seen("domain", "bad.example", { severity: "high" });
    const [item] = mapped([
      { ...taken(observable), status: "changed", code: "Refanged", message: "M.", before: "a", after: "b" },
    ]);
    expect(item).to.deep.include({ status: "changed", code: "Refanged", before: "a", after: "b" });
    expect(item?.message).to.equal('M. severity "high" is written as High.');
  });

  it("keeps duplicates", () => {
    const items = mapped([taken(seen("ip", "192.0.2.1")), taken(seen("ip", "192.0.2.1"))]);
    expect(items.flatMap(({ rows }) => rows)).to.have.length(2);
  });

  it("rejects a format without actions before anything is read, and names the default", () => {
    const mapper = new ItemMapper(settings({}));
    for (const format of ["text", "stix", "misp"] as const)
      expect(() => mapper.checkFormat(format)).to.throw("does not contain action");
    for (const format of ["csv", "portal-csv", "json", "ndjson"] as const) mapper.checkFormat(format);
    new ItemMapper(settings({ action: "Audit" })).checkFormat("text");
  });

  it("rejects a table without a column for actions before anything is read", () => {
    const mapper = new ItemMapper(settings({}));
    expect(() => mapper.checkColumns(["title"])).to.throw("none of its columns is read as action");
    mapper.checkColumns(["title", "action"]);
    new ItemMapper(settings({ action: "Audit" })).checkColumns([]);
  });

  it("skips items without an action, takes all others, and reports at the end which ones", () => {
    const mapper = new ItemMapper(settings({}));
    const items = [{}, { action: "Block" }, {}].map((facts, at) => ({
      ...taken(seen("ip", "192.0.2.1", facts)),
      source: { file: "list.txt", line: at + 2 },
    }));
    expect(mapper.page(items).map(statusOf)).to.deep.equal([
      ["skipped", "ActionMissing"],
      ["taken", null],
      ["skipped", "ActionMissing"],
    ]);
    const fault = faultOf(() => mapper.end(undefined));
    expect(fault.code).to.equal("InvalidOption");
    expect(fault.message).to.equal(
      '2 items do not contain action, and the connector does not guess it. In "list.txt": line 2, line 4.',
    );
    expect(fault.hint).to.equal(
      "Set the default action, such as --default action=Block or --default action=Audit. The rows of all other items were used.",
    );
  });

  it("names the first five items without an action, and counts the rest", () => {
    const mapper = new ItemMapper(settings({}));
    mapper.page(Array.from({ length: 1000 }, () => taken(seen("ip", "192.0.2.1"))));
    const fault = faultOf(() => mapper.end(undefined));
    expect(fault.message).to.match(/^1000 items do .*: (?:line 1, ){4}line 1 and 995 more\.$/);
    expect(fault.hint).to.match(/action=Audit\. Nothing was sent\.$/);
  });

  it("names no command-line option for a feed in an input", () => {
    const mapper = new ItemMapper(settings({}, { defaultsPlace: "input" }));
    mapper.page([taken(seen("ip", "192.0.2.1"))]);
    for (const work of [() => mapper.end(undefined), () => mapper.checkFormat("text")]) {
      const { hint } = faultOf(work);
      expect(hint).to.contain('"defaults":{"action":"Block"} or "defaults":{"action":"Audit"}');
      expect(hint).not.to.contain("--").and.not.to.contain("used");
    }
  });

  it("names the sync file for a feed of a sync, and says that nothing was sent", () => {
    const mapper = new ItemMapper(settings({}, { defaultsPlace: "syncFile" }));
    mapper.page([taken(seen("ip", "192.0.2.1"))]);
    for (const work of [() => mapper.end(undefined), () => mapper.checkFormat("text")])
      expect(faultOf(work).hint).to.equal(
        'Set the default action in the sync file, such as "defaults":{"action":"Block"} or "defaults":{"action":"Audit"}. Nothing was sent.',
      );
  });

  it("notes documentation values and hits in warning lists once, with a count", () => {
    const items = ["192.0.2.1", "192.0.2.1", "2001:db8::1", "203.0.113.1", "198.51.100.1", "192.0.3.1"].map(
      (value) => taken(seen("ip", value)),
    );
    const warningLists = [{ name: "Known", type: "cidr", list: ["192.0.2.0/24"] }] as const;
    expect(noticesOf(items, { warningLists })).to.deep.equal([
      {
        code: "DocumentationValues",
        message:
          "Addresses and names that are reserved for documents (RFC 5737, RFC 3849, RFC 2606) were taken: 192.0.2.1, 2001:db8::1, 203.0.113.1 and 2 more.",
      },
      {
        code: "WarningList",
        message: 'Values on the warning list "Known" were taken: 192.0.2.1 and 1 more.',
      },
    ]);
  });
});
