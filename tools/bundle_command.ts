/**
 * Bundles the command line into `dist/command`, which needs no packages. Part of `npm run build`.
 *
 * `main.cjs` runs `command.cjs` through the code cache. Everything in it is initialized on first use. Large
 * libraries, which most commands do not need, are files of their own.
 */
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { packageRoot } from "../connector/index.js";
import { licences, plainRequire } from "./bundling.js";

/** Libraries that are files of their own. */
const separate = ["@dbos-inc/dbos-sdk", "fastify", "jschardet", "pg", "pino"];

/** Further entry points of a library. They share its state, so they are in its file. */
const furtherEntries: Readonly<Record<string, readonly string[]>> = {
  "@dbos-inc/dbos-sdk": ["@dbos-inc/dbos-sdk/eventreceiver"],
};

/** Packages that a library loads if they are installed. */
const optional = [
  "@dbos-inc/dbos-enterprise",
  "@opentelemetry/*",
  "cloudflare:sockets",
  "pg-cloudflare",
  "pg-native",
  "winston",
  "winston-transport",
];

/** Returns the file of a library. */
const fileOf = (name: string): string => `${name.replace(/^@/, "").replace("/", "_")}.cjs`;

/** Loads libraries from their own files. */
function separateFiles(names: readonly string[]): Plugin {
  return {
    name: "separate files",
    setup(building) {
      for (const name of names) {
        const entries = [name, ...(furtherEntries[name] ?? [])];
        building.onResolve({ filter: new RegExp(`^(?:${entries.join("|")})$`) }, () => ({
          path: `./${fileOf(name)}`,
          external: true,
        }));
      }
    },
  };
}

/** What a library loads when it is loaded, and few runs need. */
const seldomUsed = ["form-data", "jsonwebtoken", "node:child_process"];

/** Loads what a library requires when it uses it. The product's own files import what they use. */
const loadedOnUse: Plugin = {
  name: "loaded on use",
  setup(building) {
    const onUse = "on use";
    const filter = new RegExp(`^(?:${seldomUsed.join("|")})$`);
    building.onResolve({ filter }, ({ path, kind, namespace }) =>
      namespace === onUse || kind !== "require-call" ? undefined : { path, namespace: onUse },
    );
    building.onLoad({ filter: /.*/, namespace: onUse }, ({ path }) => ({
      resolveDir: packageRoot(),
      contents: `
        const load = () => require("${path}");
        module.exports = new Proxy(function () {}, {
          get: (_, name) => load()[name],
          has: (_, name) => name in load(),
          apply: (_, self, args) => load().apply(self, args),
          construct: (_, args) => new (load())(...args),
        });`,
    }));
  },
};

/** Returns the script of a library that is a file of its own. */
function contentOf(name: string): string {
  const further = (furtherEntries[name] ?? []).map((entry) => `, require("${entry}")`);
  const whole = `require("${name}")`;
  return `module.exports = ${further.length === 0 ? whole : `Object.assign({}, ${whole}${further.join("")})`};`;
}

/** A library that is a file of its own shares the others. */
const libraryOptions = (name: string): BuildOptions => ({
  external: optional,
  plugins: [separateFiles(separate.filter((other) => other !== name))],
});

/** Creates the folder. Throws the errors of esbuild. */
async function bundleCommand(folder: string): Promise<void> {
  const root = packageRoot();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const metafiles = [];
  for (const name of separate)
    metafiles.push(await bundle(contentOf(name), join(folder, fileOf(name)), libraryOptions(name)));
  const command = join(folder, "command.cjs");
  metafiles.push(await bundle(runsProcess, command, commandOptions));
  const text = ascii(readFileSync(command, "utf8"));
  writeFileSync(command, text);
  const digest = createHash("sha256").update(text).digest("hex");
  const main = join(folder, "main.cjs");
  await bundle(runsCommand(digest), main, { banner: { js: "#!/usr/bin/env node" } });
  chmodSync(main, 0o755);
  copyFileSync(join(root, "dist/platforms/cli/report/report_text.js"), join(folder, "report_text.js"));
  writeFileSync(join(folder, "THIRD_PARTY_LICENSES.txt"), licences(metafiles, root));
}

/** Escapes the last characters outside of ASCII: esbuild does not do it in regular expressions. ASCII is read faster. */
function ascii(text: string): string {
  return text.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const runsProcess = 'import { runProcess } from "./dist/platforms/cli/run_process.js"; runProcess();';

function runsCommand(digest: string): string {
  return `
    import { join } from "node:path";
    import { runCached } from "./dist/platforms/cli/code_cache.js";
    runCached({ file: join(__dirname, "command.cjs"), digest: "${digest}" });`;
}

/** Makes a script that is one function. */
const commandOptions: BuildOptions = {
  define: { "import.meta.url": "scriptUrl" },
  banner: {
    js: '(function (require, __filename) { const scriptUrl = require("node:url").pathToFileURL(__filename).href;',
  },
  footer: { js: "})" },
  plugins: [plainRequire, loadedOnUse, separateFiles(separate)],
  // A script of the code cache cannot load modules.
  supported: { "dynamic-import": false },
};

/** Bundles a script that can import the compiled files, for the oldest Node. */
export async function bundle(
  contents: string,
  outfile: string,
  options: BuildOptions = {},
): Promise<Metafile> {
  const root = packageRoot();
  const { metafile } = await build({
    stdin: { contents, resolveDir: root },
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    charset: "ascii",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    ...options,
  });
  return metafile as Metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundleCommand(join(packageRoot(), "dist/command"));
