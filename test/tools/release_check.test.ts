/** Nothing is published while author, repository or contact are placeholders. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { placeholdersIn } from "../../tools/release_check.js";

describe("tools: release check", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "release-check-"));
    mkdirSync(join(root, ".github/workflows"), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);

  it("names each placeholder with file and line", () => {
    write("package.json", '{\n"homepage": "https://example.com/defender-indicators"}');
    write("server.json", '{"name": "com.example/defender-indicators"}');
    write("SECURITY.md", "Write to security@example.com.");
    write(".github/workflows/x.yml", "url: git+https://example.com/defender-indicators.git");
    expect(placeholdersIn(root)).to.deep.equal([
      "package.json:2: example.com/defender-indicators",
      "server.json:1: com.example/defender-indicators",
      "SECURITY.md:1: security@example.com",
      ".github/workflows/x.yml:1: example.com/defender-indicators",
    ]);
  });

  it("passes when they are replaced, whatever other examples say", () => {
    write("package.json", '{ "homepage": "https://git.example/defender-indicators" }');
    write("README.md", "A domain such as bad.example or https://example.com/verify.");
    expect(placeholdersIn(root)).to.deep.equal([]);
  });

  it("runs before every way to publish", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(scripts["prepublishOnly"]).to.equal("npm run release-check");
    expect(scripts["release-check"]).to.contain("node dist/tools/release_check.js");
    const release = readFileSync(".github/workflows/release.yml", "utf8");
    expect(release.indexOf("run: npm run release-check")).to.be.greaterThan(0);
    expect(release.indexOf("run: npm publish --provenance")).to.be.greaterThan(
      release.indexOf("run: npm run release-check"),
    );
  });
});
