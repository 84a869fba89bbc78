/** What package.json says about the project: its version, who publishes it, and where it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../connector/platform_api.js";

/** The parts that are used. */
export interface PackageInfo {
  readonly version: string;
  readonly author: string;
  readonly homepage: string;
  readonly license: string;
  readonly bugs: { readonly url: string };
}

/** Reads package.json. */
export function packageInfo(): PackageInfo {
  return JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as PackageInfo;
}
