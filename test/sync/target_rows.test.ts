import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import { targetOf } from "../../connector/sync/target_rows.js";
import { acceptAll, ran, response, type Service } from "../engine/stub.js";
import { importOf, row } from "../support/rows.js";
import { item, target } from "./made.js";

/** Imports rows with the option; returns the values of those that were sent, and the ids of the results. */
async function resumed(given: readonly JsonObject[], listed: readonly JsonObject[]) {
  const service: Service = (call) =>
    call.request.method === "GET" ? response({ value: listed }) : acceptAll(call);
  const { calls, results } = await ran(importOf(given), { resume: "list", service });
  const sent = calls.flatMap(({ body }) => (body["Indicators"] as JsonObject[] | undefined) ?? []);
  return { sent: sent.map(({ indicatorValue }) => indicatorValue), ids: results.map(({ id }) => id) };
}

describe("rows of a target", () => {
  it("leaves out the rows that are there, whatever the spelling of their value", async () => {
    const listed = [item(1), item(2, { indicatorValue: "HOST-2.example" })];
    const { sent, ids } = await resumed([row(1), row(2), row(3)], listed);
    expect(sent).to.deep.equal(["host-3.example"]);
    expect(ids.slice(0, 2)).to.deep.equal(["1", "2"]);
  });

  const bare = (n: number) => {
    const { severity: _severity, generateAlert: _alert, educateUrl: _url, ...others } = item(n);
    return others;
  };
  const compared: readonly (readonly [string, JsonObject, boolean])[] = [
    ["the default in the row", { severity: "Informational", generateAlert: false }, false],
    ["another value than the default", { severity: "High" }, true],
    ["a value that the list does not contain", { educateUrl: "https://help.example/" }, true],
  ];
  for (const [what, change, isSent] of compared)
    it(`compares a missing field of the list with ${what}`, async () => {
      const { sent } = await resumed([row(1, change)], [bare(1)]);
      expect(sent).to.have.length(isSent ? 1 : 0);
    });

  it("compares with every item of the same identity", async () => {
    const { sent, ids } = await resumed([row(1)], [item(2, { ...row(1), title: "Other" }), item(1)]);
    expect([sent, ids]).to.deep.equal([[], ["1"]]);
  });

  it("sends rows about an object that the run has just changed", async () => {
    const { sent } = await resumed([row(1, { title: "Other" }), row(1)], [item(1)]);
    expect(sent).to.have.length(2);
  });

  it("are listed once if a preflight needs the list, too", async () => {
    const service: Service = (call) =>
      call.request.method === "GET" ? response({ value: [item(1), item(2)] }) : acceptAll(call);
    const options = { resume: "list", preflight: true, service } as const;
    const { calls, events } = await ran(importOf([row(1), row(3)]), options);
    expect(calls.map(({ request }) => request.method)).to.deep.equal(["GET", "POST"]);
    expect(events.find(({ type }) => type === "capacity")).to.include({ used: 2 });
  });

  it("ignores entries of the list that are not objects", async () => {
    const { sent } = await resumed([row(1)], [null, 1, item(2)] as unknown as JsonObject[]);
    expect(sent).to.have.length(1);
  });
});

describe("the target of an import action", () => {
  it("is that of the sync that imports with it", () => {
    expect(targetOf("import_indicators", [{}, { sync: target }])).to.equal(target);
    expect(targetOf("submit_indicator", [{ sync: target }])).to.equal(undefined);
  });
});
