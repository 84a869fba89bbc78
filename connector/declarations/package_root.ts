/** Locates the package: the nearest folder above this file with a manifest. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Returns the path of the folder with `manifest.json`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "manifest.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
