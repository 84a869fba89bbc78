// What registries and desktop clients read about the MCP server.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { createConnector, load, packageRoot } from "../../connector/index.js";
import { bundleManifest, serverJson } from "../../tools/mcp_files.js";

const root = packageRoot();
const declarations = load(root);
const own = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, string>;

describe("tools: descriptions of the MCP server", () => {
  it("server.json is generated, and agrees with package.json", () => {
    const committed: unknown = JSON.parse(readFileSync("server.json", "utf8"));
    expect(committed, "run: npm run generate").to.deep.equal(serverJson(root, declarations));
    const { name, version, packages } = committed as {
      name: string;
      version: string;
      packages: { identifier: string; version: string }[];
    };
    expect([name, version]).to.deep.equal([own["mcpName"], own["version"]]);
    expect(packages.map((each) => [each.identifier, each.version])).to.deep.equal([
      [own["name"], own["version"]],
    ]);
  });

  it("have a description that registries accept: at most 100 characters", () => {
    expect(own["description"]).to.have.length.within(1, 100);
    // Letters, digits and punctuation before and after one slash.
    expect(own["mcpName"]).to.match(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
  });

  it("declare the secret as a secret, and pass each value as the variable that the command reads", async () => {
    const connector = await createConnector({ declarations, env: {} });
    const manifest = bundleManifest(root, declarations, connector.actions()) as {
      server: { mcp_config: { env: Record<string, string> } };
      user_config: Record<string, { sensitive: boolean; description: string }>;
      tools: object[];
    };
    expect(manifest.server.mcp_config.env).to.deep.equal({
      DEFENDER_TENANT_ID: "${user_config.tenant_id}",
      DEFENDER_CLIENT_ID: "${user_config.client_id}",
      DEFENDER_CLIENT_SECRET: "${user_config.client_secret}",
    });
    const form = Object.entries(manifest.user_config);
    expect(form.filter(([, { sensitive }]) => sensitive).map(([field]) => field)).to.deep.equal([
      "client_secret",
    ]);
    for (const [field, { description }] of form) expect(description, field).not.to.equal("");
    expect(manifest.tools).to.have.length(connector.actions().length);
  });
});
