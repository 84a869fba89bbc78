/** `npm run release-check`: fails while something blocks a release, such as a placeholder or a version that differs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/declarations/package_root.js";
import { readJson } from "./bundling.js";
import { platformPackages, undatedVersion, versionMismatches } from "./release_versions.js";

/** Files that name author, repository and contact, in addition to the packages. */
const published = [
  "package.json",
  "server.json",
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "LICENSE",
  "platforms/n8n-serve/credential_source.ts",
];

/** Names under example.com that belong to the project; examples of indicators use other names. */
const placeholder = /\b(?:example\.com|com\.example)\/defender-indicators|\b[\w.+-]+@example\.com\b/g;

/** The same, in a field that has no other content. */
const placeholderField = /\bexample\.com\b|\bcom\.example\b/;

/** Fields that a registry shows or checks. */
const requiredFields = ["author", "repository", "homepage", "bugs", "mcpName"];

/** A way to reach the people who maintain the project. */
const contact = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https:\/\/[^\s)]+/g;

/** Returns all that blocks a release, one sentence or place per line. @param root - folder that contains package.json */
export function releaseBlockers(root: string): string[] {
  return [
    ...placeholderFields(root),
    ...placeholdersIn(root).map((place) => `${place} is a placeholder.`),
    ...versionMismatches(root),
    ...undatedVersion(root),
  ];
}

/** Returns the fields and the security contact that are missing or placeholders, as sentences. */
export function placeholderFields(root: string): string[] {
  const own = readJson(join(root, "package.json")) as Readonly<Record<string, unknown>>;
  const fields = requiredFields.flatMap((field) => fieldProblem("package.json", field, own[field]));
  const authors = platformPackages(root).flatMap((path) =>
    fieldProblem(path, "author", (readJson(join(root, path)) as { author?: unknown }).author),
  );
  return [...fields, ...authors, ...contactProblem(root)];
}

function fieldProblem(path: string, field: string, value: unknown): string[] {
  if (value === undefined || value === "") return [`${path}: ${field} is missing.`];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const isPlaceholder =
    placeholderField.test(text) || (field === "author" && /indicators contributors/.test(text));
  return isPlaceholder ? [`${path}: ${field} is a placeholder: ${text}`] : [];
}

function contactProblem(root: string): string[] {
  const path = join(root, "SECURITY.md");
  const contacts = existsSync(path) ? (readFileSync(path, "utf8").match(contact) ?? []) : [];
  if (contacts.length === 0) return ["SECURITY.md: the security contact is missing."];
  return contacts
    .filter((text) => placeholderField.test(text))
    .map((text) => `SECURITY.md: the security contact is a placeholder: ${text}`);
}

/** The placeholders that are left, as `file:line: text`. @param root - folder that contains package.json */
export function placeholdersIn(root: string): string[] {
  return [...published, ...platformPackages(root), ...filesBelow(root, ".github")]
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

/** Prints what blocks a release and sets the exit code. */
export function reportBlockers(found: readonly string[]): void {
  if (found.length === 0) return;
  process.stderr.write(`${found.join("\n")}\n`);
  process.stderr.write(
    `The release is blocked (${found.length}). Nothing was published. Fix the lines above.\n`,
  );
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) reportBlockers(releaseBlockers(packageRoot()));
