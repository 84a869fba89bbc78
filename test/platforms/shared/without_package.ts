/** Makes a package look uninstalled: use `--import` with this file, and its name in MISSING. */
import Module from "node:module";

const loader = Module as unknown as { _resolveFilename: (name: string, ...rest: unknown[]) => string };
const resolve = loader._resolveFilename;
loader._resolveFilename = (name, ...rest) => {
  if (!name.startsWith(`${process.env["MISSING"]}/`)) return resolve(name, ...rest);
  throw Object.assign(new Error(`Cannot find module ${name}`), { code: "MODULE_NOT_FOUND" });
};
