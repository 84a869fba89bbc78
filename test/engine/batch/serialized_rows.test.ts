import { expect } from "chai";
import { SerializedRows } from "../../../connector/engine/batch/serialized_rows.js";
import type { JsonObject } from "../../../connector/index.js";
import { importOf, row, rows } from "../../support/rows.js";
import { asset, runOn, type Stub, stub } from "../stub.js";

/** More than the maximum in flight: the first batches are complete when the last ones are planned. */
const many = 4000;

describe("engine: serialized rows", () => {
  it("returns the row at its position", () => {
    const held = new SerializedRows(Buffer.from('{"a":[{"n":0},{"n":1}]}'), (body) => (body as { a: [] }).a);
    expect([held.at(1), held.at(0)]).to.deep.equal([{ n: 1 }, { n: 0 }]);
  });

  const [first, second, third] = rows(3) as [object, object, object];
  const other = { ...third, title: "Another title" };
  const given = [...rows(many), { ...first }, { ...second, recommendedActions: undefined }, other];

  const streamed = async ({ connector }: Stub): Promise<JsonObject[]> => {
    const results: JsonObject[] = [];
    for await (const result of connector.stream("import_indicators", given, { asset })) results.push(result);
    return results;
  };
  /** Runs the rows and returns the results. */
  const ways: [way: string, run: (made: Stub) => Promise<JsonObject[]>][] = [
    ["at once", async ({ connector }) => (await runOn(connector, importOf(given), { asset })).results],
    ["as a stream", streamed],
  ];
  for (const [way, run] of ways) {
    it(`compares rows with much earlier ones and does not send equal rows again (${way})`, async () => {
      const made = await stub();
      const results = await run(made);
      const sent = made.calls.flatMap((call) => call.rows);
      expect(sent.length).to.deep.equal(many + 1);
      expect(sent.at(-1)).to.deep.equal(other);
      expect(results.slice(-3).map((result) => result["indicator"])).to.deep.equal(
        [0, 1, 2].map((n) => row(n)["indicatorValue"]),
      );
      expect(results[many]).to.deep.equal(results[0]);
    });
  }
});
