/** Makes the files of a release. Everything except the download of the MCPB tool works offline. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleAction } from "./bundle_action.js";
import { bundleMcpb, packMcpb } from "./bundle_mcpb.js";
import { bundlePlatforms } from "./bundle_platforms.js";
import { readJson } from "./bundling.js";
import { releaseNotes } from "./release_notes.js";
import { releasedSbom, wholeSbom } from "./release_sbom.js";

/** Descriptions of the service that a release contains, by the name of their file. */
const descriptions = {
  "openapi.json": "openapi",
  "openapi-3.0.json": "openapi-3.0",
  "swagger2.json": "swagger2",
} as const;

/** What is made, and from what. */
interface Release {
  /** Folder that contains package.json. The command has been built. */
  readonly root: string;
  /** Folder for the files. */
  readonly folder: string;
  /** Whether nothing may be downloaded. */
  readonly isOffline: boolean;
}

/** Makes all files and returns a sentence for each that could not be made offline. */
export async function makeReleaseFiles(release: Release): Promise<string[]> {
  const { root, folder } = release;
  const { name, version } = readJson(join(root, "package.json")) as { name: string; version: string };
  for (const old of [folder, join(root, "dist/packages")]) rmSync(old, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const packed of [root, ...(await bundlePlatforms())]) pack(packed, folder);
  const skipped = await makeMcpb(release, `${name}-${version}.mcpb`);
  await makeAction(release, `${name}-github-action-${version}.tar.gz`);
  for (const [file, target] of Object.entries(descriptions)) describe(release, file, target);
  writeSbom(release, name);
  const notes = releaseNotes(readFileSync(join(root, "CHANGELOG.md"), "utf8"), version);
  writeFileSync(join(folder, "release-notes.md"), notes);
  writeFileSync(join(folder, "SHA256SUMS"), checksums(folder));
  return skipped;
}

/** The command has been built, and the script `prepack` would build it again. */
function pack(packed: string, folder: string): void {
  const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
  execFileSync("npm", args, { cwd: packed, stdio: ["ignore", "ignore", "inherit"] });
}

async function makeMcpb({ root, folder, isOffline }: Release, file: string): Promise<string[]> {
  const source = join(root, "dist/packages/mcpb");
  await bundleMcpb(source);
  if (packMcpb(source, join(folder, file), isOffline)) return [];
  return [
    `${file} was not made: its tool is not installed. Run npm run mcpb once, which downloads the tool.`,
  ];
}

async function makeAction({ root, folder }: Release, file: string): Promise<void> {
  const packages = join(root, "dist/packages");
  await bundleAction(join(packages, "github-action"));
  execFileSync("tar", ["-czf", join(folder, file), "-C", packages, "github-action"]);
}

function describe({ root, folder }: Release, file: string, target: string): void {
  const args = [join(root, "dist/command/main.cjs"), "export", target, "--output", join(folder, file)];
  execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
}

function writeSbom({ root, folder }: Release, name: string): void {
  const packages = readdirSync(join(root, "dist/packages")).map((each) => `packages/${each}`);
  const licences = ["command", ...packages]
    .map((part) => join(root, "dist", part, "THIRD_PARTY_LICENSES.txt"))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"));
  const sbom = releasedSbom(wholeSbom(root), name, licences);
  writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(sbom, null, 2)}\n`);
}

/** Returns the digests of the files of a folder, in the format of `sha256sum`. */
export function checksums(folder: string): string {
  return readdirSync(folder)
    .toSorted()
    .map((name) => {
      const digest = createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex");
      return `${digest}  ${name}\n`;
    })
    .join("");
}
