import { expect } from "chai";
import { acceptAll, response, asset, ranRows, type Service } from "../../engine/stub.js";
import { row, rows } from "../../support/rows.js";

const expired = row(1, { expirationTime: "2020-01-01T00:00:00Z" });
const blank = row(1, { indicatorValue: "host-1.example " });

describe("import: options of the run and of the asset", () => {
  it("uses validation from the asset, unless the run sets it", async () => {
    const inAsset = { asset: { ...asset, validation: "off" } };
    expect((await ranRows([expired])).calls.length).to.equal(0);
    expect((await ranRows([expired], inAsset)).calls.length).to.equal(1);
    expect((await ranRows([expired], { ...inAsset, validation: "strict" })).calls.length).to.equal(0);
  });

  it("report: sends the row and warns of it", async () => {
    const { calls, warnings } = await ranRows([row(0), expired], { validation: "report" });
    expect(calls[0]?.rows.length).to.equal(2);
    expect(warnings.map(({ code, rows: about }) => [code, about])).to.deep.equal([["ExpiredIndicator", [1]]]);
  });

  it("uses normalize from the asset, unless the run sets it", async () => {
    const inAsset = { asset: { ...asset, normalize: true } };
    expect((await ranRows([blank])).calls.length).to.equal(0);
    expect((await ranRows([blank], inAsset)).calls[0]?.rows[0]?.["indicatorValue"]).to.equal(
      "host-1.example",
    );
    expect((await ranRows([blank], { ...inAsset, normalize: false })).calls.length).to.equal(0);
  });

  it("uses the deadline from the asset, unless the run sets it", async () => {
    const rate_limits = { import: { calls: 1, per_seconds: 100 } };
    const sent = async (seconds: number | undefined, ofRun?: number) => {
      const deadline = seconds === undefined ? {} : { deadline_ms: seconds * 1000 };
      const given = { ...asset, rate_limits, ...deadline };
      const option = ofRun === undefined ? {} : { deadline_ms: ofRun * 1000 };
      return (await ranRows(rows(1500), { asset: given, ...option })).calls.length;
    };
    expect(await Promise.all([sent(undefined), sent(150), sent(50), sent(50, 150)])).to.deep.equal([
      3, 2, 1, 2,
    ]);
  });

  it("uses the timeout of one attempt from the asset", async () => {
    const hang: Service = async (call) => {
      if (call.n > 1) return acceptAll(call);
      await new Promise((resolve) => call.signal.addEventListener("abort", resolve));
      return { failure: "lost", code: "ERR_CANCELED" };
    };
    const { calls } = await ranRows([row(1)], { asset: { ...asset, timeout_ms: 250 }, service: hang });
    expect(calls.map(({ at }) => at)).to.deep.equal([0, 1000]);
  });

  for (const [name, value] of [
    ["validation", "loose"],
    ["deadline_ms", 0],
    ["deadline_ms", Number.NaN],
    ["normalize", "yes"],
  ] as const) {
    it(`rejects ${name} ${String(value)} before anything is sent`, async () => {
      const { error, tokenCalls } = await ranRows([row(1)], { [name]: value });
      expect([error?.code, tokenCalls.length]).to.deep.equal(["InvalidOption", 0]);
      expect(error?.message).to.contain(name);
    });
  }

  it("delays every call by the wait that the service requested for one", async () => {
    const throttled = response({ error: { code: "429", message: "slow down" } }, 429, {
      "retry-after": "100",
    });
    const service: Service = (call) => (call.n === 1 ? throttled : acceptAll(call));
    const { calls, events } = await ranRows(rows(5000), { service });
    expect(calls.length).to.equal(11);
    expect(calls.slice(5).filter(({ at }) => at < 100_000)).to.deep.equal([]);
    expect(events.filter((event) => event.type === "wait").map(({ waitMs }) => waitMs)).to.include(100_000);
  });
});
