/**
 * Makes packages look uninstalled: use `--import` with this file, and list their names in MISSING, separated
 * by commas.
 */
import { register } from "node:module";

const hooks = `
  const missing = ${JSON.stringify((process.env["MISSING"] ?? "").split(","))};
  export async function resolve(name, context, next) {
    if (!missing.includes(name)) return next(name, context);
    throw Object.assign(new Error("Cannot find package " + name), { code: "ERR_MODULE_NOT_FOUND" });
  }`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
