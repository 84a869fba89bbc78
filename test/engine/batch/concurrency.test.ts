/** The effect on the other batches of a run while one batch is split. */
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { batchesAtOnce } from "../../../connector/engine/batch/concurrency.js";
import { chosen } from "./bisect_model.js";
import { row, rows } from "../../support/rows.js";
import { tiRow, valueOf } from "../../support/ti_rows.js";
import {
  response,
  asset,
  changed,
  ran,
  ranRows,
  errorResponse,
  rejectingRows,
  type Service,
  stub,
  type StubCall,
} from "../stub.js";

const perBatch = 10;
const nameOf = (n: number) => `host-${n}.example`;
const batches = (concurrency: number, more: Readonly<Record<string, unknown>> = {}) =>
  changed({
    action: {
      "/batch/maxItems": perBatch,
      "/batch/concurrency": concurrency,
      "/batch/maxConcurrency": concurrency,
      ...more,
    },
  });
const isFirstCall = ({ rows: sent }: StubCall) => sent.length === perBatch;

/** Rejects these rows without naming them, and holds bisection requests until `count` first requests arrived. */
function holding(bad: readonly number[], count: number): { readonly service: Service; seen(): number } {
  const rejecting = rejectingRows(bad.map(nameOf), () => "Request body is incorrect");
  let seen = 0;
  let goOn = () => {};
  const all = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const service: Service = async (call) => {
    if (isFirstCall(call)) seen += 1;
    if (seen === count) goOn();
    if (!isFirstCall(call)) await all;
    return rejecting(call);
  };
  return { service, seen: () => seen };
}

