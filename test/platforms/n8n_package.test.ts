// The package as n8n finds it on disk: loaded by n8n's own rules, with nothing installed beside it but n8n-workflow.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { bundlePackage } from "../../platforms/bundle.js";
import { row } from "../support/rows.js";
import { badRow, canary, useSimulator } from "./process.js";

const root = packageRoot();
const statics = join(root, "platforms/n8n/package");
const call = promisify(execFile);

/** n8n makes the class that the file is named after, in a context of its own. */
const loader = `
  const path = require("node:path");
  const vm = require("node:vm");
  const [folder, given] = process.argv.slice(1);
  const context = vm.createContext({ require });
  const made = (file, name) => new vm.Script("new (require('" + folder + "/" + file + "')." + name + ")()").runInContext(context);
  const { n8n } = require(folder + "/package.json");
  const named = (file) => made(file, path.basename(file).split(".")[0]);
  const [node] = n8n.nodes.map(named);
  const [credential] = n8n.credentials.map(named);
  const tell = (told) => console.log(JSON.stringify(told));
  const { items, data } = JSON.parse(given);
  const logger = { debug() {}, info() {}, warn() {} };
  const values = { operation: "import_indicators", mode: "items", options: {} };
  const executing = {
    logger,
    getInputData: () => items.map((json) => ({ json })),
    getNode: () => ({ name: "A node" }),
    getNodeParameter: (name, index, fallback) => values[name] ?? fallback,
    getCredentials: async (type) => (type === credential.name ? data : undefined),
    continueOnFail: () => false,
  };
  (async () => {
    const told = {
      names: [node, credential].map((one) => one.constructor.name),
      described: [node.description.name, node.description.icon, credential.name, credential.icon],
      uses: node.description.credentials,
      tool: node.description.usableAsTool,
      items: await node.execute.call(executing).catch((error) => ({ error: error.constructor.name, message: error.message })),
      test: await node.methods.credentialTest[node.description.credentials[0].testedBy].call({}, { data }),
    };
    tell(told);
  })();`;

const n8nWorkflow = `
  class NodeError extends Error { constructor(node, error, options) { super(options.message ?? error); } }
  exports.NodeOperationError = class NodeOperationError extends NodeError {};
  exports.NodeApiError = class NodeApiError extends NodeError {};`;

describe("n8n: the package", () => {
  const simulator = useSimulator();
  let base = "";
  let folder = "";

  before(async () => {
    base = mkdtempSync(join(tmpdir(), "n8n-package-"));
    const modules = join(base, "node_modules");
    mkdirSync(join(modules, "n8n-workflow"), { recursive: true });
    writeFileSync(join(modules, "n8n-workflow/index.js"), n8nWorkflow);
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

  it("is loaded by the names of its files, and runs", async () => {
    const { names, described, uses, tool, items, test } = await loaded([row(0), row(1), row(2)]);
    expect(names).to.eql(["DefenderIndicators", "DefenderIndicatorsApi"]);
    const [nodeName, nodeIcon, credential, icon] = described;
    expect([nodeName, credential]).to.eql(["defenderIndicators", "defenderIndicatorsApi"]);
    const icons = [
      join("nodes", nodeIcon.replace("file:", "")),
      join("credentials", icon.replace("file:", "")),
    ];
    for (const path of icons) {
      expect(path, "n8n serves pictures in folders of the package only").to.include("/");
      expect(existsSync(join(folder, path))).to.equal(true);
    }
    expect(uses).to.eql([{ name: credential, testedBy: "testConnection", required: true }]);
    expect(tool).to.equal(true);
    expect(items[0].map(({ json }: { json: { isFailed: boolean } }) => json.isFailed)).to.eql([
      false,
      false,
      false,
    ]);
    expect(test.status).to.equal("OK");
    expect(simulator().indicators()).to.have.length(3);
  });

  it("throws the errors of the n8n that it finds", async () => {
    const { items } = await loaded([badRow]);
    expect(items.error).to.equal("NodeOperationError");
    expect(items.message).to.match(/^1 of 1 items failed\. The first is item 0: InvalidIndicator: /);
  });

  it("keeps to n8n's rules for packages of the community", () => {
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

  it("packs what is needed and nothing else", async () => {
    const { stdout } = await call("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: folder,
    });
    const [{ files }] = JSON.parse(stdout);
    const paths = (files as { path: string }[]).map(({ path }) => path);
    const declared = /^(actions|schemas)\/.*\.json$/;
    expect(paths.filter((path) => !declared.test(path)).toSorted()).to.eql([
      "LICENSE",
      "README.md",
      "THIRD_PARTY_LICENSES.txt",
      "credentials/DefenderIndicatorsApi.credentials.js",
      "index.js",
      "manifest.json",
      "nodes/DefenderIndicators.node.js",
      "nodes/DefenderIndicators.node.json",
      "nodes/defender-indicators.svg",
      "package.json",
    ]);
    expect(paths.filter((path) => declared.test(path)).length).to.be.greaterThan(20);
  });
});
