/** Installs another version of Node from the package registry. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { succeed } from "../n8n/processes.js";

/**
 * Installs Node unless the folder has it already.
 *
 * @returns path of the program
 */
export async function installNode(version: string, folder: string): Promise<string> {
  const node = join(folder, "node_modules/node/bin/node");
  // The script of this package installs the program.
  const quiet = ["--no-save", "--no-audit", "--no-fund"];
  if (!existsSync(node)) await succeed("npm", ["install", "--prefix", folder, ...quiet, `node@${version}`]);
  return node;
}
