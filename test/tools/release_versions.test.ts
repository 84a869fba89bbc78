/** Every place that names another version than package.json is found. */
import { mkdirSync, rmSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { builtMismatches, undatedVersion, versionMismatches } from "../../tools/release_versions.js";

const good: Readonly<Record<string, unknown>> = {
  "package.json": { version: "1.2.3", mcpName: "io.github.people/x" },
  "package-lock.json": { version: "1.2.3", packages: { "": { version: "1.2.3" } } },
  "manifest.json": { version: "1.2.3" },
  "server.json": { name: "io.github.people/x", version: "1.2.3", packages: [{ version: "1.2.3" }] },
  "docs/openapi.json": { info: { version: "1.2.3" } },
  "platforms/n8n/package/package.json": {},
  "CHANGELOG.md": "# Changelog\n\n## 1.2.3 - 2026-11-30\n\n- New.\n\n## 1.2.2 - 2026-11-01\n",
  "docs/install.md": "npm install defender-indicators-1.2.3.tgz",
};

/** Content with one difference, and the sentence about it. */
const differences: readonly (readonly [path: string, content: unknown, sentence: string])[] = [
  ["package-lock.json", { version: "1.2.2", packages: { "": { version: "1.2.3" } } }, 'version is "1.2.2"'],
  ["package-lock.json", { version: "1.2.3", packages: {} }, 'packages."".version is missing'],
  ["manifest.json", { version: "1.2.4" }, 'version is "1.2.4"'],
  ["manifest.json", {}, "version is missing"],
  ["server.json", { ...(good["server.json"] as object), version: "0" }, 'version is "0"'],
  ["server.json", { ...(good["server.json"] as object), packages: [{}] }, "packages.0.version is missing"],
  ["docs/openapi.json", { info: { version: "1" } }, 'info.version is "1"'],
  ["platforms/n8n/package/package.json", { version: "9.9.9" }, 'version is "9.9.9"'],
  ["CHANGELOG.md", "# Changelog\n\n## 1.2.2 - 2026-11-01\n", 'the first heading is "1.2.2"'],
  ["CHANGELOG.md", "# Changelog\n", "the first heading is missing"],
  [
    "docs/install.md",
    "npm install n8n-nodes-defender-indicators-serve-1.0.0.tgz",
    'n8n-nodes-defender-indicators-serve-1.0.0.tgz is "1.0.0"',
  ],
];

describe("tools: versions of a release", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "release-versions-"));
    for (const [path, content] of Object.entries(good)) write(path, content);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, content: unknown): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }

  it("accepts equal versions", () => {
    expect(versionMismatches(root)).to.deep.equal([]);
    expect(undatedVersion(root)).to.deep.equal([]);
  });

  for (const [path, content, sentence] of differences)
    it(`reports ${path} if ${sentence}`, () => {
      write(path, content);
      expect(versionMismatches(root)).to.deep.equal([
        `${path}: ${sentence}, but version in package.json is "1.2.3".`,
      ]);
    });

  it("reports a file that is missing", () => {
    rmSync(join(root, "manifest.json"));
    expect(versionMismatches(root)).to.have.length(1);
  });

  it("reports another name of the MCP server", () => {
    write("server.json", { ...(good["server.json"] as object), name: "io.github.people/y" });
    expect(versionMismatches(root)).to.deep.equal([
      'server.json: name is "io.github.people/y", but mcpName in package.json is "io.github.people/x".',
    ]);
  });

  it("reports a version without a release date", () => {
    write("CHANGELOG.md", "## 1.2.3 - Unreleased\n");
    expect(undatedVersion(root)).to.deep.equal([
      'CHANGELOG.md: version 1.2.3 has no release date, but "Unreleased".',
    ]);
  });

  it("reports built packages and descriptions with another version", () => {
    write("dist/packages/one/package.json", { version: "1.2.2" });
    write("dist/packages/mcpb/manifest.json", { version: "1.2.1" });
    write("dist/release/openapi.json", { info: { version: "1.2.3" } });
    write("dist/release/swagger2.json", { info: { version: "1.2.0" } });
    expect(builtMismatches(root, join(root, "dist/release")).map((text) => text.split(",")[0])).to.deep.equal(
      [
        'dist/packages/one/package.json: version is "1.2.2"',
        'dist/packages/mcpb/manifest.json: version is "1.2.1"',
        'swagger2.json: info.version is "1.2.0"',
      ],
    );
  });

  it("finds no difference in this package", () => {
    expect(versionMismatches(packageRoot())).to.deep.equal([]);
  });
});
