// Bundles a small entry and runs it in a folder without packages, outside the checkout.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";
import { bundlePackage } from "../../../tools/bundle_platforms.js";
import { row } from "../../support/rows.js";
import { badRow, useSimulator } from "./process.js";

const root = packageRoot();
const compiled = (path: string) => JSON.stringify(join(root, "dist", path));
const entry = `
  import { createConnector } from ${compiled("connector/index.js")};
  export async function importRows(asset, rows) {
    const connector = await createConnector();
    return connector.run("import_indicators", { json_body: { Indicators: rows } }, { asset });
  }`;
// The built validators need no ajv: without it in the bundle or on disk, checks still work.
const packageJson = { name: "a-platform", main: "index.js", peerDependencies: { ajv: "*" } };
const run =
  "require('a-platform').importRows(...JSON.parse(process.argv[1])).then((o) => console.log(JSON.stringify(o)))";

describe("bundle: the package of a platform", () => {
  const simulator = useSimulator();
  let base = "";
  let folder = "";

  before(async () => {
    base = mkdtempSync(join(tmpdir(), "bundle-"));
    const statics = join(base, "sources");
    mkdirSync(statics);
    writeFileSync(join(base, "entry.js"), entry);
    writeFileSync(join(statics, "package.json"), JSON.stringify(packageJson));
    writeFileSync(join(statics, "README.md"), "About it");
    folder = await bundlePackage({
      entry: join(base, "entry.js"),
      statics,
      target: join(base, "node_modules"),
      made: { "form.html": "<form></form>" },
    });
    rmSync(statics, { recursive: true });
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  it("imports rows from an empty folder without installed packages", async () => {
    const args = [simulator().asset(), [row(0), badRow, row(1)]];
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", run, JSON.stringify(args)], {
      cwd: base,
    });
    const { status_code, json_body } = JSON.parse(stdout);
    expect(status_code).to.equal(200);
    expect(json_body.value.map(({ isFailed }: { isFailed: boolean }) => isFailed)).to.eql([
      false,
      true,
      false,
    ]);
    expect(json_body.value[1].failureReason).to.match(/^InvalidIndicator: /);
    expect(simulator().indicators()).to.have.length(2);
  });

  it("contains the files next to the sources and the files that the connector reads", () => {
    expect(readdirSync(folder).toSorted()).to.eql([
      "LICENSE",
      "README.md",
      "THIRD_PARTY_LICENSES.txt",
      "actions",
      "form.html",
      "index.js",
      "manifest.json",
      "package.json",
      "schemas",
    ]);
  });

  it("has version and addresses of the root package, and no dependency", () => {
    const { version, homepage, repository, bugs } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    );
    const own = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(own).to.eql({ ...packageJson, version, homepage, repository, bugs });
  });

  it("contains the licence of every package in it, with its text", () => {
    const text = readFileSync(join(folder, "THIRD_PARTY_LICENSES.txt"), "utf8");
    expect(text)
      .to.match(/^== @azure\/msal-node .* \(MIT\)$/m)
      .and.match(/^== axios .* \(MIT\)$/m);
    expect(text).to.include("Copyright (c) 2014-present Matt Zabriskie");
    expect(text).not.to.include("undefined");
  });
});
