/** The packages for n8n and Node-RED, which bundle everything except what their hosts provide. */
import { expect } from "chai";
import { bundlePlatform } from "../../tools/bundle_platforms.js";
import { addHost, loader } from "../platforms/n8n/host.js";
import { fieldTexts } from "../support/field_texts.js";
import { badRow, useSimulator } from "../platforms/shared/process.js";
import { row } from "../support/rows.js";
import type { Installed, Package } from "./package.js";

/** @param own - the files that only this platform has */
function packageOf(
  { name, platform, own }: { name: string; platform: string; own: readonly string[] },
  runs: Package["runs"],
): Package {
  const files = ["LICENSE", "README.md", "THIRD_PARTY_LICENSES.txt", "manifest.json", "package.json"];
  const mustHold = [...files, ...own];
  return {
    name,
    folder: `dist/packages/${name}`,
    make: () => bundlePlatform(platform),
    mayHold: [...mustHold.map(exactly), /^(?:actions|schemas)\/.+\.json$/],
    mustHold: [...mustHold, "actions/import_indicators.json", "schemas/actions/import_indicators.input.json"],
    // Of these, 700 kB are the recognition of encodings for feeds.
    maxKilobytes: 1800,
    isWithout: ["axios", "ajv", "n8n-workflow", "node-red"],
    runs(installed) {
      it("installs no other package", () => {
        expect(installed().names()).to.deep.equal([name]);
      });
      runs(installed);
    },
  };
}

function exactly(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.")}$`);
}

/** The package that n8n installs. */
export const n8n = packageOf(
  {
    name: "n8n-nodes-defender-indicators",
    platform: "n8n",
    own: [
      "dist/index.js",
      "dist/credentials/DefenderIndicatorsApi.credentials.js",
      "dist/nodes/DefenderIndicators/DefenderIndicators.node.js",
      "dist/nodes/DefenderIndicators/DefenderIndicators.node.json",
      "dist/nodes/DefenderIndicators/defender-indicators.svg",
    ],
  },
  (installed) => {
    const simulator = useSimulator();

    it("loads in n8n and imports items", async () => {
      addHost(installed().path());
      const data = { authentication: "oauth2_client_credentials", ...simulator().asset() };
      const input = JSON.stringify({ items: [row(0), row(1)], data });
      const folder = installed().path("n8n-nodes-defender-indicators");
      const { items, test } = JSON.parse(await events(installed(), loader, folder, input));
      expect(items[0].map(({ json }: { json: object }) => json)).to.deep.equal(
        simulator()
          .indicators()
          .map(({ id, indicatorValue }) => ({
            id,
            indicator: indicatorValue,
            isFailed: false,
            failureReason: null,
          })),
      );
      expect(test.status).to.equal("OK");
    });
  },
);

/** Loads the nodes as Node-RED does, and sends a message to the last one. */
const redLoader = `
  const [name, input] = process.argv.slice(1);
  const { fields, credentials, payload } = JSON.parse(input);
  const makers = new Map();
  const made = new Map();
  const silent = { status() {}, log() {}, warn() {}, error() {} };
  const RED = {
    nodes: {
      createNode(node, { credentials }) {
        const listeners = {};
        Object.assign(node, silent, { credentials, listeners, on: (event, listener) => (listeners[event] = listener) });
      },
      getNode: (id) => made.get(id),
      registerType: (type, maker) => makers.set(type, maker),
    },
  };
  for (const file of Object.values(require(name + "/package.json")["node-red"].nodes)) {
    const loaded = require(name + "/" + file);
    (loaded.__esModule ? loaded.default : loaded)(RED);
  }
  const make = (type, config) => {
    const node = Object.create(null);
    makers.get(type).call(node, { id: type, type, name: "", ...config });
    made.set(type, node);
    return node;
  };
  make("defender-indicators-asset", { source: "oauth2_client_credentials", fields, credentials });
  const node = make("defender-indicators", { action: "import_indicators", asset: "defender-indicators-asset" });
  let sent;
  node.listeners.input({ payload }, (message) => (sent = message), (error) =>
    console.log(JSON.stringify({ types: [...makers.keys()], payload: sent?.payload, error: error?.message })));`;

/** The package that Node-RED installs. */
export const nodeRed = packageOf(
  {
    name: "node-red-contrib-defender-indicators",
    platform: "node-red",
    own: ["examples/import.json", "icons/shield.svg", "index.js", "index.html", "resources/editor.js"],
  },
  (installed) => {
    const simulator = useSimulator();

    it("loads in Node-RED and imports rows", async () => {
      const { client_secret, ...fields } = simulator().asset();
      const input = JSON.stringify({
        fields: fieldTexts(fields),
        credentials: { client_secret },
        payload: [row(0), badRow, row(1)],
      });
      const name = "node-red-contrib-defender-indicators";
      const { types, payload, error } = JSON.parse(await events(installed(), redLoader, name, input));
      expect(error).to.equal(undefined);
      expect(types).to.deep.equal(["defender-indicators-asset", "defender-indicators"]);
      expect(payload.json_body.value.map(({ isFailed }: { isFailed: boolean }) => isFailed)).to.deep.equal([
        false,
        true,
        false,
      ]);
      expect(simulator().indicators()).to.have.length(2);
    });

    it("provides the editor forms of both nodes", () => {
      const html = installed().read("node-red-contrib-defender-indicators", "index.html");
      expect(html.match(/data-template-name="[^"]+"/g)).to.have.length(2);
    });
  },
);

/** Returns what a program prints; fails if it prints an error. */
async function events(installed: Installed, program: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await installed.run(process.execPath, ["-e", program, ...args]);
  expect(stderr).to.equal("");
  return stdout;
}
