/** The tiIndicators of Graph with a real simulator: rows in order, and exactly the failed ones marked. */
import { expect } from "chai";
import { withBench } from "../import/over_simulator.js";
import { tiRow, valueOf } from "../../support/ti_rows.js";
import { act, failedAt, rowsPerCall } from "./life.js";

const tiRows = (count: number) => Array.from({ length: count }, (_none, n) => tiRow(n));
/** Passes the connector's rules, and not the service's, which requires one of the two products. */
const rejected = { emailSubject: "", domainName: null };

describe("life: tiIndicators of Graph", () => {
  it(
    "submits 250 in three calls, and returns 250 rows in order",
    withBench(async (bench) => {
      const { output, results, warnings } = await act(bench, "submit_ti_indicators", valueOf(tiRows(250)));
      expect(output.status_code).to.equal(200);
      expect(results.map(({ externalId }) => externalId)).to.deep.equal(
        tiRows(250).map(({ externalId }) => externalId),
      );
      expect(failedAt(results)).to.deep.equal([]);
      expect(rowsPerCall(bench, "submitTiIndicators")).to.deep.equal([100, 100, 50]);
      expect(bench.simulator.tiIndicators().length).to.equal(250);
      expect(warnings.map(({ code }) => code)).to.deep.equal(["Deprecated"]);
      expect(warnings[0]?.message).to.match(
        /April 2026\. Use upload_stix_objects or import_indicators instead\.$/,
      );
    }),
  );

  it(
    "marks exactly the rows that a 206 reports as failed, with the service's message",
    withBench(async (bench) => {
      const bad = [0, 99, 100, 249];
      const given = tiRows(250).map((row, n) => (bad.includes(n) ? { ...row, ...rejected } : row));
      const { output, results } = await act(bench, "submit_ti_indicators", valueOf(given));
      expect(output.status_code).to.equal(206);
      expect(failedAt(results)).to.deep.equal(bad);
      for (const i of bad)
        expect(results[i]).to.include({
          externalId: `row-${i}`,
          failureReason: 'Rejected: the service said: "Recieved an empty indicator value. (InvalidInput)"',
        });
      expect(bench.simulator.tiIndicators().length).to.equal(246);
    }),
  );

  it(
    "isolates a row that the service cannot read at all, if rows are not checked first",
    withBench(async (bench) => {
      const given = tiRows(120).map((row, n) => (n === 70 ? { ...row, severity: "high" } : row));
      const { results } = await act(bench, "submit_ti_indicators", valueOf(given), { validation: "off" });
      expect(failedAt(results)).to.deep.equal([70]);
      expect(results[70]?.["failureReason"]).to.match(/^Rejected: 400 .*Error converting value/);
    }),
  );

  it(
    "sends nothing twice, because repeated rows count twice, and reports a lost response",
    withBench(async (bench) => {
      bench.simulator.addFault({ kind: "resetAfter", on: "submitTiIndicators", calls: [2] });
      const { output, results } = await act(bench, "submit_ti_indicators", valueOf(tiRows(250)));
      expect(output.status_code).to.equal(207);
      expect(failedAt(results)).to.deep.equal(Array.from({ length: 100 }, (_none, n) => n + 100));
      expect(results[100]?.["failureReason"]).to.match(/^OutcomeUnknown: /);
      expect(bench.simulator.tiIndicators().length).to.equal(250);
    }),
  );

  it(
    "changes and deletes by the returned ids, and reports the others as not found",
    withBench(async (bench) => {
      const submitted = await act(bench, "submit_ti_indicators", valueOf(tiRows(3)));
      const ids = submitted.results.map(({ id }) => String(id));
      const change = { expirationDateTime: "2998-01-01T00:00:00Z", targetProduct: "Azure Sentinel" };
      const updates = [...ids, "none"].map((id, n) => ({ id, ...change, severity: n }));
      const updated = await act(bench, "update_ti_indicators", valueOf(updates));
      expect(failedAt(updated.results)).to.deep.equal([3]);
      expect(updated.results[3]?.["failureReason"]).to.match(/^Rejected: .*not found \(ResourceNotFound\)"$/);
      expect(bench.simulator.tiIndicators().map(({ severity }) => severity)).to.deep.equal([0, 1, 2]);

      const deleted = await act(bench, "delete_ti_indicators", valueOf([ids[0], "none", ids[1]]));
      expect(failedAt(deleted.results)).to.deep.equal([1]);
      expect(deleted.results.map(({ id }) => id)).to.deep.equal([ids[0], "none", ids[1]]);
      expect(deleted.results[1]?.["failureReason"]).to.match(
        /^Rejected: the service said: "Resource none was not found/,
      );
      expect(bench.simulator.tiIndicators().map(({ id }) => id)).to.deep.equal([ids[2]]);

      const name = "delete_ti_indicators_by_external_id";
      const byExternalId = await act(bench, name, valueOf(["row-2", "none"]));
      expect(byExternalId.results.map(({ externalId, isFailed }) => [externalId, isFailed])).to.deep.equal([
        ["row-2", false],
        ["none", true],
      ]);
      expect(bench.simulator.tiIndicators()).to.deep.equal([]);
    }),
  );

  for (const name of [
    "submit_ti_indicators",
    "update_ti_indicators",
    "delete_ti_indicators",
    "delete_ti_indicators_by_external_id",
  ]) {
    it(
      `makes one call if the API is gone as any unknown path is, and reports that for each row: ${name}`,
      withBench(
        async (bench) => {
          const given = name.startsWith("delete")
            ? Array.from({ length: 500 }, (_none, n) => `row-${n}`)
            : tiRows(500).map((row, n) => ({
                ...row,
                ...(name.startsWith("update") ? { id: `id-${n}` } : {}),
              }));
          const { output, results, reasons, warnings } = await act(bench, name, valueOf(given));
          expect(bench.simulator.requests().filter(({ path }) => path.startsWith("/beta/")).length).to.equal(
            1,
          );
          expect([output.status_code, results.length]).to.deep.equal([400, 500]);
          const words =
            /Resource not found for the segment 'tiIndicators'.* Microsoft announced .* Use \w+ or \w+ instead\.$/;
          for (const [n, reason] of reasons.entries()) {
            expect(reason).to.match(
              n < 100 ? /^EndpointNotFound: / : /^NotSent: the run ended before this row/,
            );
            expect(reason).to.match(words);
          }
          expect(warnings.map(({ code }) => code)).to.deep.equal(["Deprecated", "EndpointNotFound"]);
        },
        { settings: { graphRemoved: true, graphRemovedStatus: "400" } },
      ),
    );
  }

  it(
    "ends at the first call if the API is gone, after naming the replacement",
    withBench(
      async (bench) => {
        const { output, results, warnings } = await act(bench, "submit_ti_indicators", valueOf(tiRows(600)));
        expect(output.status_code).to.equal(410);
        expect(results[0]?.["failureReason"]).to.match(
          /^EndpointNotFound: 410 Gone; the service said: ".*removed/,
        );
        expect(results[599]?.["failureReason"]).to.match(/^NotSent: /);
        expect(rowsPerCall(bench, "submitTiIndicators").length).to.equal(1);
        expect(warnings[0]?.message).to.contain("upload_stix_objects");
      },
      { settings: { graphRemoved: true } },
    ),
  );
});
