// Sends real public feeds through the product: `npm run test:samples -- FOLDER`. Exits with 1 on a fault.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkFolder, type FolderResult } from "./check_folder.js";
import { folders } from "./folders.js";
import { checkHosts } from "./hosts.js";
import { checkPatterns } from "./patterns.js";
import { print, table } from "./table.js";
import { watchForHangs } from "./watchdog.js";

/** Values of the independent reader that must become rows. */
const minShare = 0.95;
/** Faults that are printed. */
const maxShown = 200;

/** Returns the folders, or exits if one of the README of the samples is missing. */
function requireFolders(root: string | undefined): string {
  if (root === undefined) throw new Error("Name the folder of the samples: npm run test:samples -- FOLDER");
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const named = [...readme.matchAll(/^\| `([a-z0-9-]+)` \| [\w.-]+\/[\w.-]+ @/gm)].map(
    ([, name = ""]) => name,
  );
  const missing = [...new Set([...named, ...Object.keys(folders)])].filter(
    (name) => !statSync(join(root, name), { throwIfNoEntry: false })?.isDirectory(),
  );
  if (named.length === 0 || missing.length > 0) throw new Error(`Missing in ${root}: ${missing.join(", ")}`);
  const unknown = readdirSync(root).filter((name) => name !== "README.md" && !Object.hasOwn(folders, name));
  if (unknown.length > 0) throw new Error(`Add rules to test/samples/folders.ts for ${unknown.join(", ")}.`);
  return root;
}

function shareFaults({ folder, counted, taken }: FolderResult): string[] {
  if (counted === 0 || taken / counted >= minShare) return [];
  return [
    `${folder}: ${taken} of ${counted} values are taken or changed, at least ${minShare * 100} % are required`,
  ];
}

async function run(root: string): Promise<string[]> {
  const work = mkdtempSync(join(tmpdir(), "samples-"));
  const beat = watchForHangs(120);
  try {
    const results: FolderResult[] = [];
    for (const folder of Object.keys(folders))
      results.push(await checkFolder(join(root, folder), folder, join(work, "items.ndjson"), beat));
    print(table(results));
    const further = [...(await checkPatterns(root, work)), ...(await checkHosts(root, work))];
    return [...results.flatMap((result) => [...result.faults, ...shareFaults(result)]), ...further];
  } finally {
    beat.end();
    rmSync(work, { recursive: true });
  }
}

function failed(error: unknown): string[] {
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}

const faults = await Promise.resolve(process.argv[2]).then(requireFolders).then(run).catch(failed);
for (const fault of faults.slice(0, maxShown)) print(`FAULT ${fault}`);
print(`${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
