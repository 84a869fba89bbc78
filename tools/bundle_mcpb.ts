/** Builds the folder of the MCPB bundle, `dist/packages/mcpb`. `npm run mcpb` also packs it into one file. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createConnector, load, packageRoot } from "../connector/platform_api.js";
import { offeredActions } from "../platforms/mcp/offered_actions.js";
import { bundleManifest } from "./mcp_files.js";

/** Parts of the package that the server needs. */
const parts = ["dist/command", "manifest.json", "actions", "schemas", "package.json", "LICENSE"];

/** Creates the folder. The command must have been built. */
export async function bundleMcpb(folder: string): Promise<void> {
  const root = packageRoot();
  const declarations = load(root);
  const connector = await createConnector({ declarations, env: {} });
  const offered = offeredActions(connector, { allowDestructive: false, tools: undefined });
  const tools = connector.actions().filter(({ name }) => offered.has(name));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of parts) cpSync(join(root, part), join(folder, "server", part), { recursive: true });
  const manifest = bundleManifest(root, declarations, tools);
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(packageRoot(), "dist/packages/mcpb");
  await bundleMcpb(folder);
  process.stdout.write(`${relative(packageRoot(), folder)}\n`);
}
