/** The command line that tests start: the compiled files, or with COMMAND=bundled what users install. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const compiled = "../../platforms/cli/main.js";
const bundled = "../../command/main.cjs";

/** Path of the file to start. */
export const commandFile = fileURLToPath(
  new URL(process.env["COMMAND"] === "bundled" ? bundled : compiled, import.meta.url),
);

let folder: string | undefined;

/** Returns the variables that keep the code cache of the command out of the home folder. */
export function cacheVariables(): { NODE_COMPILE_CACHE: string } {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), "code-cache-"));
    process.once("exit", () => rmSync(folder as string, { recursive: true, force: true }));
  }
  return { NODE_COMPILE_CACHE: folder };
}
