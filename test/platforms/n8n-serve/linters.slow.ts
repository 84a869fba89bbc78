// n8n's linter and scanner, installed from the registry, on the declarative package.
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";
import { packageFiles } from "../../../platforms/n8n-serve/package_files.js";
import { bundleSources } from "../../../tools/bundle_sources.js";
import { runToEnd, succeed } from "../../n8n/processes.js";

const typescript = "5.9.3";

/** The scanner names a version of TypeScript that its parser cannot load. */
const recipe = {
  private: true,
  dependencies: { "@n8n/node-cli": "0.48.3", "@n8n/scan-community-package": "0.32.0", typescript },
  overrides: { typescript },
};

interface Scan {
  readonly passed: boolean;
  readonly details?: string;
}

describe("slow: n8n's linters on the declarative package", () => {
  let base = "";
  let folder = "";
  before(async () => {
    base = mkdtempSync(join(tmpdir(), "n8n-linters-"));
    writeFileSync(join(base, "package.json"), JSON.stringify(recipe));
    const flags = ["--ignore-scripts", "--legacy-peer-deps", "--prefer-offline", "--no-audit", "--no-fund"];
    await succeed("npm", ["install", ...flags], { cwd: base });
    const statics = join(packageRoot(), "platforms/n8n-serve/package");
    folder = await bundleSources({ statics, target: base, made: await packageFiles() });
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  const lint = (cwd: string) =>
    runToEnd(process.execPath, [join(base, "node_modules/@n8n/node-cli/bin/n8n-node.mjs"), "lint"], { cwd });

  /** Scans the files that are published, and the sources, without the check of provenance, which needs a published package. */
  async function scan(target: string): Promise<Scan[]> {
    const program = `
      const { analyzePackage, SOURCE_FILE_PATTERNS } = await import("@n8n/scan-community-package/scanner/scanner.mjs");
      const [target] = process.argv.slice(-1);
      const scans = [await analyzePackage(target), await analyzePackage(target, SOURCE_FILE_PATTERNS)];
      console.log(JSON.stringify(scans));`;
    const args = ["--input-type=module", "--eval", program, target];
    return JSON.parse((await succeed(process.execPath, args, { cwd: base })).stdout) as Scan[];
  }

  /** Returns a copy of the package with a file that imports at run time. */
  function withImport(path: string): string {
    const copy = join(base, "with-import");
    rmSync(copy, { recursive: true, force: true });
    cpSync(folder, copy, { recursive: true });
    appendFileSync(join(copy, path), '\nimport { readFileSync } from "node:fs";\nreadFileSync("file");\n');
    return copy;
  }

  const source = "nodes/DefenderIndicatorsServe/DefenderIndicatorsServe.node.ts";

  it("n8n-node lint finds no errors", async () => {
    const { code, stdout, stderr } = await lint(folder);
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout + stderr).to.include("0 errors");
  });

  it("the scanner finds no errors", async () => {
    expect(await scan(folder)).to.deep.equal([{ passed: true }, { passed: true }]);
  });

  it("both would find an import", async () => {
    const copy = withImport(source);
    expect((await lint(copy)).code).to.not.equal(0);
    for (const { passed, details } of await scan(copy)) {
      expect(passed).to.equal(false);
      expect(details).to.include("no-restricted-imports");
    }
  });
});
