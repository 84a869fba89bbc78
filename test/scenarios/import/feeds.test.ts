/**
 * Real public indicators, read from a folder next to the project if it exists. Inert text: no value is ever
 * contacted.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type JsonObject, packageRoot } from "../../../connector/index.js";
import { type Bench, openBench } from "./over_simulator.js";

const data = process.env["SHARED_DATA"] ?? resolve(packageRoot(), "../shared/data");

/** Makes rows of one type, each with its value as written in the file. */
const rowsOf = (indicatorType: string, values: readonly string[], action = "Block"): JsonObject[] =>
  values.map((indicatorValue) => ({
    indicatorValue,
    indicatorType,
    action,
    title: "From a feed",
    description: "Inert.",
  }));

const read = (path: string) => readFileSync(join(data, path), "utf8");
const linesOf = (path: string) =>
  read(path)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
const filesBelow = (folder: string, end: string) =>
  readdirSync(join(data, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`)
    .toSorted();

/** Addresses that never name a host on the internet; written by hand, without the connector's own library. */
const internal =
  /^(?:10\.|127\.|0\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|22[4-9]\.|23\d\.|fe80|f[cd]|::1$|::$)/i;

/** Returns the type by the form of a value; Url for a value with a scheme, else DomainName. */
function typeOf(value: string): string {
  if (/^[0-9a-f]{32}$/i.test(value)) return "FileMd5";
  if (/^[0-9a-f]{40}$/i.test(value)) return "FileSha1";
  if (/^[0-9a-f]{64}$/i.test(value)) return "FileSha256";
  if (/^[\d.:/a-f]+$/i.test(value) && /\d/.test(value) && /^[\d.]+(?:\/\d+)?$|:/.test(value))
    return "IpAddress";
  return value.includes("://") ? "Url" : "DomainName";
}

const describeData = existsSync(data) ? describe : describe.skip;
const why =
  "optional: left out, since SHARED_DATA names no folder of downloaded public lists (ipsum, eset and others)";

describeData(`import: real feeds${existsSync(data) ? "" : ` (${why})`}`, () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench({ settings: { enforceRateLimit: false, capacity: 1_000_000 } });
  });
  after(() => bench?.close());
  beforeEach(() => bench.simulator.reset());

  /** Imports them and checks what applies to every feed. */
  async function imported(given: readonly JsonObject[]) {
    const run = await bench.imported(given);
    expect(run.error).to.equal(undefined);
    expect(run.results.length).to.equal(given.length);
    const failed = run.results.filter(({ isFailed }) => isFailed === true);
    const accepted = given.filter((_row, i) => run.results[i]?.["isFailed"] === false);
    const stored = bench.simulator.indicators();
    for (const { indicatorType, indicatorValue } of stored) {
      if (indicatorType !== "IpAddress") continue;
      expect(isIP(indicatorValue), indicatorValue).to.not.equal(0);
      expect(internal.test(indicatorValue), `${indicatorValue} is internal`).to.equal(false);
    }
    for (const [i, { indicator }] of run.results.entries())
      expect(indicator).to.equal(given[i]?.["indicatorValue"]);
    const different = new Set(
      accepted.map((one) => `${String(one["indicatorType"])} ${String(one["indicatorValue"])}`.toLowerCase()),
    );
    expect(stored.length).to.be.within(different.size, accepted.length);
    return { ...run, failed, accepted, stored };
  }

  it("imports the ipsum list of addresses, which exceeds the capacity of one tenant", async () => {
    const values = linesOf("ipsum/levels/2.txt");
    expect(values.length).to.be.greaterThan(15_000);
    const { failed, stored } = await imported(rowsOf("IpAddress", values));
    expect(failed.length).to.be.lessThan(10);
    expect(stored.length + failed.length).to.equal(new Set(values).size);
  });

  it("fails only the ipsum rows over the tenant's capacity, with few calls for them", async () => {
    bench.simulator.configure({ capacity: 15_000 });
    const { failed, stored, reasons } = await imported(rowsOf("IpAddress", linesOf("ipsum/levels/2.txt")));
    expect(stored.length).to.equal(15_000);
    expect(failed.length).to.be.greaterThan(10_000);
    expect(reasons.at(-1)).to.match(/^CapacityExceeded: the service is full: 15000 of 15000 are taken/);
    const imports = bench.simulator.requests().filter(({ endpoint }) => endpoint === "import");
    expect(imports.length).to.be.at.most(36);
    bench.simulator.configure({ capacity: 1_000_000 });
  });

  for (const [end, type] of [
    [".sha1", "FileSha1"],
    [".sha256", "FileSha256"],
    [".md5", "FileMd5"],
  ] as const) {
    it(`imports all eset lists of ${type}, with the same sample in several of them`, async () => {
      const files = filesBelow("eset", end);
      const values = files.flatMap(linesOf).map((line) => line.trim());
      expect(values.length).to.be.greaterThan(1000);
      const { failed, stored } = await imported(rowsOf(type, values));
      for (const { failureReason } of failed) expect(failureReason).to.match(/^InvalidIndicator: /);
      expect(failed.length).to.be.lessThan(50);
      expect(stored.length).to.be.greaterThan(1000);
    });
  }

  it("imports every value of every volexity CSV as written, including several hashes in one cell", async () => {
    const cells = filesBelow("volexity", ".csv").flatMap((path) =>
      read(path)
        .split(/\r?\n/)
        .slice(1)
        .map(
          (line) =>
            /^(?:"([^"]*)"|([^,]*))/
              .exec(line)
              ?.slice(1)
              .find((part) => part !== undefined) ?? "",
        )
        .filter((value) => value !== ""),
    );
    expect(cells.length).to.be.greaterThan(500);
    const given = cells.map((value) => rowsOf(typeOf(value), [value])[0] as JsonObject);
    const { accepted, failed } = await imported(given);
    expect(accepted.length).to.be.greaterThan(300);
    for (const { failureReason } of failed)
      expect(failureReason).to.match(/^(?:InvalidIndicator|Domain name|URL|Invalid input)/);
  });

  it("sends more volexity values with normalize, and reports each change", async () => {
    const text = filesBelow("volexity", ".csv").map(read).join("\n");
    const values = [...new Set(text.match(/\b(?:[\w-]+\[\.\])+[a-z]{2,}\b/g) ?? [])];
    expect(values.length).to.be.greaterThan(0);
    const run = await bench.imported(rowsOf("DomainName", values), { normalize: true });
    expect(run.results.filter(({ isFailed }) => isFailed === true)).to.deep.equal([]);
    expect(run.warnings.filter(({ code }) => code === "Normalized").length).to.be.at.least(values.length);
    expect(bench.stored().some((value) => value.includes("["))).to.equal(false);
  });

  it("rejects the networks of microsoft-mstic, each with a specific message", async () => {
    const text = filesBelow("microsoft-mstic", ".csv").map(read).join("\n");
    const networks = [
      ...new Set(text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b|\b[0-9a-f:]+::?\/\d{1,3}/gi) ?? []),
    ];
    expect(networks.length).to.be.greaterThan(300);
    const { failed, stored, output, reasons } = await imported(rowsOf("IpAddress", networks));
    expect([failed.length, stored.length, output.status_code]).to.deep.equal([networks.length, 0, 400]);
    for (const [i, reason] of reasons.entries()) expect(reason).to.contain(JSON.stringify(networks[i]));
    expect(bench.simulator.requests().length).to.equal(0);
  });

  it("imports or rejects each row of misp-warninglists, the lists of harmless values", async () => {
    const values = filesBelow("misp-warninglists", ".json").flatMap((path) => {
      const { list = [] } = JSON.parse(read(path)) as { list?: unknown[] };
      return list.filter((value): value is string => typeof value === "string");
    });
    expect(values.length).to.be.greaterThan(1000);
    const given = values.flatMap((value) => rowsOf(typeOf(value), [value], "Allowed"));
    const { failed, accepted } = await imported(given);
    const networks = values.filter((value) => /^[\d.:a-f]+\/\d+$/i.test(value));
    expect(failed.length).to.be.at.least(networks.length);
    expect(accepted.length).to.be.greaterThan(500);
  });
});
