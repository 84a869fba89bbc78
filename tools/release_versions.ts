/** Compares every version that the project names with the version in package.json. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./bundling.js";

/** A place that names a version, or another value that must be equal to one in package.json. */
interface Place {
  readonly path: string;
  readonly field: string;
  readonly found: unknown;
}

/** JSON files with the version, and its place in them. */
const places: readonly (readonly [path: string, ...field: string[]])[] = [
  ["package-lock.json", "version"],
  ["package-lock.json", "packages", "", "version"],
  ["manifest.json", "version"],
  ["server.json", "version"],
  ["docs/openapi.json", "info", "version"],
];

/** The heading of a version in CHANGELOG.md: `## 1.2.3 - 2026-11-30`. */
const heading = /^## (\S+) - (.+)$/m;

/** Returns the files package.json of the platforms, relative to the root. */
export function platformPackages(root: string): string[] {
  const platforms = join(root, "platforms");
  if (!existsSync(platforms)) return [];
  return readdirSync(platforms)
    .toSorted()
    .map((name) => `platforms/${name}/package/package.json`)
    .filter((path) => existsSync(join(root, path)));
}

/** Returns the version in package.json. */
function versionOf(root: string): string {
  return (readJson(join(root, "package.json")) as { version: string }).version;
}

/** Returns a sentence for each place that differs from package.json. @param root - folder that contains package.json */
export function versionMismatches(root: string): string[] {
  const { version, mcpName } = readJson(join(root, "package.json")) as { version: string; mcpName: string };
  const found = places.map(([path, ...field]) => placeOf(root, path, field));
  const all = [...found, ...packagesOfServer(root), ...ofPlatforms(root), ofChangelog(root)];
  return [
    ...mismatches([...all, ...tarballNames(root)], version),
    ...mismatches([placeOf(root, "server.json", ["name"])], mcpName, "mcpName"),
  ];
}

/** Returns a sentence for each built package or description with another version. */
export function builtMismatches(root: string, release: string): string[] {
  const version = versionOf(root);
  const packages = readdirSync(join(root, "dist/packages"))
    .map((name) => `dist/packages/${name}/package.json`)
    .filter((path) => existsSync(join(root, path)));
  const descriptions = readdirSync(release).filter((name) => /^(?:openapi|swagger).*\.json$/.test(name));
  return [
    ...mismatches(
      [...packages, "dist/packages/mcpb/manifest.json"].map((path) => placeOf(root, path, ["version"])),
      version,
    ),
    ...mismatches(
      descriptions.map((path) => placeOf(release, path, ["info", "version"])),
      version,
    ),
  ];
}

/** Returns a sentence if CHANGELOG.md contains no date for the version. */
export function undatedVersion(root: string): string[] {
  const [, version = "", date = ""] = heading.exec(textOf(root, "CHANGELOG.md")) ?? [];
  if (version === "" || /^\d{4}-\d\d-\d\d$/.test(date)) return [];
  return [`CHANGELOG.md: version ${version} has no release date, but "${date}".`];
}

function mismatches(found: readonly Place[], expected: string, source = "version"): string[] {
  return found
    .filter((place) => place.found !== expected)
    .map((place) => {
      const is = place.found === undefined ? "is missing" : `is ${JSON.stringify(place.found)}`;
      return `${place.path}: ${place.field} ${is}, but ${source} in package.json is "${expected}".`;
    });
}

/** The value is missing if the file or a parent is. */
function placeOf(root: string, path: string, field: readonly string[]): Place {
  let found: unknown = existsSync(join(root, path)) ? readJson(join(root, path)) : undefined;
  for (const name of field)
    found = Object.hasOwn(found ?? {}, name) ? (found as Readonly<Record<string, unknown>>)[name] : undefined;
  return { path, field: field.map((name) => name || '""').join("."), found };
}

function packagesOfServer(root: string): Place[] {
  const { found } = placeOf(root, "server.json", ["packages"]);
  const { length } = Array.isArray(found) ? found : [];
  return Array.from({ length }, (_, i) => placeOf(root, "server.json", ["packages", `${i}`, "version"]));
}

/** The packages get the version when they are built. One of their own would win. */
function ofPlatforms(root: string): Place[] {
  return platformPackages(root)
    .map((path) => placeOf(root, path, ["version"]))
    .filter(({ found }) => found !== undefined);
}

function ofChangelog(root: string): Place {
  const [, found] = heading.exec(textOf(root, "CHANGELOG.md")) ?? [];
  return { path: "CHANGELOG.md", field: "the first heading", found };
}

/** Names of tarballs in the documents. */
function tarballNames(root: string): Place[] {
  const pages = ["README.md", ...documents(root)];
  return pages.flatMap((path) =>
    [...textOf(root, path).matchAll(/\b[a-z0-9-]*defender-indicators[a-z-]*-(\d+\.\d+\.\d+\S*?)\.tgz/g)].map(
      ([field, found]) => ({ path, field, found }),
    ),
  );
}

function documents(root: string): string[] {
  if (!existsSync(join(root, "docs"))) return [];
  return readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path))
    .toSorted();
}

function textOf(root: string, path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
}
