import { PassThrough } from "node:stream";
import { expect } from "chai";
import type { RunEvent, WarningEvent } from "../../connector/index.js";
import { withFewWarnings } from "../../connector/engine/warning_limits.js";
import { Report } from "../../platforms/cli/ui/report.js";
import { RunNotes } from "../../platforms/shared/run_notes.js";
import { WarningLines } from "../../platforms/shared/warning_lines.js";
import { importOf, row, rows } from "../support/rows.js";
import { ranRows, stub } from "./stub.js";

/** Rows that are all changed, with a warning each. */
const blanks = (count: number) =>
  rows(count).map((one, n) => ({ ...one, indicatorValue: ` host-${n}.example` }));

const isWarning = (event: RunEvent): event is WarningEvent => event.type === "warning";

describe("engine: warnings", () => {
  it("reports up to a hundred of one code separately, then their number, before the summary", async () => {
    const { events } = await ranRows(blanks(5000), { normalize: true });
    const warnings = events.filter(isWarning);
    expect(warnings.slice(0, 100).map((warning) => warning.rows)).to.deep.equal(
      Array.from({ length: 100 }, (_none, n) => [n]),
    );
    expect(warnings.slice(100)).to.deep.equal([
      {
        type: "warning",
        code: "Normalized",
        message: "There are 4,900 more warnings of this kind.",
        count: 4900,
      },
    ]);
    expect(events.slice(-2).map(({ type }) => type)).to.deep.equal(["warning", "summary"]);
  });

  it("reports all of them if there are a hundred of each code", async () => {
    const conflicts = [row(1), row(1, { action: "Allowed" })];
    const { warnings } = await ranRows([...blanks(100), ...conflicts], { normalize: true });
    const codes = warnings.map(({ code }) => code);
    expect(codes.filter((code) => code === "Normalized").length).to.equal(100);
    expect(codes).to.include("ConflictingRows");
    expect(warnings.every(({ count }) => count === undefined)).to.equal(true);
  });

  it("reports as few in a dry run, and the findings name every row", async () => {
    const { connector } = await stub();
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => events.push(event);
    const plan = await connector.plan("import_indicators", importOf(blanks(300)), {
      normalize: true,
      onEvent,
    });
    const warnings = events.filter(isWarning);
    expect(warnings.length).to.equal(101);
    expect(warnings.at(-1)?.count).to.equal(200);
    expect(plan.findings.length).to.equal(300);
  });

  it("keeps them short, and names at most a hundred rows", () => {
    const passed: RunEvent[] = [];
    const listener = withFewWarnings((event) => passed.push(event));
    const long = "x".repeat(1_000_000);
    listener({ type: "warning", code: "Long", message: long, rows: Array.from(long, (_none, n) => n) });
    const [{ message, rows: about = [] }] = passed as [WarningEvent];
    expect(message).to.equal(`${"x".repeat(2000)}…`);
    expect(about).to.deep.equal(Array.from({ length: 100 }, (_none, n) => n));
  });

  it("counts all of them if only a few are kept", () => {
    const lines = new WarningLines();
    const notes = new RunNotes();
    const stderr = new PassThrough();
    const report = new Report({ stdin: stderr, stdout: stderr, stderr, env: {} }, 1, undefined);
    const printed = report.listener(0, () => {});
    const listener = withFewWarnings((event) => {
      lines.take(event);
      notes.take(event);
      printed(event);
    });
    for (let n = 0; n < 5000; n += 1) listener({ type: "warning", code: "Code", message: "m", rows: [n] });
    listener.end();
    expect([...lines.counts]).to.deep.equal([["Code", 5000]]);
    expect(lines.list().at(-1)).to.include({ code: "Code", message: "and 4980 more." });
    expect(lines.list().length).to.equal(21);
    expect(notes.warnings.at(-1)).to.equal("and 4995 more");
    report.sum();
    expect(String(stderr.read())).to.match(/\nwarning Code: and 4980 more\.\n$/);
  });
});
