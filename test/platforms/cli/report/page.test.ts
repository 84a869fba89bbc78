import { createHash } from "node:crypto";
import { expect } from "chai";
import { reportPage } from "../../../../platforms/cli/report/page.js";
import type { RunReport } from "../../../../platforms/cli/report/run_report.js";
import { row } from "../../../support/rows.js";
import { addCalls, changed, emptyReport, item, resultOf, skipped } from "./reports.js";

const code = { style: "\nbody { margin: 0 }\n", script: "\nvoid 0;\n" };
const pageOf = (report: RunReport): string => [...reportPage(report, code)].join("");
const jsonAt = (page: string, id: string): unknown =>
  JSON.parse(new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(page)?.[1] ?? "");

describe("cli: page of a report", () => {
  it("contains the data with exactly the documented keys", () => {
    const report = emptyReport();
    report.items([item(2), changed(3, "a", "b"), skipped(4, "</script>")]);
    report.results([row(2, { indicatorType: "__proto__" })], [resultOf(2, "InvalidIndicator: No.")]);
    addCalls(report, 2);
    report.end({ exitCode: 1 });
    const data = jsonAt(pageOf(report), "data") as Record<string, unknown>;
    expect(Object.keys(data)).to.deep.equal([
      "totals",
      "byType",
      "byAction",
      "byReason",
      "calls",
      "failed",
      "changed",
      "skipped",
    ]);
    expect(data["totals"]).to.deep.equal({
      items: 3,
      taken: 1,
      changed: 1,
      skipped: 1,
      rows: 1,
      succeeded: 0,
      failed: 1,
      notSent: 0,
    });
    expect(JSON.stringify(data["byType"])).to.equal('{"__proto__":1}');
    expect(data["calls"]).to.equal(2);
    expect(data["skipped"]).to.deep.equal([{ ...skipped(4, "</script>"), rows: 0 }]);
  });

  it("allows its own style and script by their hashes, and nothing else", () => {
    const page = pageOf(emptyReport());
    const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    expect(page).to.include(
      `content="default-src 'none'; script-src ${hash(code.script)}; style-src ${hash(code.style)}; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).to.not.match(/ (?:style|src|href|on\w+)=/);
  });

  for (const [exitCode, expected] of [
    [0, "This run is complete. 1 of 2 rows did not succeed."],
    [1, "This run is complete. 1 of 2 rows did not succeed."],
    [2, "This run is incomplete. 1 of 2 rows did not succeed."],
    [3, "This run is incomplete. 1 of 2 rows did not succeed."],
    [4, "This run is incomplete. 1 of 2 rows did not succeed."],
  ] as const)
    it(`says how a run with the exit code ${exitCode} ended`, () => {
      const report = emptyReport();
      report.results([row(0), row(1)], [resultOf(0), resultOf(1, "NotSent: The run ended.")]);
      report.end({
        exitCode,
        error: { code: "Cancelled", message: "<b>http://bad.example", hint: "Run it again." },
      });
      const page = pageOf(report);
      expect(page)
        .to.include(expected)
        .and.include("&lt;b&gt;hxxp://bad[.]example")
        .and.include("Run it again.");
      expect((jsonAt(page, "run") as { exitCode: number }).exitCode).to.equal(exitCode);
    });

  it("does not say that all rows succeeded if items were skipped or the feed was not read to its end", () => {
    const outcome = (skippedItems: number, isWhole: boolean): RegExpExecArray | null => {
      const report = emptyReport();
      report.items([item(1), ...Array.from({ length: skippedItems }, (_none, n) => skipped(n + 2, "words"))]);
      report.results([row(1)], [resultOf(1)]);
      report.end({ exitCode: 0, isWhole });
      return /<div class="outcome (\w+)"><p>([^<]*)</.exec(pageOf(report));
    };
    expect(outcome(0, true)?.slice(1)).to.deep.equal(["good", "This run is complete. All rows succeeded."]);
    expect(outcome(1, true)?.slice(1)).to.deep.equal([
      "part",
      "This run is complete. 1 of 2 items was skipped.",
    ]);
    expect(outcome(0, false)?.slice(1)).to.deep.equal([
      "bad",
      "This run is incomplete. The feed was not read to its end.",
    ]);
    expect(outcome(2, false)?.[2]).to.equal(
      "This run is incomplete. The feed was not read to its end. 2 of 3 items were skipped.",
    );
  });

  it("is incomplete if the run has not ended", () => {
    expect(pageOf(emptyReport())).to.include("This run is incomplete.");
  });

  it("says if entries are left out", () => {
    const report = emptyReport();
    for (let n = 0; n < 100_002; n += 1) report.skipped.add({ n });
    const page = pageOf(report);
    expect(page).to.include("2 more entries of this kind");
    expect((jsonAt(page, "run") as { omitted: object }).omitted).to.deep.equal({
      failed: 0,
      changed: 0,
      skipped: 2,
    });
  });
});
