import { expect } from "chai";
import type { PlanFinding, PlannedCall, PlanOptions, WarningEvent } from "../../connector/index.js";
import { importOf, row, rows } from "../support/rows.js";
import { asset, stub } from "./stub.js";

async function planned(given: readonly unknown[], options: PlanOptions = {}) {
  const made = await stub();
  const calls: PlannedCall[] = [];
  const warnings: WarningEvent[] = [];
  const plan = await made.connector.plan("import_indicators", importOf(given), {
    ...options,
    onCall: (call) => void calls.push(call),
    onEvent: (event) => void (event.type === "warning" && warnings.push(event)),
  });
  return { ...made, plan, planned: calls, warnings };
}

const reasonOf = (finding: PlanFinding | undefined) =>
  finding?.kind === "rejected" ? finding.result["failureReason"] : undefined;
const bodyRows = ({ body }: PlannedCall) => (body as { Indicators: unknown[] }).Indicators;

describe("engine: dry run", () => {
  it("reports what a run would send and reject, and makes no request", async () => {
    const bad = row(2, { indicatorValue: " blank " });
    const given = [row(0), row(1), row(0), bad, ...rows(600).slice(10)];
    const { plan, planned: calls, tokenCalls, calls: made } = await planned(given, { asset });
    expect([tokenCalls.length, made.length]).to.deep.equal([0, 0]);
    const { findings, ...sum } = plan;
    expect(sum).to.deep.equal({ rows: 594, sent: 592, rejected: 1, duplicates: 1, calls: 2, seconds: 0 });
    expect(findings.map(({ row: at, kind }) => [at, kind])).to.deep.equal([
      [2, "duplicate"],
      [3, "rejected"],
    ]);
    expect(findings[0]).to.include({ sameAs: 0 });
    expect(reasonOf(findings[1])).to.match(/^\w+: indicatorValue /);
    expect(calls.map((call) => [call.method, call.url, call.rows.length])).to.deep.equal([
      ["POST", "https://api.security.microsoft.com/api/indicators/import", 500],
      ["POST", "https://api.security.microsoft.com/api/indicators/import", 92],
    ]);
    expect(calls.flatMap(bodyRows)).to.deep.equal(calls.flatMap((call) => call.rows.map((at) => given[at])));
  });

  it("plans exactly the requests that a run makes", async () => {
    const given = [
      ...rows(1100),
      row(3, { title: "later" }),
      row(4, { action: "Warn" }),
      row(4, { action: "Allowed" }),
      row(5),
    ];
    const { planned: calls } = await planned(given, { asset });
    const made = await stub();
    await made.connector.run("import_indicators", importOf(given), { asset });
    // A request that waits for another one is sent after later ones.
    expect(calls.map((call) => call.body)).to.have.deep.members(made.calls.map((call) => call.body));
    expect(calls.map(({ method, url }) => [method, url])).to.deep.equal(
      made.calls.map(({ request }) => [request.method, request.url]),
    );
  });

  it("needs no asset, and reads host and rate limit from an asset if there is one", async () => {
    const given = rows(31 * 500);
    expect((await planned(given)).plan.seconds).to.equal(60);
    const rate_limits = { import: { calls: 10, per_seconds: 5 } };
    const other = await planned(given, {
      asset: { ...asset, url: "https://eu.api.security.microsoft.com", rate_limits },
    });
    expect(other.plan.seconds).to.equal(15);
    expect(other.planned[0]?.url).to.contain("https://eu.api.security.microsoft.com/");
  });

  it("shows which values would be normalized, and which rows are in conflict", async () => {
    const given = [row(0, { indicatorValue: " host-0.example" }), row(1), row(1, { action: "Allowed" })];
    const { planned: calls, warnings, plan } = await planned(given, { normalize: true });
    expect(calls.flatMap(bodyRows)[0]).to.include({ indicatorValue: "host-0.example" });
    expect(warnings.map(({ code, rows: about }) => [code, about])).to.deep.equal([
      ["Normalized", [0]],
      ["ConflictingRows", [2]],
    ]);
    expect(plan.findings).to.deep.equal(
      warnings.map(({ code, message, rows: [at] = [] }) => ({ row: at, kind: "warning", code, message })),
    );
  });

  it("takes earlier requests into account", async () => {
    const { plan } = await planned(rows(500), { callsBefore: 30 });
    expect([plan.calls, plan.seconds]).to.deep.equal([1, 60]);
  });

  it("yields findings in row order, and waits until each is read", async () => {
    const given = [row(0, { action: "x" }), row(1, { indicatorValue: "host-1.example " }), row(2), row(2)];
    const read: string[] = [];
    const { plan } = await planned(given, {
      normalize: true,
      onFinding: async ({ row: at, kind }) => {
        await new Promise((resolve) => setImmediate(resolve));
        read.push(`${at} ${kind}`);
      },
    });
    expect(read).to.deep.equal(["0 rejected", "1 warning", "3 duplicate"]);
    const sum = { rows: 4, sent: 2, rejected: 1, duplicates: 1, calls: 1, seconds: 0, findings: [] };
    expect(plan).to.deep.equal(sum);
  });

  it("accepts rows page by page", async () => {
    const { connector } = await stub();
    const plan = await connector.planPages("import_indicators", [rows(400), rows(900).slice(400)]);
    expect([plan.rows, plan.sent, plan.calls]).to.deep.equal([900, 900, 2]);
  });
});
