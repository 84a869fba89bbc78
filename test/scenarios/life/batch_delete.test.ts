/** Batch Delete Indicators with a real simulator: a missing id does not prevent the deletion of others. */
import { expect } from "chai";
import { type Bench, withBench } from "../import/over_simulator.js";
import { MemoryJournal } from "../../support/memory_journal.js";
import { rows } from "../../support/rows.js";
import { idsOf } from "../../support/ti_rows.js";
import { act, failedAt, rowsPerCall } from "./life.js";

/** Returns the ids of that many imported indicators. */
async function imported(bench: Bench, count: number): Promise<string[]> {
  const { results } = await bench.imported(rows(count));
  return results.map(({ id }) => String(id));
}

const gone = [3, 4, 250, 600, 601, 1100, 1199];

/** Deletes 1,200 ids, seven of which were deleted before. */
async function deletedWithGaps(bench: Bench) {
  const ids = await imported(bench, 1200);
  for (const i of gone) await act(bench, "delete_indicator_by_id", { path_parameters: { id: ids[i] } });
  return { ids, ...(await act(bench, "batch_delete_indicators", idsOf(ids))) };
}

describe("life: batch_delete_indicators", () => {
  it(
    "deletes any number of ids in as few calls as they need, and returns a result for each",
    withBench(async (bench) => {
      const ids = await imported(bench, 1200);
      const { output, results } = await act(bench, "batch_delete_indicators", idsOf(ids));
      expect(output.status_code).to.equal(204);
      expect(results).to.deep.equal(ids.map((id) => ({ id, isFailed: false, failureReason: null })));
      expect(bench.stored()).to.deep.equal([]);
      expect(rowsPerCall(bench, "batchDelete")).to.deep.equal([500, 500, 200]);
    }),
  );

  for (const unnamedErrors of [false, true]) {
    const how = unnamedErrors ? "no id is named" : "the first one is named";
    it(
      `deletes 1,193 of 1,200 ids, 7 of which are missing, and reports which (${how})`,
      withBench(
        async (bench) => {
          const { ids, output, results, events } = await deletedWithGaps(bench);
          expect(output.status_code).to.equal(204);
          expect(results.map(({ id }) => id)).to.deep.equal(ids);
          expect(failedAt(results)).to.deep.equal(gone);
          for (const i of gone)
            expect(results[i]?.["failureReason"]).to.match(
              /^NotFound: it is not there\. The response to its batch was: 404 Not Found; the service said: "Resource .*was not found"\.$/,
            );
          expect(bench.stored()).to.deep.equal([]);
          // Three calls, one retry of each, and a list; the first list is so long that its next page is requested.
          expect(rowsPerCall(bench, "batchDelete").length).to.equal(6);
          expect(rowsPerCall(bench, "list").length).to.equal(4);
          expect(events.at(-1)).to.deep.include({ failed: 7, calls: 10, errorCodes: [] });
        },
        { settings: { unnamedErrors } },
      ),
    );

    it(
      `separates rows by halves if they cannot be listed (${how})`,
      withBench(
        async (bench) => {
          bench.simulator.addFault({ kind: "status", status: 403, on: "list" });
          const { output, results, events } = await deletedWithGaps(bench);
          expect(output.status_code).to.equal(204);
          expect(failedAt(results)).to.deep.equal(gone);
          expect(bench.stored()).to.deep.equal([]);
          expect(events.at(-1), "the connector handles the list internally").to.deep.include({
            errorCodes: [],
          });
        },
        { settings: { unnamedErrors, enforceRateLimit: false } },
      ),
    );
  }

  it(
    "reports all ids of a call as missing if the service deletes the others anyway",
    withBench(
      async (bench) => {
        const { results } = await deletedWithGaps(bench);
        expect(bench.stored()).to.deep.equal([]);
        expect(rowsPerCall(bench, "batchDelete").length).to.equal(3);
        for (const { failureReason } of results)
          expect(failureReason).to.match(/^NotFound: it is not there any more, or never was\./);
      },
      { settings: { batchDelete: "others" } },
    ),
  );

  it(
    "deletes nothing twice, and rejects an invalid id before any call",
    withBench(async (bench) => {
      const [id = "", other = ""] = await imported(bench, 2);
      const { results } = await act(bench, "batch_delete_indicators", idsOf([id, "bad.example", id, other]));
      expect(failedAt(results)).to.deep.equal([1]);
      expect(results[2]).to.deep.equal(results[0]);
      expect(rowsPerCall(bench, "batchDelete")).to.deep.equal([2]);
    }),
  );

  it(
    "removes the id that may not be deleted, and deletes the others",
    withBench(
      async (bench) => {
        const ids = await imported(bench, 5);
        const { results } = await act(bench, "batch_delete_indicators", idsOf([...ids, "900001"]));
        expect(failedAt(results)).to.deep.equal([5]);
        expect(results[5]?.["failureReason"]).to.match(/^Forbidden: 403 .*cannot be deleted/);
        expect(bench.stored()).to.deep.equal([]);
      },
      { settings: { portalRows: true } },
    ),
  );

  it(
    "reports that every id is missing, without trying each of them",
    withBench(async (bench) => {
      const ids = await imported(bench, 700);
      await act(bench, "batch_delete_indicators", idsOf(ids));
      const { output, results } = await act(bench, "batch_delete_indicators", idsOf(ids));
      expect([output.status_code, failedAt(results).length]).to.deep.equal([404, 700]);
      expect(output.json_body).to.have.nested.property("error.code", "ResourceNotFound");
      expect(rowsPerCall(bench, "batchDelete").length).to.equal(4);
    }),
  );

  it(
    "reports that an earlier attempt may have been processed if its response was lost",
    withBench(async (bench) => {
      const ids = await imported(bench, 3);
      bench.simulator.addFault({ kind: "resetAfter", on: "batchDelete", calls: [1] });
      const { results } = await act(bench, "batch_delete_indicators", idsOf(ids));
      expect(bench.stored()).to.deep.equal([]);
      for (const { failureReason } of results)
        expect(failureReason).to.match(
          /^NotFound: it is not there any more: an earlier attempt may have been taken\./,
        );
    }),
  );

  it("keeps deletions in the journal, and resumes an ended run", async () => {
    const disk = new MemoryJournal();
    const body = async (bench: Bench) => {
      const ids = await imported(bench, 1200);
      // 401 for two consecutive tokens means that this application is not allowed.
      bench.simulator.addFault({ kind: "status", status: 401, on: "batchDelete", calls: [2, 3, 4, 5] });
      const first = await act(bench, "batch_delete_indicators", idsOf(ids), { journal: "j" });
      const left = failedAt(first.results);
      expect([left.length, bench.stored().length]).to.deep.equal([700, 700]);
      const second = await act(bench, "batch_delete_indicators", idsOf(ids), { journal: "j" });
      expect(second.results).to.deep.equal(ids.map((id) => ({ id, isFailed: false, failureReason: null })));
      expect(rowsPerCall(bench, "batchDelete").slice(-2)).to.deep.equal([500, 200]);
    };
    await withBench(body, {}, { journals: disk.open })();
  });
});