/** Waits enough turns of the event loop to read the rows of more requests. */
async function rowsToBeRead(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("engine: other batches while one is split", () => {
  for (const [concurrency, bad] of [
    [5, [3]],
    [2, [3]],
    [5, [3, 15, 27]],
    [5, [99, 155]],
  ] as const) {
    it(`sends the first requests of all 20 batches before a bisection goes on: ${bad.join(", ")}, ${concurrency} at once`, async () => {
      const held = holding(bad, 20);
      const { reasons } = await ranRows(rows(200), {
        service: held.service,
        declarations: batches(concurrency),
      });
      expect(held.seen()).to.equal(20);
      expect([...reasons.keys()].filter((i) => reasons[i] !== null)).to.deep.equal(bad);
    });
  }

  it("takes turns if requests do not overlap", async () => {
    const rejecting = rejectingRows([nameOf(3)], () => "Request body is incorrect");
    const service: Service = async (call) => {
      await rowsToBeRead();
      return rejecting(call);
    };
    const { calls, reasons } = await ranRows(rows(100), { service, declarations: batches(1) });
    const isFirst = calls.map(isFirstCall);
    expect(isFirst.slice(2).lastIndexOf(true), "a clean batch before the bisection ends").to.be.lessThan(
      isFirst.slice(2).lastIndexOf(false) + perBatch,
    );
    expect(isFirst.indexOf(true, 1)).to.be.lessThan(isFirst.lastIndexOf(false));
    expect(reasons.filter((reason) => reason !== null).length).to.equal(1);
  });

  it("never has more open requests than declared, including those of bisections", async () => {
    let open = 0;
    let max = 0;
    const rejecting = rejectingRows([3, 15, 27, 99].map(nameOf), () => "Request body is incorrect");
    const service: Service = async (call) => {
      open += 1;
      max = Math.max(max, open);
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return rejecting(call);
    };
    for (const concurrency of [1, 2, 4]) {
      max = 0;
      await ranRows(rows(200), { service, declarations: batches(concurrency) });
      expect(max).to.equal(concurrency);
    }
  });

  it("sends a changed row only after the bisection of its batch, without blocking other rows", async () => {
    const given = [...rows(10), row(0, { title: "Changed" }), ...rows(200).slice(10)];
    const firstBatch = new Set<unknown>(rows(10).map((one) => one["indicatorValue"]));
    const order: string[] = [];
    const rejecting = rejectingRows([nameOf(3)], () => "Request body is incorrect");
    let firsts = 0;
    let goOn = () => {};
    const all = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const service: Service = async (call) => {
      const holdsChanged = call.rows.some((one) => one["title"] === "Changed");
      if (isFirstCall(call) && (firsts += 1) === 19) goOn();
      if (!isFirstCall(call) && !holdsChanged) await all;
      const isOfFirstBatch = call.rows.some((one) => firstBatch.has(one["indicatorValue"]));
      order.push(holdsChanged ? "changed" : isFirstCall(call) || !isOfFirstBatch ? "first" : "split");
      return rejecting(call);
    };
    const { reasons } = await ranRows(given, { service, declarations: batches(2) });
    expect(reasons.filter((reason) => reason !== null).length).to.equal(1);
    expect(order.lastIndexOf("split")).to.be.lessThan(order.indexOf("changed"));
  });

  it("makes 19 requests if every request is rejected with one message, however many rows there are", async () => {
    const service: Service = () => errorResponse("Request body is incorrect");
    const { calls, reasons, error } = await ranRows(rows(5000), { service });
    expect([calls.length, error]).to.deep.equal([5 + 14, undefined]);
    const codes = new Set(reasons.map((reason) => String(reason).split(":")[0]));
    expect([...codes]).to.have.members(["BadRowNotIsolated", "NotSent"]);
  });

  it("sends the first batch of a deprecated action alone, and the others after its response", async () => {
    const name = "submit_ti_indicators";
    const sizes: number[] = [];
    let open = 0;
    let max = 0;
    const service: Service = async (call) => {
      open += 1;
      max = Math.max(max, open);
      await rowsToBeRead();
      sizes.push(open);
      open -= 1;
      return response({ value: call.rows.map((one) => ({ ...one, id: "x" })) });
    };
    const input = valueOf(Array.from({ length: 900 }, (_none, n) => tiRow(n)));
    const { results } = await ran(input, { name, service });
    expect(results.filter(({ isFailed }) => isFailed === true)).to.deep.equal([]);
    expect([sizes[0], max]).to.deep.equal([1, 5]);
  });

  it("counts batches that are being split until a request is accepted", () => {
    const state = { accepted: false, batches: 0, capacity: undefined, fitting: undefined, failedInARow: 0 };
    const deprecated = { notice: "It goes.", successors: ["x"] as [string] };
    expect(batchesAtOnce({}, state, 4)).to.equal(4);
    expect(batchesAtOnce({}, { ...state, accepted: true }, 4)).to.equal(8);
    expect(batchesAtOnce({ deprecated }, state, 4)).to.equal(1);
    expect(batchesAtOnce({ deprecated }, { ...state, batches: 1 }, 4)).to.equal(4);
  });
});

describe("engine: many bad rows", () => {
  const bad = Array.from({ length: 96 }, (_none, i) => (i * 31 + (i % 7) * 3) % 3000);

  it("imports all good rows of 3,000 with 96 bad ones that no error names", async () => {
    const service = rejectingRows(bad.map(nameOf), () => "Request body is incorrect");
    const { calls, reasons, output } = await ranRows(rows(3000), { service });
    expect(output.status_code).to.equal(200);
    const failed = [...reasons.keys()].filter((i) => reasons[i] !== null);
    expect(failed).to.deep.equal(bad.toSorted((a, b) => a - b));
    for (const i of failed)
      expect(reasons[i]).to.equal(
        'Rejected: 400 Bad Request; the service said: "Request body is incorrect".',
      );
    expect(calls.length).to.be.at.most(1.35 * 608.4);
  });

  it("stays near the information bound for 500 rows with 26 bad ones that no error names, over 20 seeds", async () => {
    const seeds = 20;
    let requests = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const unsuitable = [...chosen(500, 26, seed)].toSorted((a, b) => a - b);
      const service = rejectingRows(unsuitable.map(nameOf), () => "Request body is incorrect");
      const { calls, reasons } = await ranRows(rows(500), { service });
      const failed = [...reasons.keys()].filter((i) => reasons[i] !== null);
      expect(failed, `seed ${seed}`).to.deep.equal(unsuitable);
      requests += calls.length;
    }
    expect(requests / seeds).to.be.at.most(1.35 * 143.8);
  });

  it("makes 28 requests for 500 rows with 26 bad ones that errors name", async () => {
    const service = rejectingRows(Array.from({ length: 26 }, (_none, i) => nameOf(i * 19)));
    const { calls, reasons } = await ranRows(rows(500), { service });
    expect([calls.length, reasons.filter((reason) => reason !== null).length]).to.deep.equal([28, 26]);
    expect(reasons[19]).to.equal(
      'Rejected: 400 Bad Request; the service said: "Indicator host-19.example is bad".',
    );
  });
});

