/**
 * `npm run release`: makes the files of a release in `dist/release`, which the release workflow publishes. Fails before
 * it makes any while something blocks the release. With `--dry-run` it works offline, makes the files anyway, and then
 * fails.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/declarations/package_root.js";
import { releaseBlockers, reportBlockers } from "./release_check.js";
import { makeReleaseFiles } from "./release_files.js";
import { builtMismatches } from "./release_versions.js";

const usage = "Usage: npm run release [-- --dry-run]\n";

async function release(isDryRun: boolean): Promise<void> {
  const root = packageRoot();
  const folder = join(root, "dist/release");
  const blockers = releaseBlockers(root);
  if (blockers.length > 0 && !isDryRun) {
    reportBlockers(blockers);
    return;
  }
  const skipped = await makeReleaseFiles({ root, folder, isOffline: isDryRun });
  for (const name of readdirSync(folder).toSorted())
    process.stdout.write(`dist/release/${name}  ${Math.ceil(statSync(join(folder, name)).size / 1024)} kB\n`);
  for (const sentence of skipped) process.stdout.write(`${sentence}\n`);
  reportBlockers([...blockers, ...builtMismatches(root, folder)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const unknown = process.argv.slice(2).find((arg) => arg !== "--dry-run");
  if (unknown === undefined) await release(process.argv.includes("--dry-run"));
  else {
    process.stderr.write(`Unknown argument ${unknown}. Nothing was made.\n${usage}`);
    process.exitCode = 2;
  }
}
