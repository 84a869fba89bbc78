// The feed: inert, deterministic and distinct rows, and bad rows at the requested positions.
import { isIPv4, isIPv6 } from "node:net";
import { expect } from "chai";
import { feed } from "../../../simulator/index.js";
import { importRows, type Item, withSimulator } from "../helpers.js";

const NOW = new Date("2030-01-01T12:00:00Z");
const INERT: Record<string, RegExp> = {
  FileSha1: /^[0-9a-f]{40}$/,
  FileSha256: /^[0-9a-f]{64}$/,
  FileMd5: /^[0-9a-f]{32}$/,
  DomainName: /^[a-z0-9-]+\.(?:example|test)$/,
  Url: /^https?:\/\/[a-z0-9.-]+\.(?:example|test)\//,
  IpAddress: /^(?:(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+|2001:db8:(?:[0-9a-f]{1,4}:){5}[0-9a-f]{1,4})$/,
};
const take = (count: number, options = {}) => [...feed(count, { now: NOW, ...options })];

describe("simulator: feed", () => {
  it("yields the same rows for the same seed, and other rows for another seed", () => {
    expect(take(50)).to.deep.equal(take(50));
    expect(take(50, { seed: 2 })).to.not.deep.equal(take(50));
  });

  it("yields the requested number of rows, and a longer feed starts with the shorter one", () => {
    expect(take(0)).to.deep.equal([]);
    expect(take(20)).to.deep.equal(take(40).slice(0, 20));
  });

  it("mixes all types, with inert values only", () => {
    const rows = take(20_000);
    expect([...new Set(rows.map((row) => row.indicatorType))]).to.have.members(Object.keys(INERT));
    for (const row of rows) expect(row.indicatorValue).to.match(INERT[row.indicatorType] as RegExp);
    const addresses = rows
      .filter((row) => row.indicatorType === "IpAddress")
      .map((row) => row.indicatorValue);
    expect(addresses.filter((address) => isIPv4(address))).to.have.length(762);
    expect(addresses.every((address) => isIPv4(address) || isIPv6(address))).to.equal(true);
  });

  it("fills the required fields and expires some months later", () => {
    for (const row of take(200)) {
      expect(row).to.include.all.keys(
        "indicatorValue",
        "indicatorType",
        "action",
        "title",
        "description",
        "severity",
      );
      const days = (Date.parse(row.expirationTime) - NOW.getTime()) / 86_400_000;
      expect(days).to.be.within(89, 181);
    }
  });

  it("yields a million distinct values", () => {
    const seen = new Set<string>();
    for (const row of feed(1_000_000, { now: NOW })) seen.add(row.indicatorValue);
    expect(seen.size).to.equal(1_000_000);
  });

  it("corrupts every n-th row, cycling through the kinds", () => {
    const good = take(140);
    const mixed = take(140, { badEvery: 10 });
    const bad = mixed.filter((_row, index) => index % 10 === 9);
    const kept = mixed.filter((_row, index) => index % 10 !== 9);
    expect(kept).to.deep.equal(good.filter((_row, index) => index % 10 !== 9));
    for (const turn of [0, 7]) {
      expect(bad[turn]?.indicatorValue).to.match(/^198\.51\.100\.\d+\/24$/);
      expect(bad[turn + 1]?.indicatorValue).to.match(/^10\./);
      expect(bad[turn + 2]).to.include({ indicatorType: "FileSha256" });
      expect(bad[turn + 2]?.indicatorValue).to.have.length(63);
      expect(Date.parse(bad[turn + 3]?.expirationTime ?? "")).to.be.below(NOW.getTime());
      expect(bad[turn + 4]?.indicatorValue).to.match(/\S $/);
      expect(bad[turn + 5]?.action).to.match(/^[a-z]+$/);
      expect(bad[turn + 6])
        .to.include({ action: "Audit" })
        .and.not.have.property("generateAlert");
    }
    expect(new Set(bad.map((row) => row.indicatorValue)).size).to.equal(bad.length);
  });

  it(
    "yields good rows that the simulator accepts and bad rows that it rejects",
    withSimulator(
      { now: () => NOW.getTime(), settings: { expiredFaults: "row", strictIpv6: true } },
      async (sim) => {
        const { json } = await importRows(sim, take(490, { badEvery: 10 }));
        const wrong = json.value.filter((row: Item, index: number) => row.isFailed !== (index % 10 === 9));
        expect(wrong).to.deep.equal([]);
      },
    ),
  );
});
