/**
 * `npm run executable`: makes one file for this system and architecture that contains Node and the command, and needs no
 * installation. It contains the Node that runs this script.
 */
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/index.js";
import { declarationFiles } from "../connector/declarations/load.js";
import { bundle } from "./bundle_command.js";

/** Node's tool that puts the data into the executable; npx downloads it. */
const injector = "postject@1.0.0-alpha.6";
/** Marks the place in Node's program. */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** Returns the files that the command reads. The command itself is part of the script. */
function filesOf(root: string): string[] {
  const folders = [
    "dist/command",
    "platforms/cli/report/page",
    "platforms/http/page",
    "platforms/xsoar/script",
  ];
  const further = folders.flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const isLoaded = (name: string) => !/\/(?:main|command)\.cjs$/.test(name);
  return ["package.json", "LICENSE", ...declarationFiles(root), ...further.filter(isLoaded)];
}

/**
 * Creates the executable. The command must have been built.
 *
 * @param node - path of Node's program, which becomes a part of it
 */
export async function bundleExecutable(target: string, node = process.execPath): Promise<void> {
  const root = packageRoot();
  const folder = mkdtempSync(join(tmpdir(), "executable-"));
  try {
    const [main, names, config, blob] = ["main.cjs", "names.json", "config.json", "blob"].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    const files = filesOf(root);
    writeFileSync(names, JSON.stringify(files));
    await writeScript(main, root);
    const assets = { names, ...Object.fromEntries(files.map((name) => [name, join(root, name)])) };
    const settings = { main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: true, assets };
    writeFileSync(config, JSON.stringify(settings));
    execFileSync(node, ["--experimental-sea-config", config], { stdio: "pipe" });
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(node, target);
    chmodSync(target, 0o755);
    const args = ["-y", "--prefer-offline", injector, target, "NODE_SEA_BLOB", blob, "--sentinel-fuse", fuse];
    execFileSync("npx", args, { stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the start of the executable, followed by the command. */
async function writeScript(file: string, root: string): Promise<void> {
  await bundle('module.exports = require("./dist/tools/executable/main.js");', file);
  const command = readFileSync(join(root, "dist/command/command.cjs"), "utf8");
  appendFileSync(file, `module.exports.start(${command.trim()});\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = join(
    packageRoot(),
    "dist/packages",
    `defender-indicators-${process.platform}-${process.arch}`,
  );
  await bundleExecutable(target);
  process.stdout.write(`${relative(packageRoot(), target)}\n`);
}
