import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

/** Prints the files of all CommonJS modules that the process has loaded, when it ends. */
const listing = `
process.once("exit", () => {
  process.stderr.write("loaded:" + JSON.stringify(Object.keys(require.cache)) + "\\n");
});`;

describe("fleet: a process without a database", () => {
  const folder = mkdtempSync(join(tmpdir(), "modules-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const command = fileURLToPath(new URL("../../../platforms/cli/main.js", import.meta.url));
  const loadedBy = (env: NodeJS.ProcessEnv, ...args: string[]): string[] => {
    const list = join(folder, "list.cjs");
    writeFileSync(list, listing);
    const { DEFENDER_DATABASE_URL: _url, ...rest } = process.env;
    const { stderr } = spawnSync(process.execPath, ["--require", list, command, ...args], {
      env: { ...rest, ...env },
      encoding: "utf8",
    });
    return JSON.parse(/^loaded:(.*)$/m.exec(stderr)?.[1] ?? "null") as string[];
  };
  const libraries = (files: readonly string[]) =>
    files.filter((file) => /node_modules\/(?:pg|pg-[a-z]+|@dbos-inc)\//.test(file));

  it("does not load the libraries of the database for run", () => {
    const rows = join(folder, "rows.ndjson");
    writeFileSync(rows, "{}\n");
    const asset = join(folder, "asset.json");
    writeFileSync(asset, "{}", { mode: 0o600 });
    const loaded = loadedBy({}, "run", "import_indicators", "--input", rows, "--asset", asset);
    expect(loaded.length).to.be.greaterThan(0);
    expect(libraries(loaded)).to.deep.equal([]);
  });

  it("loads the driver, and no workflows, for run with a database", () => {
    const loaded = loadedBy(
      { DEFENDER_DATABASE_URL: "postgresql://a@127.0.0.1:1/b" },
      "run",
      "get_indicators",
    );
    expect(libraries(loaded).some((file) => file.includes("/pg/"))).to.equal(true);
    expect(loaded.filter((file) => file.includes("@dbos-inc"))).to.deep.equal([]);
  });

  it("does not load the libraries of the database for serve", () => {
    const asset = join(folder, "serve.json");
    writeFileSync(asset, '{"tenant_id":"a","client_id":"b","client_secret":"c"}', { mode: 0o600 });
    // The machine does not have this address, so that the service ends when everything is loaded.
    const loaded = loadedBy(
      { DEFENDER_SERVE_KEY: "a-key-of-these-tests" },
      "serve",
      "--host",
      "192.0.2.1",
      "--asset",
      asset,
    );
    expect(loaded.some((file) => file.includes("/prom-client/"))).to.equal(true);
    expect(libraries(loaded)).to.deep.equal([]);
  });
});
