/** Replaces n8n's package loader: loads node and credential by its rules, and runs the node once. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Program with the folder of the package, and items and credential as JSON, as arguments. n8n makes the
 * class that the file is named after, in a separate context.
 */
export const loader = `
  const path = require("node:path");
  const vm = require("node:vm");
  const [folder, given] = process.argv.slice(1);
  const context = vm.createContext({ require });
  const made = (file, name) => new vm.Script("new (require('" + folder + "/" + file + "')." + name + ")()").runInContext(context);
  const { n8n } = require(folder + "/package.json");
  const named = (file) => made(file, path.basename(file).split(".")[0]);
  const [node] = n8n.nodes.map(named);
  const [credential] = n8n.credentials.map(named);
  const report = (value) => console.log(JSON.stringify(value));
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
    const description = {
      names: [node, credential].map((one) => one.constructor.name),
      described: [node.description.name, node.description.icon, credential.name, credential.icon],
      uses: node.description.credentials,
      tool: node.description.usableAsTool,
      items: await node.execute.call(executing).catch((error) => ({ error: error.constructor.name, message: error.message })),
      test: await node.methods.credentialTest[node.description.credentials[0].testedBy].call({}, { data }),
    };
    report(description);
  })();`;

const n8nWorkflow = `
  class NodeError extends Error { constructor(node, error, options) { super(options.message ?? error); } }
  exports.NodeOperationError = class NodeOperationError extends NodeError {};
  exports.NodeApiError = class NodeApiError extends NodeError {};`;

/**
 * Adds the modules that the package loads from its host.
 * @param modules - the folder node_modules that contains the package
 */
export function addHost(modules: string): void {
  mkdirSync(join(modules, "n8n-workflow"), { recursive: true });
  writeFileSync(join(modules, "n8n-workflow/index.js"), n8nWorkflow);
}
