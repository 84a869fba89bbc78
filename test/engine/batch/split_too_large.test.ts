// A service, or a gateway in front of it, that rejects long requests with 413.
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../connector/index.js";
import { MemoryJournal } from "../../support/memory_journal.js";
import { importOf, row, rows } from "../../support/rows.js";
import { idsOf, stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";
import {
  acceptAll,
  response,
  asset,
  changed,
  nothing,
  page,
  ran,
  ranRows,
  errorResponse,
  runOn,
  type Service,
  stub,
  type StubCall,
} from "../stub.js";

const bytesOf = ({ request }: StubCall): number => Buffer.byteLength(request.body ?? "");

/** Accepts bodies up to that length, and counts the rejected ones. */
function upTo(bytes: number, accept: Service = acceptAll) {
  const tooLarge: StubCall[] = [];
  const service: Service = (call) => {
    if (bytesOf(call) <= bytes) return accept(call);
    tooLarge.push(call);
    return errorResponse("The request is too large", 413);
  };
  return { service, tooLarge };
}

const long = (n: number, length: number): JsonObject => row(n, { description: "x".repeat(length) });
const code = (reason: unknown): string =>
  (reason === null ? "in" : JSON.stringify(reason).slice(1).split(":")[0]) ?? "";

describe("engine: requests that are too large", () => {
  it("splits them until they are accepted and loses no row, whatever the lengths of the rows", async () => {
    const lengths = fc.array(fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 5000 })), {
      minLength: 1,
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 300, max: 8000 }), async (all, max) => {
        const given = all.map((length, n) => long(n, length));
        const { service, tooLarge } = upTo(max);
        const { results, reasons, calls } = await ranRows(given, { service, validation: "off" });
        expect(results.map(({ indicator }) => indicator)).to.deep.equal(
          given.map(({ indicatorValue }) => indicatorValue),
        );
        const fits = given.map((one) => Buffer.byteLength(JSON.stringify(importOf([one]).json_body)) <= max);
        expect(reasons.map(code)).to.deep.equal(fits.map((fit) => (fit ? "in" : "Rejected")));
        const sent = calls.filter((call) => !tooLarge.includes(call)).flatMap((call) => call.rows);
        expect(sent).to.deep.equal(given.filter((_row, n) => fits[n]));
      }),
      { numRuns: 100 },
    );
  });

  it("learns the maximum length, so that later requests are not too large", async () => {
    const given = Array.from({ length: 20_000 }, (_none, n) => long(n, 200));
    const { service, tooLarge } = upTo(30_000);
    const { reasons, calls, output } = await ranRows(given, { service });
    expect(reasons.every((reason) => reason === null)).to.equal(true);
    expect(output.status_code).to.equal(200);
    // Five requests are sent together, and each of them may be halved until it fits.
    expect(tooLarge.length).to.be.within(1, 5 * 4);
    expect(tooLarge.every((call) => calls.indexOf(call) < 50)).to.equal(true);
    // No shorter than half of the maximum that fits.
    expect(calls.length).to.be.below(2 * tooLarge.length + (2 * (20_000 * 340)) / 30_000 + 50);
  });

  it("makes only a few requests if every request is rejected, and does not send rows one by one", async () => {
    const service: Service = () => errorResponse("The request is too large", 413);
    const { calls, results, reasons, output, events } = await ranRows(rows(15_000), { service });
    expect(calls.length).to.be.below(70);
    expect(results.length).to.equal(15_000);
    expect(new Set(reasons.map(code))).to.deep.equal(new Set(["Rejected"]));
    expect(reasons[0]).to.equal(
      'Rejected: 413 Payload Too Large; the service said: "The request is too large".',
    );
    expect(reasons.at(-1)).to.match(
      /^Rejected: the row was not sent: its request would have \d+ bytes, and one of \d+ bytes was rejected\. 413 Payload Too Large; the service said: "The request is too large"\. Shorten the row\.$/,
    );
    expect(output.status_code).to.equal(413);
    expect(events.at(-1)).to.include({ rows: 15_000, failed: 15_000, calls: calls.length });
  });

  it("ends the run if each row is shorter than the one before and none is accepted", async () => {
    const given = Array.from({ length: 2000 }, (_none, n) => long(n, 3000 - n));
    const declarations = changed({ action: { "/batch/concurrency": 1 } });
    const service: Service = () => errorResponse("The request is too large", 413);
    const { calls, reasons } = await ranRows(given, { service, declarations });
    expect(calls.length).to.be.below(30);
    expect(reasons.map(code).filter((one) => one === "Rejected").length).to.be.within(10, 20);
    expect(reasons.at(-1)).to.match(
      /^NotSent: the run ended before this row was sent\. 10 rows in a row were rejected as too large, each shorter than the one before\. 413 /,
    );
  });

  it("fails only the long row if a row of the same length was accepted", async () => {
    const declarations = changed({ action: { "/batch/maxItems": 1, "/batch/concurrency": 1 } });
    const service: Service = (call) => (call.n === 2 ? errorResponse("Not now", 413) : acceptAll(call));
    const { reasons, calls } = await ranRows(rows(4), { service, declarations });
    expect(reasons.map(code)).to.deep.equal(["in", "Rejected", "in", "in"]);
    expect(calls.length).to.equal(4);
  });

  it("recognizes the rejection in a gateway's HTML page too", async () => {
    const service: Service = (call) =>
      call.rows.length > 2 ? page("<html>413 Request Entity Too Large</html>", 413) : acceptAll(call);
    const { reasons } = await ranRows(rows(9), { service });
    expect(reasons).to.deep.equal(rows(9).map(() => null));
  });

  it("splits them in addition to the bisection of bad rows", async () => {
    const service: Service = (call) => {
      if (call.rows.length > 100) return errorResponse("The request is too large", 413);
      const bad = call.rows.find(({ title }) => title === "Row 77");
      return bad === undefined ? acceptAll(call) : errorResponse(`${String(bad["indicatorValue"])} is bad`);
    };
    const { reasons } = await ranRows(rows(1000), { service });
    expect(reasons.map((reason, n) => (reason === null ? -1 : n)).filter((n) => n >= 0)).to.deep.equal([77]);
  });

  it("splits them if rows are texts, and if rows come in pages", async () => {
    const ids = Array.from({ length: 600 }, (_none, n) => String(1000 + n));
    const { service, tooLarge } = upTo(1000, () => nothing());
    const { reasons } = await ran(idsOf(ids), { service, name: "batch_delete_indicators" });
    expect(reasons).to.deep.equal(ids.map(() => null));
    expect(tooLarge.length).to.be.above(0);

    const streamed = upTo(20_000);
    const { connector } = await stub({ service: streamed.service });
    const results: JsonObject[] = [];
    const pages = [rows(700), rows(700), rows(900)];
    for await (const one of connector.streamPages("import_indicators", pages, { asset }))
      results.push(...one);
    expect(results.every(({ isFailed }) => isFailed === false)).to.equal(true);
    expect(results.length).to.equal(2300);
    // Equal rows share a result, also if the first of them was sent in a part of a request.
    const accepted = streamed.tooLarge.length;
    expect(accepted).to.be.above(0);
  });

  it("measures everything that a request contains, and rows in their sent form", async () => {
    const objects = Array.from({ length: 1000 }, (_none, n) => stixObject(n));
    const name = "upload_stix_objects";
    const input = {
      ...uploadOf(objects),
      json_body: { sourcesystem: "x".repeat(20_000), stixobjects: objects },
    };
    const stix = upTo(25_000, () => response({ errors: [] }));
    const declarations = changed({ of: name, action: { "/batch/concurrency": 1 } });
    await ran(input, { name, declarations, service: stix.service });
    // The envelope takes 20 kB without rows: 100 rows, half and a quarter are too many, only in the first request.
    expect(stix.tooLarge.length).to.equal(3);

    const ids = Array.from({ length: 5000 }, (_none, n) => String(10_000 + n));
    const { service } = upTo(3000, () => nothing());
    const one = changed({ of: "batch_delete_indicators", action: { "/batch/concurrency": 1 } });
    const given = { service, name: "batch_delete_indicators", declarations: one };
    const { calls } = await ran(idsOf(ids), given);
    // Half of the first body of 4 kB contains 250 ids.
    expect(calls.length).to.equal(21);
  });

  it("splits them in an action that must not repeat a row, and a later run sends only the rest", async () => {
    const name = "submit_ti_indicators";
    const disk = new MemoryJournal();
    const given = Array.from({ length: 100 }, (_none, n) => tiRow(n));
    const accept: Service = ({ rows: sent }) =>
      response({ value: sent.map((one, n) => ({ id: `${n}`, ...one })) });
    const stop = new AbortController();
    const first = upTo(10_000, (call) => {
      if (call.n === 6) stop.abort();
      return accept(call);
    });
    const made = await stub({ service: first.service, journals: disk.open });
    const options = { asset, journal: "journal" };
    await runOn(made.connector, valueOf(given), { ...options, signal: stop.signal }, name);
    const second = upTo(10_000, accept);
    const again = await stub({ service: second.service, journals: disk.open });
    const { reasons, results } = await runOn(again.connector, valueOf(given), options, name);
    expect(results.length).to.equal(100);
    expect(reasons.every((reason) => reason === null || reason === undefined)).to.equal(true);
    const idsIn = [made, again].flatMap(({ calls }, n) =>
      calls
        .filter((call) => !(n === 0 ? first : second).tooLarge.includes(call))
        .flatMap((call) => call.rows.map(({ externalId }) => externalId)),
    );
    expect(idsIn).to.have.members(given.map(({ externalId }) => externalId));
  });
});