describe("engine: a bisection that is interrupted", () => {
  const bad = Array.from({ length: 200 }, (_none, n) => nameOf(5 * n));
  const rejecting = rejectingRows(bad, () => "Request body is incorrect");
  const codesOf = (reasons: readonly unknown[]) =>
    new Set(reasons.map((reason) => (typeof reason === "string" ? reason.split(":")[0] : "in")));

  it("ends at the deadline: each row is imported, bad, not isolated or not sent, and nothing is sent afterwards", async () => {
    const { calls, reasons, clock } = await ranRows(rows(1000), { service: rejecting, deadline_ms: 180_000 });
    expect(Math.max(...calls.map(({ at }) => at))).to.be.at.most(180_000);
    expect(reasons.length).to.equal(1000);
    expect([...codesOf(reasons)]).to.have.members(["in", "Rejected", "BadRowNotIsolated"]);
    expect(clock.monotonic()).to.be.at.most(181_000);
  });

  for (const concurrency of [1, 2, 5]) {
    it(`ends if the run is cancelled, ${concurrency} at once`, async () => {
      const cancel = new AbortController();
      const service: Service = (call) => {
        if (call.n === 12) cancel.abort();
        return rejecting(call);
      };
      const { calls, reasons } = await ranRows(rows(200), {
        service,
        signal: cancel.signal,
        declarations: batches(concurrency),
      });
      expect([reasons.length, calls.length < 12 + concurrency]).to.deep.equal([200, true]);
    });

    it(`ends if nobody reads the results any more, ${concurrency} at once`, async () => {
      const made = await stub({ declarations: batches(concurrency), service: rejecting });
      const results: JsonObject[] = [];
      for await (const result of made.connector.stream("import_indicators", rows(200), { asset })) {
        results.push(result);
        if (results.length === 25) break;
      }
      const { length } = made.calls;
      await new Promise((resolve) => setImmediate(resolve));
      expect([results.length, made.calls.length]).to.deep.equal([25, length]);
      expect(length).to.be.lessThan(200);
    });
  }

  it("ends at a failure that affects every other request too", async () => {
    const service: Service = (call) => (call.n > 8 ? errorResponse("No access", 403) : rejecting(call));
    const { calls, reasons, output } = await ranRows(rows(500), { service });
    expect(calls.length).to.equal(9);
    expect(codesOf(reasons).has("Forbidden")).to.equal(true);
    for (const reason of reasons)
      expect(reason ?? "in").to.match(/^(in|Rejected|Forbidden|BadRowNotIsolated)/);
    expect(output.status_code).to.be.oneOf([207, 400, 403]);
  });

  it("goes on after a few failed requests", async () => {
    const service: Service = (call) => ([60, 70, 71].includes(call.n) ? response({}, 422) : rejecting(call));
    const { reasons } = await ranRows(rows(500), { service });
    expect([...codesOf(reasons)]).to.have.members(["in", "Rejected"]);
    expect(reasons.filter((reason) => String(reason).startsWith("Rejected: 422")).length).to.be.lessThan(100);
  });
});
