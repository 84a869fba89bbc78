// Installs a real n8n, and our package into it as its users would: from the tarball that npm packs.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../connector/index.js";
import { bundlePackage } from "../../tools/bundle_platforms.js";
import { succeed, type Undone } from "./processes.js";

/**
 * n8n 1.x is the last one whose dependencies a registry alone can satisfy; two of them have been taken off it, and the
 * server does not start with a newer one of the third.
 */
const recipe = {
  private: true,
  dependencies: { n8n: "1.123.81" },
  overrides: { xlsx: "0.18.5", cssomnom: "npm:cssom@0.5.0", "@langchain/langgraph-checkpoint": "1.0.0" },
};

/** A real n8n on disk. */
export interface Installed {
  /** Node and n8n's own program. */
  readonly command: readonly [string, string];
  readonly versions: { readonly n8n: string; readonly node: string };
}

/** Installs n8n, or takes what N8N_FOLDER holds already; a folder of its own goes with the script. */
export async function installN8n(undone: Undone, emit: (line: string) => void): Promise<Installed> {
  const folder = process.env["N8N_FOLDER"] ?? temporaryFolder("n8n-", undone);
  const modules = join(folder, "node_modules");
  const runtime = join(folder, "runtime");
  if (!existsSync(join(modules, "n8n/bin/n8n"))) {
    emit("Installing n8n, which takes some minutes and 1.4 GB; N8N_FOLDER keeps it for the next time.");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify(recipe));
    const quiet = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"];
    await succeed("npm", ["install", ...quiet], { cwd: folder });
    // The package of Node has a script that puts the program in its place; those of n8n build what it can do without.
    await succeed("npm", ["install", "--no-audit", "--no-fund", "--prefix", runtime, "node@24"]);
  }
  const node = join(runtime, "node_modules/node");
  return {
    command: [join(node, "bin/node"), join(modules, "n8n/bin/n8n")],
    versions: { n8n: versionOf(join(modules, "n8n")), node: versionOf(node) },
  };
}

/** Packs our package and installs the tarball where n8n has packages of the community. @param home n8n's own folder */
export async function installPackage(
  home: string,
  undone: Undone,
  emit: (line: string) => void,
): Promise<void> {
  const root = packageRoot();
  const target = temporaryFolder("n8n-package-", undone);
  const made = await bundlePackage({
    entry: join(root, "dist/platforms/n8n/index.js"),
    statics: join(root, "platforms/n8n/package"),
    target,
  });
  const { stdout } = await succeed("npm", ["pack", "--json", "--pack-destination", target], { cwd: made });
  const [{ filename, size, entryCount }] = JSON.parse(stdout);
  emit(`${filename}: ${Math.round(size / 1000)} kB, ${entryCount} files`);
  const nodes = join(home, ".n8n/nodes");
  mkdirSync(nodes, { recursive: true });
  writeFileSync(join(nodes, "package.json"), '{"private":true}');
  // As n8n itself does it: without the peer, which is its own.
  const args = [
    "install",
    "--omit=peer",
    "--legacy-peer-deps",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ];
  await succeed("npm", [...args, join(target, filename)], { cwd: nodes });
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

/** A folder that goes with the script. */
export function temporaryFolder(prefix: string, undone: Undone): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  undone.later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
