// A release in a copy of the project: refused with placeholders, made by a dry run, and accepted without placeholders.
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { checksums } from "../../tools/release_files.js";

const left = new Set(["node_modules", "dist", "coverage", ".git"]);

describe("slow: a release", () => {
  let root = "";
  before(() => {
    root = mkdtempSync(join(tmpdir(), "release-"));
    cpSync(packageRoot(), root, { recursive: true, filter: (path) => !left.has(basename(path)) });
    symlinkSync(join(packageRoot(), "node_modules"), join(root, "node_modules"));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }

  function run(program: string, ...args: string[]): Ended {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
    return { code: status, stdout, stderr };
  }

  const release = (...args: string[]) => run("npm", "run", "--silent", "release", "--", ...args);
  /** The same without a build. */
  const releaseBuilt = (...args: string[]) => run(process.execPath, "dist/tools/release.js", ...args);

  const made = () => readdirSync(join(root, "dist/release")).toSorted();

  it("is refused while placeholders are left, and makes nothing", () => {
    const { code, stderr } = release();
    expect(code, stderr).to.equal(1);
    expect(stderr).to.contain("package.json: author is a placeholder");
    expect(existsSync(join(root, "dist/release"))).to.equal(false);
  });

  it("rejects an unknown argument", () => {
    const { code, stderr } = releaseBuilt("--dry");
    expect(code).to.equal(2);
    expect(stderr).to.contain("Unknown argument --dry. Nothing was made.");
  });

  it("is made by a dry run, which then fails and names each placeholder", () => {
    const { code, stdout, stderr } = release("--dry-run");
    expect(code, stderr).to.equal(1);
    for (const field of ["author", "repository", "homepage", "bugs", "mcpName"])
      expect(stderr).to.contain(`package.json: ${field} is a placeholder`);
    expect(stderr).to.contain("SECURITY.md: the security contact is a placeholder");
    const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      name: string;
      version: string;
    };
    const bundle = `${name}-${version}.mcpb`;
    const expected = [
      "SHA256SUMS",
      `${name}-${version}.tgz`,
      `${name}-github-action-${version}.tar.gz`,
      `n8n-nodes-${name}-${version}.tgz`,
      `n8n-nodes-${name}-serve-${version}.tgz`,
      `node-red-contrib-${name}-${version}.tgz`,
      "openapi-3.0.json",
      "openapi.json",
      "release-notes.md",
      "sbom.cdx.json",
      "swagger2.json",
    ];
    // The MCPB tool may not be installed. The dry run reports this.
    if (!stdout.includes(`${bundle} was not made`)) expected.push(bundle);
    expect(made()).to.deep.equal(expected.toSorted());
  });

  it("lists the digest of every file", () => {
    const folder = join(root, "dist/release");
    const listed = readFileSync(join(folder, "SHA256SUMS"), "utf8");
    rmSync(join(folder, "SHA256SUMS"));
    expect(listed).to.equal(checksums(folder));
    writeFileSync(join(folder, "SHA256SUMS"), listed);
  });

  it("lists bundled packages in the bill of materials, and no tools", () => {
    const { components } = JSON.parse(readFileSync(join(root, "dist/release/sbom.cdx.json"), "utf8")) as {
      components: { name: string }[];
    };
    const names = components.map(({ name }) => name);
    expect(names).to.include.members(["ajv", "fastify", "@modelcontextprotocol/sdk", "commander"]);
    expect(names).not.to.include.members(["mocha"]);
    expect(names).not.to.include.members(["typescript"]);
  });

  it("packs an action and packages that contain the version", () => {
    for (const file of made().filter((name) => name.endsWith(".tgz"))) {
      const text = execFileSync("tar", ["-xzOf", join(root, "dist/release", file), "package/package.json"]);
      expect(file).to.contain((JSON.parse(text.toString()) as { version: string }).version);
    }
    const action = made().find((name) => name.endsWith(".tar.gz")) as string;
    const listed = execFileSync("tar", ["-tzf", join(root, "dist/release", action)], { encoding: "utf8" });
    expect(listed)
      .to.contain("github-action/action.yml")
      .and.to.contain("github-action/dist/command/main.cjs");
  });

  it("passes when the placeholders are replaced and the version has a date", () => {
    for (const path of [
      "package.json",
      "server.json",
      "SECURITY.md",
      "CHANGELOG.md",
      ...["n8n", "n8n-serve", "node-red"].map((name) => `platforms/${name}/package/package.json`),
      "platforms/n8n-serve/credential_source.ts",
      ".github/ISSUE_TEMPLATE/config.yml",
    ]) {
      const text = readFileSync(join(root, path), "utf8")
        .replaceAll("example.com", "git.example")
        .replaceAll("com.example/", "io.github.people/")
        .replaceAll("defender-indicators contributors", "Some People")
        .replaceAll("Unreleased", "2026-11-30");
      writeFileSync(join(root, path), text);
    }
    const { code, stderr } = releaseBuilt("--dry-run");
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
  });
});
