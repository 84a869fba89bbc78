/** Reports for tests. */
import { createConnector, type JsonObject } from "../../../../connector/platform_api.js";
import type { ReportedItem } from "../../../../platforms/cli/report/report_types.js";
import { RunReport } from "../../../../platforms/cli/report/run_report.js";
import { row } from "../../../support/rows.js";

const connector = await createConnector();

/** Returns an empty report of an import. @param now - returns milliseconds since 1970 */
export function emptyReport(now: () => number = () => Date.UTC(2026, 10, 30, 8)): RunReport {
  const fields = { indicator: "indicatorValue", type: "indicatorType", action: "action" };
  const action = connector.describe("import_indicators");
  return new RunReport({ action, input: "feed.csv", fields }, now);
}

/** Returns the result of the n-th row. @param reason - of a failed row */
export function resultOf(n: number, reason?: string): JsonObject {
  const isFailed = reason !== undefined;
  return {
    id: isFailed ? null : String(n),
    indicator: `host-${n}.example`,
    isFailed,
    failureReason: reason ?? null,
  };
}

/** Returns an item of a feed. */
export function item(line: number, change: Partial<ReportedItem> = {}): ReportedItem {
  const source = { file: "feed.csv", line };
  return {
    source,
    status: "taken",
    code: null,
    message: null,
    before: null,
    after: null,
    rows: [row(line)],
    ...change,
  };
}

/** Returns a skipped item with that text. */
export function skipped(line: number, before: string): ReportedItem {
  const message = `${JSON.stringify(before)} is not a value.`;
  return item(line, { status: "skipped", code: "ValueInvalid", message, before, rows: [] });
}

/** Returns a changed item without rows. */
export function changed(line: number, before: string, after: string): ReportedItem {
  const message = `${JSON.stringify(before)} was changed.`;
  return item(line, { status: "changed", code: "Normalized", message, before, after, rows: [] });
}

/** Adds calls to a report, one after another. */
export function addCalls(report: RunReport, calls: number): void {
  const rateLimits = [{ name: "import", calls: 30, perSeconds: 60 }];
  for (let n = 0; n < calls; n += 1) report.event({ type: "call", rateLimits });
}
