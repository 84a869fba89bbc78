/** The start of the executable: makes its files readable, and runs the command, which is the rest of the same script. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getAsset } from "node:sea";
import { Script } from "node:vm";
import { EmbeddedFiles } from "./embedded_files.js";

type Run = (require: NodeJS.Require, path: string) => void;

/** Runs the function of `command.cjs`. */
export function start(command: Run): void {
  // Nothing on disk can be below a file.
  const root = join(process.execPath, "files");
  const names = new Set(JSON.parse(getAsset("names", "utf8")) as string[]);
  new EmbeddedFiles(root, names, (name) => Buffer.from(getAsset(name))).install();
  const file = join(root, "dist/command/command.cjs");
  command(requireFrom(file), file);
}

/** Returns a function that loads the embedded libraries, and what is part of Node. */
function requireFrom(file: string): NodeJS.Require {
  const native = createRequire(file);
  const own = (name: string): unknown =>
    name.startsWith("./") ? embeddedModule(join(dirname(file), name)) : native(name);
  return Object.assign(own, native);
}

const loaded = new Map<string, { exports: object }>();

function embeddedModule(file: string): object {
  const known = loaded.get(file);
  if (known !== undefined) return known.exports;
  const made = { exports: {} };
  loaded.set(file, made);
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`;
  const run = new Script(text, { filename: file }).runInThisContext() as (...parts: unknown[]) => void;
  run(made.exports, requireFrom(file), made, file, dirname(file));
  return made.exports;
}
