/** `npm run mcpb`: builds the folder of the MCPB bundle, `dist/packages/mcpb`, and packs it into one file. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createConnector, load, packageRoot } from "../connector/platform_api.js";
import { offeredActions } from "../platforms/mcp/offered_actions.js";
import { bundleManifest } from "./mcp_files.js";

/** The official tool, which npx downloads. */
export const mcpbTool = "@anthropic-ai/mcpb@2.1.2";

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

/** Packs the folder. Returns false if nothing may be downloaded and the tool is not in npm's cache. Throws other errors. */
export function packMcpb(folder: string, file: string, isOffline: boolean): boolean {
  const args = ["-y", isOffline ? "--offline" : "--prefer-offline", mcpbTool, "pack", folder, file];
  const { status, stderr, error } = spawnSync("npx", args, { encoding: "utf8" });
  if (status === 0) return true;
  if (isOffline && /\bENOTCACHED\b/.test(stderr)) return false;
  throw error ?? new Error(`The MCPB bundle was not packed:\n${stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(packageRoot(), "dist/packages/mcpb");
  const file = join(packageRoot(), "dist/packages/defender-indicators.mcpb");
  await bundleMcpb(folder);
  packMcpb(folder, file, false);
  process.stdout.write(`${relative(packageRoot(), file)}\n`);
}
