import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { ConnectorError, type JsonObject, UnreadableRow } from "../../connector/index.js";
import { rejection } from "../support/open.js";
import { row, rows } from "../support/rows.js";
import { VirtualClock } from "../support/virtual_clock.js";
import { acceptAll, asset, page, ranRows, errorResponse, type Service, stub, taken } from "./stub.js";

/** Results of a stream, and how it ended. */
async function streamed(given: Iterable<unknown> | AsyncIterable<unknown>, service: Service = acceptAll) {
  const made = await stub({ service });
  const stream = made.connector.stream("import_indicators", given, { asset });
  const results: JsonObject[] = [];
  try {
    for (;;) {
      const { done, value } = await stream.next();
      if (done === true) return { ...made, results, output: value, error: undefined };
      results.push(value);
    }
  } catch (error) {
    return { ...made, results, output: undefined, error: error as ConnectorError };
  }
}

async function* slowly(given: readonly unknown[], end?: Error) {
  for (const one of given) {
    await Promise.resolve();
    yield one;
  }
  if (end !== undefined) throw end;
}

describe("engine: stream", () => {
  it("yields each row's result in order, then the output without rows", async () => {
    const { results, output, calls } = await streamed(slowly(rows(1200)));
    expect(results).to.deep.equal(rows(1200).map((one) => taken(one)));
    expect(output).to.deep.equal({
      status_code: 200,
      response_headers: {},
      reason: "OK",
      json_body: { value: [] },
    });
    expect(calls.map((call) => call.rows.length)).to.deep.equal([500, 500, 200]);
  });

  it("yields the same as a run of the same rows", async () => {
    const given = [
      ...rows(700),
      row(1),
      17,
      null,
      row(9, { action: "nonsense" }),
      row(2, { title: "again" }),
    ];
    const service: Service = (call) =>
      call.rows.some((sent) => sent["indicatorValue"] === "host-5.example")
        ? errorResponse("bad")
        : acceptAll(call);
    const run = await ranRows(given, { service });
    const { results, output } = await streamed(given, service);
    expect(results).to.deep.equal(run.results);
    expect(output).to.deep.equal({ ...run.output, json_body: { value: [] } });
  });

  it("yields a result for a row that could not be read, and goes on", async () => {
    const { results } = await streamed([row(0), new UnreadableRow("line 2 is not JSON."), row(1)]);
    expect(results.map((one) => one["failureReason"])).to.deep.equal([
      null,
      "InvalidRow: line 2 is not JSON.",
      null,
    ]);
  });

  it("yields a result for every row that was read before the source broke, then throws", async () => {
    const { results, error, calls } = await streamed(slowly(rows(750), new Error("disk on fire")));
    expect(error?.code).to.equal("InvalidInput");
    expect(error?.message).to.equal("The rows cannot be read any further: disk on fire");
    expect(results.length).to.equal(750);
    const stored = calls.flatMap((call) => call.rows).length;
    const open = results.filter((one) => String(one["failureReason"]).startsWith("NotSent: "));
    expect(open.length).to.equal(750 - stored);
  });

  it("rethrows a ConnectorError of the source unchanged", async () => {
    const thrown = new ConnectorError("InvalidInput", "feed.ndjson.gz ends too early after line 7.");
    expect((await streamed(slowly([], thrown))).error?.message).to.equal(thrown.message);
  });

  it("yields a result for every row and then throws if nothing responded", async () => {
    const { results, error } = await streamed(slowly(rows(3)), () => ({
      failure: "unreachable",
      code: "ENOTFOUND",
    }));
    expect(error?.code).to.equal("Unreachable");
    expect(results.map((one) => String(one["failureReason"]).split(":")[0])).to.deep.equal(
      new Array(3).fill("Unreachable"),
    );
  });

  it("returns the first rejection if every row was rejected by the connector", async () => {
    const { output } = await streamed([17, 18]);
    expect(output?.status_code).to.equal(400);
    expect(output?.json_body).to.have.nested.property("error.code", "InvalidRow");
  });

  describe("rows that stall", () => {
    /** Yields the rows, then stalls; counts how often its consumer stops waiting. */
    const stalling = (given: readonly unknown[], stalls = () => {}) => {
      const source = {
        returned: 0,
        [Symbol.asyncIterator]: () => {
          const left = given.map((value) => ({ done: false, value }));
          const next = () => {
            const one = left.shift();
            if (one !== undefined) return Promise.resolve(one);
            stalls();
            return new Promise<never>(() => {});
          };
          const end = () => {
            source.returned += 1;
            return new Promise<never>(() => {});
          };
          return { next, return: end };
        },
      };
      return source;
    };
    const read = async (name: string, given: AsyncIterable<unknown>, options: object) => {
      const { connector, calls, clock } = await stub();
      const reasons: unknown[] = [];
      const error = await rejection<ConnectorError>(
        (async () => {
          for await (const result of connector.stream(name, given, { asset, ...options }))
            reasons.push(result["failureReason"]);
        })(),
      );
      return { error, reasons, calls, clock };
    };

    it("ends soon after the deadline, with all results", async () => {
      const source = stalling(rows(700));
      const { error, reasons, calls, clock } = await read("import_indicators", source, { deadline_ms: 1000 });
      expect([error.code, source.returned, calls.length]).to.deep.equal(["DeadlineExceeded", 1, 1]);
      expect(reasons.length).to.equal(700);
      expect(reasons.slice(0, 500)).to.deep.equal(new Array(500).fill(null));
      expect(new Set(reasons.slice(500).map((one) => String(one).split(":")[0]))).to.deep.equal(
        new Set(["NotSent"]),
      );
      expect(clock.monotonic()).to.equal(3000);
    });

    it("ends with the deadline's error if every row was imported, or none came", async () => {
      for (const given of [[], rows(500)]) {
        const { error, reasons } = await read("import_indicators", stalling(given), { deadline_ms: 1000 });
        expect([error.code, reasons.length]).to.deep.equal(["DeadlineExceeded", given.length]);
      }
    });

    it("ends if it is cancelled, without a deadline", async () => {
      const stop = new AbortController();
      const source = stalling(rows(3), () => stop.abort());
      const { error, reasons } = await read("import_indicators", source, { signal: stop.signal });
      expect([error.code, reasons.length]).to.deep.equal(["Cancelled", 3]);
    });

    it("reads the remaining rows if they come slowly, so that each gets its result", async () => {
      const stop = new AbortController();
      async function* slow() {
        for (const one of rows(40)) {
          await setImmediate();
          if (one["indicatorValue"] === "host-3.example") stop.abort();
          yield one;
        }
      }
      const { connector } = await stub({ clock: new VirtualClock() });
      const seen: unknown[] = [];
      const error = await rejection<ConnectorError>(
        (async () => {
          const options = { asset, signal: stop.signal };
          for await (const result of connector.stream("import_indicators", slow(), options))
            seen.push(result);
        })(),
      );
      expect([error.code, seen.length]).to.deep.equal(["Cancelled", 40]);
    });
  });

  it("makes no further request once nobody reads any more", async () => {
    const made = await stub();
    const stream = made.connector.stream("import_indicators", slowly(rows(20_000)), { asset });
    for await (const _result of stream) break;
    const before = made.calls.length;
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
    expect(made.calls.length).to.equal(before);
    expect(before).to.be.lessThan(40);
  });

  it("keeps a bounded number of rows, however many there are", async () => {
    const made = await stub({ service: (call) => (call.n === 1 ? page("", 503) : acceptAll(call)) });
    let read = 0;
    let given = 0;
    let max = 0;
    function* feed() {
      for (; read < 100_000; read += 1) yield row(read);
    }
    const rate_limits = { import: { calls: 1_000_000, per_seconds: 1 } };
    for await (const _result of made.connector.stream("import_indicators", feed(), {
      asset: { ...asset, rate_limits },
    })) {
      given += 1;
      max = Math.max(max, read - given);
    }
    expect(given).to.equal(100_000);
    expect(max).to.be.at.most(64 * 500 + 500);
  });

  it("uses the headers of the envelope", async () => {
    const { connector, calls } = await stub();
    for await (const _ of connector.stream("import_indicators", [row(0)], {
      asset,
      headers: { "X-Trace": "7" },
    }));
    expect(calls[0]?.headers["x-trace"]).to.equal("7");
  });

  it("requires a digest of the input for a journal", async () => {
    const { connector } = await stub();
    const error = await rejection<ConnectorError>(
      connector.stream("import_indicators", [], { asset, journal: "j" }).next(),
    );
    expect(error.code).to.equal("InvalidOption");
  });
});
