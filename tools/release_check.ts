/** `npm run release-check`: fails while placeholders are left in what is published. Run before every release. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/declarations/package_root.js";

/** Files that name author, repository and contact. */
const published = [
  "package.json",
  "server.json",
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "LICENSE",
  "platforms/n8n/package/package.json",
  "platforms/n8n-serve/package/package.json",
  "platforms/n8n-serve/credential_source.ts",
  "platforms/node-red/package/package.json",
];

/** Names under example.com that belong to the project; examples of indicators use other names. */
const placeholder = /\b(?:example\.com|com\.example)\/defender-indicators|\b[\w.+-]+@example\.com\b/g;

/** The placeholders that are left, as `file:line: text`. @param root - folder that contains package.json */
export function placeholdersIn(root: string): string[] {
  return [...published, ...filesBelow(root, ".github")]
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) =>
      readFileSync(join(root, path), "utf8")
        .split("\n")
        .flatMap((line, i) => [...line.matchAll(placeholder)].map(([text]) => `${path}:${i + 1}: ${text}`)),
    );
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = placeholdersIn(packageRoot());
  if (found.length > 0) {
    process.stderr.write(`${found.join("\n")}\n`);
    process.stderr.write(`${found.length} placeholders are left. Replace them before you publish.\n`);
    process.exitCode = 1;
  }
}
