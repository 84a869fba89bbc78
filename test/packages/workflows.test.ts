/** The workflows publish only what was checked, with pinned actions and no more permissions than they need. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

interface Step {
  readonly run?: string;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly needs?: string; readonly permissions?: object; readonly steps: readonly Step[] }
    >
  >;
}

const folder = ".github/workflows";
const read = (name: string) => parse(readFileSync(join(folder, name), "utf8")) as Workflow;
const release = read("release.yml");
const runs = (job: string) => (release.jobs[job]?.steps ?? []).flatMap(({ run = [] }) => run);

describe("the workflows", () => {
  it("pin every action to a commit, and name its version", () => {
    const used = readdirSync(folder).flatMap(
      (name) => readFileSync(join(folder, name), "utf8").match(/(?<=uses: ).*/g) ?? [],
    );
    expect(used).to.have.length.above(10);
    expect(used.filter((text) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(text))).to.deep.equal([]);
  });

  it("release a version tag only, after all checks and tests", () => {
    expect(release.on).to.deep.equal({ push: { tags: ["v*"] } });
    const [tag, test, made] = ["GITHUB_REF_NAME", "npm cit", "npm run release"].map((text) =>
      runs("build").findIndex((run) => run.includes(text)),
    );
    expect([tag, test, made]).to.deep.equal([0, 1, 2]);
    const publishing = Object.keys(release.jobs).filter((job) => job !== "build");
    expect(publishing).to.deep.equal(["npm", "image", "github-release", "mcp-registry"]);
    for (const job of publishing) expect(release.jobs[job]?.needs, job).to.match(/^(?:build|npm)$/);
  });

  it("grant each job only what it needs", () => {
    expect(release.permissions).to.deep.equal({ contents: "read" });
    const granted = Object.entries(release.jobs).map(([job, { permissions }]) => [job, permissions]);
    expect(Object.fromEntries(granted)).to.deep.equal({
      build: undefined,
      npm: { contents: "read", "id-token": "write" },
      image: { contents: "read", packages: "write" },
      "github-release": { contents: "write" },
      "mcp-registry": { contents: "read", "id-token": "write" },
    });
  });

  it("publish what the build made, with provenance and checksums", () => {
    const [check = "", publish = ""] = runs("npm");
    expect(check).to.contain("sha256sum --check --strict SHA256SUMS");
    expect(publish).to.match(/npm publish "\$file" --provenance/);
    expect(runs("github-release").join()).to.contain("--notes-file release-notes.md");
  });
});
