// Installs a real n8n, and our package from the tarball that npm packs, as users do.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../connector/index.js";
import { packageFiles } from "../../platforms/n8n-serve/package_files.js";
import { bundlePackage } from "../../tools/bundle_platforms.js";
import { bundleSources } from "../../tools/bundle_sources.js";
import { installNode } from "../support/install_node.js";
import { succeed, type Undone } from "./processes.js";

/** The version of n8n. N8N_VERSION selects another, such as 2.41.1. */
const version = process.env["N8N_VERSION"] ?? "1.123.81";

/**
 * Two of its dependencies were removed from the registry, and the server of 1.x does not start with a newer version of
 * the third.
 */
const recipe = {
  private: true,
  dependencies: { n8n: version },
  overrides: {
    xlsx: "0.18.5",
    cssomnom: "npm:cssom@0.5.0",
    ...(version.startsWith("1.") ? { "@langchain/langgraph-checkpoint": "1.0.0" } : {}),
  },
};

/** An n8n installation. */
export interface Installed {
  /** Paths of Node and of the n8n program. */
  readonly command: readonly [string, string];
  readonly versions: { readonly n8n: string; readonly node: string };
}

/** Installs n8n, or uses the installation in N8N_FOLDER; a temporary folder is deleted with the script. */
export async function installN8n(undone: Undone, emit: (line: string) => void): Promise<Installed> {
  const folder = process.env["N8N_FOLDER"] ?? temporaryFolder("n8n-", undone);
  const modules = join(folder, "node_modules");
  if (!existsSync(join(modules, "n8n/bin/n8n"))) {
    emit("Installing n8n, which takes some minutes and 2 GB; N8N_FOLDER keeps it for the next time.");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify(recipe));
    // n8n works without the scripts of its dependencies.
    const quiet = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"];
    await succeed("npm", ["install", ...quiet], { cwd: folder });
  }
  const node = await installNode("24", join(folder, "runtime"));
  return {
    command: [node, join(modules, "n8n/bin/n8n")],
    versions: { n8n: versionOf(join(modules, "n8n")), node: versionOf(join(node, "../..")) },
  };
}

/**
 * Packs our packages and installs the tarballs in the folder for community packages.
 *
 * @param home - user folder of n8n
 */
export async function installPackages(
  home: string,
  undone: Undone,
  emit: (line: string) => void,
): Promise<void> {
  const root = packageRoot();
  const target = temporaryFolder("n8n-package-", undone);
  const folders = [
    await bundlePackage({
      entry: join(root, "dist/platforms/n8n/index.js"),
      statics: join(root, "platforms/n8n/package"),
      target,
    }),
    await bundleSources({
      statics: join(root, "platforms/n8n-serve/package"),
      target,
      made: await packageFiles(),
    }),
  ];
  const tarballs: string[] = [];
  for (const cwd of folders) {
    const { stdout } = await succeed("npm", ["pack", "--json", "--pack-destination", target], { cwd });
    const [{ filename, size, entryCount }] = JSON.parse(stdout);
    emit(`${filename}: ${Math.round(size / 1000)} kB, ${entryCount} files`);
    tarballs.push(join(target, filename));
  }
  const nodes = join(home, ".n8n/nodes");
  mkdirSync(nodes, { recursive: true });
  writeFileSync(join(nodes, "package.json"), '{"private":true}');
  // As n8n does it: without the peer dependency, which n8n provides.
  const args = [
    "install",
    "--omit=peer",
    "--legacy-peer-deps",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ];
  await succeed("npm", [...args, ...tarballs], { cwd: nodes });
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

/** Creates a folder that is deleted with the script. */
export function temporaryFolder(prefix: string, undone: Undone): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  undone.later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
