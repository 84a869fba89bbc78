/** Builds the folder of the GitHub Action, `dist/packages/github-action`: the command, and `action.yml`. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createConnector, load, packageRoot } from "../connector/platform_api.js";
import { actionMetadata } from "../platforms/github-action/metadata.js";

/** Parts of the package that the action needs. */
const parts = ["dist/command", "manifest.json", "actions", "schemas", "package.json", "LICENSE"];

/** The script that the runner starts. Other tools call `run` themselves. */
const main = `exports.run = () => {
  process.argv.splice(2, Infinity, "github-action");
  require("./dist/command/main.cjs");
};
if (require.main === module) exports.run();
`;

/** Creates the folder. The command must have been built. */
export async function bundleAction(folder: string): Promise<void> {
  const root = packageRoot();
  const declarations = load(root);
  const connector = await createConnector({ declarations, env: {} });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, "index.cjs"), main);
  writeFileSync(join(folder, "action.yml"), actionMetadata(connector, declarations, "index.cjs"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(packageRoot(), "dist/packages/github-action");
  await bundleAction(folder);
  process.stdout.write(`${relative(packageRoot(), folder)}\n`);
}
