// The package as n8n finds it on disk: loaded by n8n's own rules, with n8n-workflow as the only other
// package.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageRoot } from "../../../connector/index.js";
import { bundlePackage } from "../../../tools/bundle_platforms.js";
import { row } from "../../support/rows.js";
import { addHost, loader } from "./host.js";
import { badRow, canary, useSimulator } from "../shared/process.js";

const root = packageRoot();
const statics = join(root, "platforms/n8n/package");
const call = promisify(execFile);

describe("n8n: the package", () => {
  const simulator = useSimulator();
  let base = "";
  let folder = "";

  before(async () => {
    base = mkdtempSync(join(tmpdir(), "n8n-package-"));
    const modules = join(base, "node_modules");
    addHost(modules);
    const entry = join(root, "dist/platforms/n8n/index.js");
    folder = await bundlePackage({ entry, statics, target: modules });
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  const loaded = async (items: unknown[]) => {
    const data = { authentication: "oauth2_client_credentials", ...simulator().asset() };
    const given = JSON.stringify({ items, data });
    const { stdout, stderr } = await call(process.execPath, ["-e", loader, folder, given], { cwd: base });
    expect(stdout + stderr).not.to.include(canary);
    return JSON.parse(stdout);
  };

  it("is loaded by its file names, and runs", async () => {
    const { names, described, uses, tool, items, test } = await loaded([row(0), row(1), row(2)]);
    expect(names).to.eql(["DefenderIndicators", "DefenderIndicatorsApi"]);
    const [nodeName, nodeIcon, credential, icon] = described;
    expect([nodeName, credential]).to.eql(["defenderIndicators", "defenderIndicatorsApi"]);
    const icons = [
      join("dist/nodes/DefenderIndicators", nodeIcon.replace("file:", "")),
      join("dist/credentials", icon.replace("file:", "")),
    ];
    for (const path of icons) {
      expect(path, "n8n serves pictures in folders of the package only").to.include("/");
      expect(existsSync(join(folder, path))).to.equal(true);
    }
    const [{ displayOptions, ...use }] = uses;
    expect(use).to.eql({ name: credential, testedBy: "testConnection", required: true });
    const { operation } = displayOptions.show;
    expect(operation).to.include("import_indicators").and.to.not.include("parse_indicators");
    expect(tool).to.equal(true);
    expect(items[0].map(({ json }: { json: { isFailed: boolean } }) => json.isFailed)).to.eql([
      false,
      false,
      false,
    ]);
    expect(test.status).to.equal("OK");
    expect(simulator().indicators()).to.have.length(3);
  });

  it("throws the errors of the installed n8n", async () => {
    const { items } = await loaded([badRow]);
    expect(items.error).to.equal("NodeOperationError");
    expect(items.message).to.match(/^1 of 1 items failed\. The first is item 0: InvalidIndicator: /);
  });

  it("follows n8n's rules for community packages", () => {
    const own = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(own.name).to.match(/^n8n-nodes-/);
    expect(own.keywords).to.include("n8n-community-node-package");
    expect(own.n8n.n8nNodesApiVersion).to.equal(1);
    expect(own).not.to.have.any.keys("dependencies", "scripts", "devDependencies");
    expect(own.peerDependencies).to.eql({ "n8n-workflow": "*" });
    const [file] = own.n8n.nodes;
    const codex = JSON.parse(readFileSync(join(folder, `${file}on`), "utf8"));
    expect(codex.node).to.equal(`${own.name}.defenderIndicators`);
    expect(codex.categories).not.to.eql([]);
  });
});
