/** The documents describe what a release contains, and that nothing is published while the release is blocked. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { releaseBlockers } from "../../tools/release_check.js";

const page = readFileSync("docs/develop/releasing.md", "utf8");

describe("docs: release", () => {
  it("say that nothing is published while the release is blocked", () => {
    const isBlocked = releaseBlockers(packageRoot()).length > 0;
    for (const path of ["README.md", "docs/getting-started.md"])
      expect(/No package is published yet/.test(readFileSync(path, "utf8")), path).to.equal(isBlocked);
    expect(/not published/.test(page)).to.equal(isBlocked);
  });

  it("name only scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
    const named = [...page.matchAll(/npm run ([a-z0-9:-]+)/g)].map(([, name = ""]) => name);
    expect(named).to.include("release");
    expect(scripts).to.include.all.keys(...named);
  });

  it("describe every publishing job of the workflow", () => {
    const workflow = readFileSync(".github/workflows/release.yml", "utf8");
    const jobs = [...workflow.matchAll(/^  ([a-z-]+):\n    needs:/gm)].map(([, job]) => job);
    const described = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, job]) => job);
    expect(described).to.deep.equal(jobs);
  });
});
