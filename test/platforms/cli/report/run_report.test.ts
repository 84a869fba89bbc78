import { expect } from "chai";
import type { RunReport } from "../../../../platforms/cli/report/run_report.js";
import { row, rows } from "../../../support/rows.js";
import { addCalls, changed, emptyReport, item, resultOf, skipped } from "./reports.js";

const listed = (report: RunReport, name: "failed" | "changed" | "skipped"): unknown =>
  JSON.parse([...report[name].json()].join(""));

describe("cli: report of a run", () => {
  it("counts items, and lists those that are changed or skipped", () => {
    const report = emptyReport();
    report.items([item(2), item(3, { rows: rows(2) }), changed(4, "a", "b")]);
    report.items([skipped(5, "</x>\u202e")]);
    const { items, taken, changed: different, skipped: left, rows: fed } = report.totals;
    expect([items, taken, different, left, fed]).to.deep.equal([4, 2, 1, 1, 3]);
    expect(listed(report, "changed")).to.deep.equal([{ ...changed(4, "a", "b"), rows: 0 }]);
    expect(listed(report, "skipped")).to.deep.equal([{ ...skipped(5, "</x>\u202e"), rows: 0 }]);
  });

  it("counts rows by type, action and code, and lists those that failed", () => {
    const report = emptyReport();
    const given = [row(0), row(1, { action: "Audit", indicatorType: "Url" }), row(2), row(3)];
    report.results(given.slice(0, 1), [resultOf(0)]);
    const failed = report.results(given.slice(1), [
      resultOf(1, "InvalidIndicator: The address is private."),
      resultOf(2, "NotSent: The deadline is over."),
      resultOf(3, "said by the service: no"),
    ]);
    const { succeeded, failed: bad, notSent } = report.totals;
    expect([succeeded, bad, notSent, report.totals.rows]).to.deep.equal([1, 2, 1, 4]);
    expect({ ...report.byType.byWord }).to.deep.equal({ DomainName: 3, Url: 1 });
    expect({ ...report.byAction.byWord }).to.deep.equal({ Block: 3, Audit: 1 });
    expect({ ...report.byReason.byWord }).to.deep.equal({ InvalidIndicator: 1, NotSent: 1, Rejected: 1 });
    expect(failed[0]).to.deep.equal({
      row: 2,
      indicator: "host-1.example",
      type: "Url",
      action: "Audit",
      reason: "InvalidIndicator: The address is private.",
    });
    expect(listed(report, "failed")).to.deep.equal(failed);
  });

  it("counts rows without a result as not sent, whether they are of a feed or not", () => {
    for (const isFeed of [true, false]) {
      const report = emptyReport();
      if (isFeed) report.items([item(1, { rows: rows(3) })]);
      report.results(rows(1), [resultOf(0)]);
      report.unsent([row(1), row(2, { indicatorType: "Url" })]);
      const { rows: all, succeeded, failed, notSent } = report.totals;
      expect([all, succeeded, failed, notSent]).to.deep.equal([3, 1, 0, 2]);
      expect({ ...report.byType.byWord }).to.deep.equal({ DomainName: 2, Url: 1 });
      expect(listed(report, "failed")).to.deep.equal([]);
    }
  });

  it("accepts any value as a row", () => {
    const report = emptyReport();
    const inherited: unknown = Object.create({ indicatorType: "Url" });
    const odd = [
      inherited,
      null,
      "text",
      [],
      JSON.parse('{"__proto__": {"indicatorType": "Url"}}'),
      { action: { a: 1 } },
    ];
    const failed = report.results(
      odd,
      odd.map((_one, n) => resultOf(n, "InvalidIndicator: No.")),
    );
    expect(failed.map(({ type, action }) => [type, action])).to.deep.equal([
      ...odd.slice(1).map(() => [null, null]),
      [null, '{"a":1}'],
    ]);
  });

  it("counts rows without a result as not sent", () => {
    const report = emptyReport();
    report.items([item(1, { rows: rows(5) })]);
    report.results(rows(2), [resultOf(0), resultOf(1, "InvalidIndicator: No.")]);
    const { rows: all, succeeded, failed, notSent } = report.totals;
    expect([all, succeeded, failed, notSent]).to.deep.equal([5, 1, 1, 3]);
  });

  it("counts calls, and keeps the codes of failed ones", () => {
    const report = emptyReport();
    addCalls(report, 3);
    report.event({ type: "progress", done: 3 });
    const none = { rows: 0, succeeded: 0, failed: 0, notSent: 0, calls: 3, seconds: 1 };
    report.event({ type: "summary", ...none, errorCodes: ["Throttled"] });
    expect([report.calls, [...report.errorCodes]]).to.deep.equal([3, ["Throttled"]]);
    expect(report.timeline.timelines[0]?.windows).to.deep.equal([3]);
  });
});
