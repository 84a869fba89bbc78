/** A playbook's chain with a real simulator: look up, check, change, delete, pass on. */
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { type Bench, withBench } from "../import/over_simulator.js";
import { changed } from "../../engine/stub.js";
import { importOf, row, rows } from "../../support/rows.js";
import { stixObject, uploadOf } from "../../support/ti_rows.js";
import { act, failedAt, rowsPerCall } from "./life.js";

describe("life: a chain of actions", () => {
  it(
    "submits one, finds it by its value and by its id, deletes it, and no longer finds it",
    withBench(async (bench) => {
      const indicatorValue = "https://bad.example/?q='it''s'&b=c%20#d";
      const given = row(1, { indicatorType: "Url", indicatorValue });
      const submitted = await act(bench, "submit_indicator", { json_body: given });
      const { id, "@odata.context": _context, ...rest } = submitted.output.json_body as JsonObject;
      expect(rest).to.deep.include(given);
      await act(bench, "submit_indicator", {
        json_body: { ...row(2), action: "Audit", generateAlert: true },
      });

      const found = await act(bench, "get_indicators", { where: { indicatorValue, action: "Block" } });
      expect((found.output.json_body as { value: JsonObject[] }).value.map((one) => one["id"])).to.deep.equal(
        [id],
      );
      const path_parameters = { id };
      const got = await act(bench, "get_indicator_by_id", { path_parameters });
      expect(got.output.json_body).to.deep.include({ id, indicatorValue });

      const deleted = await act(bench, "delete_indicator_by_id", { path_parameters });
      expect(deleted.output).to.deep.include({ status_code: 204, response_text: "" });
      for (const name of ["get_indicator_by_id", "delete_indicator_by_id"]) {
        const { output, events } = await act(bench, name, { path_parameters });
        expect([output.status_code, events.at(-1)]).to.deep.include(404);
        expect(events.at(-1)).to.deep.include({ errorCodes: ["NotFound"] });
      }
    }),
  );

  const anyId = changed({
    schemas: Object.fromEntries(
      ["get_indicator_by_id", "delete_indicator_by_id"].map((name) => [
        `schemas/actions/${name}.input.json`,
        { "/properties/path_parameters/properties/id": { description: "Any id." } },
      ]),
    ),
  });
  const never = async (bench: Bench, sent: number) => {
    for (const id of [
      "../../machines",
      "1/../2",
      "..",
      ".",
      "",
      "1/2",
      "..\\..\\machines",
      "%2e%2e",
      "a b",
      "?x",
      "#",
      "$count",
    ])
      for (const name of ["get_indicator_by_id", "delete_indicator_by_id"])
        await act(bench, name, { path_parameters: { id } });
    for (const { path } of bench.simulator.requests()) expect(path).to.match(/^\/api\/indicators\/[^/]+$/);
    expect(rowsPerCall(bench, "get").length).to.equal(sent);
  };

  it(
    "never leaves the path of the indicators, and sends no invalid id",
    withBench((bench) => never(bench, 0)),
  );

  it(
    "sends any id as one path segment if the schema accepts any text",
    withBench((bench) => never(bench, 5), {}, { declarations: anyId }),
  );

  const swaps: [what: string, actions: [string, string]][] = [
    ["two that exchange their actions", ["Block", "Audit"]],
    ["one that gets the action of the next, which gets a third", ["Block", "Warn"]],
  ];
  for (const [what, [first, second]] of swaps) {
    it(
      `deletes nothing that the same run has created: ${what}`,
      withBench(async (bench) => {
        const audit = row(1, { action: "Audit", generateAlert: true });
        const before = await bench.imported([audit, row(1)]);
        const [auditId, blockId] = before.results.map((result) => result["id"]);
        const given = [
          row(1, { id: auditId, action: first, generateAlert: true }),
          row(1, { id: blockId, action: second, generateAlert: true }),
        ];
        const { results } = await act(bench, "replace_indicator_action", importOf(given));
        const ids = new Set(bench.simulator.indicators().map(({ id }) => id));
        for (const result of results.filter(({ isFailed }) => isFailed === false))
          expect(ids.has(String(result["id"])), "the indicator reported as replaced exists").to.equal(true);
        const kept = results.filter(({ isFailed }) => isFailed === true);
        expect(kept.length).to.be.above(0);
        for (const { failureReason } of kept)
          expect(failureReason).to.match(/^InvalidRow: id \d+ is what this run/);
        expect(bench.stored().length).to.be.above(1);
      }),
    );
  }

  it(
    "replaces Audit with Block, and deletes the old indicator only if the new one was imported",
    withBench(
      async (bench) => {
        const audit = rows(9, { action: "Audit", generateAlert: true });
        const before = await bench.imported(audit);
        // The tenant has capacity for three more.
        const given = rows(9).map((one, n) => ({ ...one, id: before.results[n]?.["id"] }));
        const { results, output } = await act(bench, "replace_indicator_action", importOf(given));
        expect(output.status_code).to.equal(200);
        expect(failedAt(results)).to.deep.equal([3, 4, 5, 6, 7, 8]);
        expect(results[3]).to.include({
          failedStep: "import_indicators",
          replacedId: before.results[3]?.["id"],
        });
        const actions = bench.simulator.indicators().map((one) => [one.indicatorValue, one.action]);
        expect(actions).to.deep.include.members([
          ...[0, 1, 2].map((n) => [`host-${n}.example`, "Block"]),
          ...[3, 4, 5, 6, 7, 8].map((n) => [`host-${n}.example`, "Audit"]),
        ]);
        expect(actions.length).to.equal(9);
      },
      { settings: { capacity: 12 } },
    ),
  );

  it(
    "completes a whole playbook: get, filter, batch delete, import, upload to Sentinel",
    withBench(async (bench) => {
      await bench.imported(rows(30, { title: "old" }));
      await bench.imported(rows(40).slice(30));
      const listed = await act(bench, "get_indicators", { all_pages: true, where: { title: "old" } });
      const { value } = listed.output.json_body as { value: JsonObject[] };
      const IndicatorIds = value.map(({ id }) => id);
      const deleted = await act(bench, "batch_delete_indicators", { json_body: { IndicatorIds } });
      expect([IndicatorIds.length, failedAt(deleted.results)]).to.deep.equal([30, []]);
      const imported = await bench.imported(rows(5, { title: "new" }));
      expect(failedAt(imported.results)).to.deep.equal([]);
      const uploaded = await act(
        bench,
        "upload_stix_objects",
        uploadOf(
          [0, 1, 2, 3, 4].map((n) => stixObject(n)),
          bench.simulator.workspace,
        ),
      );
      expect(failedAt(uploaded.results)).to.deep.equal([]);
      expect([bench.stored().length, bench.simulator.stixObjects().length]).to.deep.equal([15, 5]);
    }),
  );

  it(
    "lists device groups, and reports what the asset can do",
    withBench(async (bench) => {
      const groups = await act(bench, "list_device_groups", { all_pages: true });
      const { value } = groups.output.json_body as { value: JsonObject[] };
      expect(value.map(({ rbacGroupName }) => rbacGroupName)).to.include("GroupOne");
      const { output } = await act(bench, "test_connection", {});
      const { actions, write } = output.json_body as { actions: JsonObject[]; write: string };
      expect(write).to.equal("allowed");
      expect(actions.filter(({ permitted }) => permitted === false)).to.deep.equal([]);
      expect(bench.stored()).to.deep.equal([]);
    }),
  );
});
