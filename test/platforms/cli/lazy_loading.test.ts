// What a run loads: the modules of a real process, as V8 reports them.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { row } from "../../support/rows.js";
import { environment, input, useFolder } from "../shared/process.js";

const main = fileURLToPath(new URL("../../../platforms/cli/main.js", import.meta.url));

/** What a plain run does not need, by a part of the path. */
const parts = {
  tables: /\/(?:csv-parse\/|feeds\/csv\/read_)/,
  detection: /\/jschardet\//,
  suffixes: /\/tldts\//,
  grammar: /\/pattern_parser\.cjs$/,
  stix: /\/feeds\/stix\/read_stix\.js$/,
  misp: /\/feeds\/misp\//,
  json: /\/@streamparser\//,
  report: /\/platforms\/cli\/report\//,
  operations: /\/node_modules\/(?:pino|prom-client|fastify|@modelcontextprotocol|yaml|@dbos-inc|pg)\//,
} as const;

type Part = keyof typeof parts;

/** Returns the parts that the command has loaded. */
function loadedBy(...args: string[]): Part[] {
  const folder = mkdtempSync(join(tmpdir(), "loaded-"));
  try {
    const env = { ...environment(), NODE_V8_COVERAGE: folder };
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: "utf8" });
    expect(status, stderr).to.equal(0);
    const scripts = readdirSync(folder).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(folder, name), "utf8"));
      return result.map(({ url }: { url: string }) => url) as string[];
    });
    expect(scripts.some((url) => url.endsWith("/platforms/cli/main.js"))).to.equal(true);
    return (Object.keys(parts) as Part[]).filter((part) => scripts.some((url) => parts[part].test(url)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hash = { indicatorType: "FileSha256", indicatorValue: "0c".repeat(32) };
const bundle = {
  type: "bundle",
  id: "bundle--2e1c5c0a-6d6f-4f5e-9c0a-0d6b3a1f4c11",
  objects: [
    {
      type: "indicator",
      id: "indicator--5c1f2a56-0d3c-4f4f-8f0e-6a3a3b0c9d11",
      pattern: `[file:hashes.'SHA-256' = '${hash.indicatorValue}']`,
      pattern_type: "stix",
    },
  ],
};
const event = {
  Event: { info: "Made up", Attribute: [{ type: "sha256", value: hash.indicatorValue, to_ids: true }] },
};

describe("cli: modules of a run", () => {
  const file = useFolder();
  const plan = (name: string, content: unknown, ...options: string[]) =>
    loadedBy("run", "import_indicators", "--dry-run", "--input", file(name, content), ...options);
  const block = ["--default", "action=Block"];

  it("reads rows of JSON and NDJSON without what only feeds, hosts and reports need", () => {
    expect(plan("in.json", input(row(1, hash)))).to.deep.equal([]);
    expect(plan("in.ndjson", `${JSON.stringify(row(1, hash))}\n`)).to.deep.equal([]);
  });

  it("loads the list of public suffixes with the first host that a row would block", () => {
    expect(plan("in.json", input(row(1)))).to.deep.equal(["suffixes"]);
  });

  it("loads for each format only what it needs", () => {
    const csv = `sha256,description\n${hash.indicatorValue},x\n`;
    expect(plan("in.csv", csv, "--format", "csv", ...block)).to.deep.equal(["tables"]);
    expect(plan("report.json", bundle, "--format", "stix", ...block)).to.deep.equal([
      "grammar",
      "stix",
      "json",
    ]);
    expect(plan("event.json", event, "--format", "misp", ...block))
      .to.include("misp")
      .and.not.include("tables");
    expect(plan("list.txt", hash.indicatorValue, "--format", "text", ...block)).to.deep.equal([]);
  });
});
