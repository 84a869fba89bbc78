/** A copy of the package's declarations, for tests that change them. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../connector/index.js";

/** Copies the manifest, the actions and the schemas into the folder. */
export function copyDeclarations(folder: string): void {
  for (const part of ["manifest.json", "actions", "schemas"])
    cpSync(join(packageRoot(), part), join(folder, part), { recursive: true });
}
