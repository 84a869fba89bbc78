/** Upload STIX Objects with a real simulator: the service names bad objects by position, the connector by row. */
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { type Bench, withBench } from "../import/over_simulator.js";
import { MemoryJournal } from "../../support/memory_journal.js";
import { stixId, stixObject, uploadOf } from "../../support/ti_rows.js";
import { act, failedAt, rowsPerCall } from "./life.js";

const objects = (count: number) => Array.from({ length: count }, (_none, n) => stixObject(n));
/** The id has another type. */
const otherType = (n: number) => ({ id: stixId(n).replace("indicator", "identity") });
/** The connector's rules would reject these before the service receives them. */
const unchecked = { validation: "off" } as const;
const upload = (bench: Bench, given: readonly unknown[], options: Parameters<typeof act>[3] = {}) =>
  act(bench, "upload_stix_objects", uploadOf(given, bench.simulator.workspace), options);
const storedIds = ({ simulator }: Bench) =>
  simulator
    .stixObjects()
    .map(({ id }) => String(id))
    .toSorted();

describe("life: upload_stix_objects", () => {
  it(
    "uploads 350 in four calls, and returns a result for each",
    withBench(async (bench) => {
      const { output, results } = await upload(bench, objects(350));
      expect(output.status_code).to.equal(200);
      expect(results).to.deep.equal(
        objects(350).map(({ id }) => ({ id, isFailed: false, failureReason: null })),
      );
      expect(rowsPerCall(bench, "uploadStixObjects")).to.deep.equal([100, 100, 100, 50]);
      expect(storedIds(bench)).to.deep.equal(objects(350).map((_one, n) => stixId(n)));
    }),
  );

  for (const stixErrorKey of ["errorMessages", "validationErrorMessages"] as const) {
    it(
      `assigns the errors of the second of four calls to the right rows of the input (${stixErrorKey})`,
      withBench(
        async (bench) => {
          const bad = [100, 133, 199];
          const given = objects(350).map((one, n) => (bad.includes(n) ? { ...one, ...otherType(n) } : one));
          const { output, results } = await upload(bench, given, unchecked);
          expect(output.status_code).to.equal(200);
          expect(results.map(({ id }) => id)).to.deep.equal(given.map(({ id }) => id));
          expect(failedAt(results)).to.deep.equal(bad);
          for (const i of bad)
            expect(results[i]?.["failureReason"]).to.match(
              /^Rejected: the service said: "Error for Property=id: It must be indicator--UUID\./,
            );
          expect(storedIds(bench).length).to.equal(347);
        },
        { settings: { stixErrorKey } },
      ),
    );
  }

  it(
    "stores the last of several objects with one id",
    withBench(async (bench) => {
      const given = [stixObject(1), stixObject(2), stixObject(1, { name: "later" }), stixObject(2)];
      const { results } = await upload(bench, given);
      expect(failedAt(results)).to.deep.equal([]);
      expect(rowsPerCall(bench, "uploadStixObjects")).to.deep.equal([2, 1]);
      const stored = bench.simulator.stixObjects().find(({ id }) => id === stixId(1));
      expect(stored?.["name"]).to.equal("later");
    }),
  );

  it(
    "waits as long as the text of a 429 says",
    withBench(async (bench) => {
      bench.simulator.addFault({
        kind: "status",
        status: 429,
        on: "uploadStixObjects",
        calls: [1],
        body: { statusCode: 429, message: "Rate limit is exceeded. Try again in 17 seconds." },
      });
      const begun = bench.clock.monotonic();
      const { results } = await upload(bench, objects(1));
      expect(failedAt(results)).to.deep.equal([]);
      expect(bench.clock.monotonic() - begun).to.equal(17_000);
    }),
  );

  it(
    "rejects an unknown workspace once, with an error in the service's format",
    withBench(async (bench) => {
      const { output, results } = await act(bench, "upload_stix_objects", uploadOf(objects(250), "other"));
      expect(output.status_code).to.equal(404);
      expect(failedAt(results).length).to.equal(250);
      const { value: _rows, ...error } = output.json_body as JsonObject;
      expect(error).to.deep.equal({
        statusCode: "EndpointNotFound",
        message: '404 Not Found; the service said: "Workspace not found."',
      });
    }),
  );

  it(
    "accepts rows one at a time, with the other inputs next to them",
    withBench(async (bench) => {
      const { simulator, connector } = bench;
      const { json_body, path_parameters = {} } = uploadOf([], simulator.workspace);
      const envelope = { json_body, path_parameters };
      const stream = connector.stream("upload_stix_objects", objects(120), {
        asset: simulator.asset(),
        envelope,
      });
      const results: JsonObject[] = [];
      for await (const result of stream) results.push(result);
      expect(results.map(({ id }) => id)).to.deep.equal(objects(120).map(({ id }) => id));
      expect(storedIds(bench).length).to.equal(120);
      const lacking = connector.stream("upload_stix_objects", objects(1), { asset: simulator.asset() });
      const error = await lacking.next().catch((thrown: Error) => thrown);
      expect(error).to.include({ code: "InvalidInput" });
      expect((error as Error).message).to.contain("path_parameters is missing");
    }),
  );

  it("rejects the journal of another workspace", async () => {
    const disk = new MemoryJournal();
    const body = async (bench: Bench) => {
      const inputDigest = "0".repeat(64);
      const asset = bench.simulator.asset();
      const run = async (workspace: string) => {
        const { json_body, path_parameters = {} } = uploadOf([], workspace);
        const envelope = { json_body, path_parameters };
        const options = { asset, envelope, journal: "j", inputDigest };
        const stream = bench.connector.stream("upload_stix_objects", objects(1), options);
        for await (const _result of stream);
      };
      await run(bench.simulator.workspace);
      await run(bench.simulator.workspace);
      expect(rowsPerCall(bench, "uploadStixObjects")).to.deep.equal([1]);
      const error = await run("other").catch((thrown: Error) => thrown);
      expect(error).to.include({ code: "JournalMismatch" });
    };
    await withBench(body, {}, { journals: disk.open })();
  });
});
