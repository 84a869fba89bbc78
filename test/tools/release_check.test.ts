/** Nothing is published while author, repository or contact are placeholders. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { placeholderFields, placeholdersIn } from "../../tools/release_check.js";

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

  const good = {
    author: "Some People",
    repository: "https://git.example/x",
    homepage: "https://git.example/x",
    bugs: "https://git.example/x/issues",
    mcpName: "io.github.people/x",
  };
  const secure = () => write("SECURITY.md", "Write to security@git.example.");

  for (const field of Object.keys(good))
    it(`names ${field} if it is missing or a placeholder`, () => {
      secure();
      write("package.json", JSON.stringify({ ...good, [field]: undefined }));
      expect(placeholderFields(root)).to.deep.equal([`package.json: ${field} is missing.`]);
      const text = field === "mcpName" ? "com.example/x" : "https://example.com/x";
      write("package.json", JSON.stringify({ ...good, [field]: text }));
      expect(placeholderFields(root)).to.deep.equal([`package.json: ${field} is a placeholder: ${text}`]);
      write("package.json", JSON.stringify(good));
      expect(placeholderFields(root)).to.deep.equal([]);
    });

  it("names an author that is only a group without a name, also of the packages of platforms", () => {
    secure();
    mkdirSync(join(root, "platforms/n8n/package"), { recursive: true });
    write("package.json", JSON.stringify({ ...good, author: "defender-indicators contributors" }));
    write("platforms/n8n/package/package.json", '{"author":{"name":"defender-indicators contributors"}}');
    expect(placeholderFields(root)).to.deep.equal([
      "package.json: author is a placeholder: defender-indicators contributors",
      'platforms/n8n/package/package.json: author is a placeholder: {"name":"defender-indicators contributors"}',
    ]);
  });

  it("names the security contact if it is missing or a placeholder", () => {
    write("package.json", JSON.stringify(good));
    expect(placeholderFields(root)).to.deep.equal(["SECURITY.md: the security contact is missing."]);
    write("SECURITY.md", "Please write to us.");
    expect(placeholderFields(root)).to.deep.equal(["SECURITY.md: the security contact is missing."]);
    write("SECURITY.md", "Write to security@example.com.");
    expect(placeholderFields(root)).to.deep.equal([
      "SECURITY.md: the security contact is a placeholder: security@example.com",
    ]);
  });

  it("runs before every way to publish", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(scripts["prepublishOnly"]).to.equal("npm run release-check");
    expect(scripts["release-check"]).to.contain("node dist/tools/release_check.js");
    expect(scripts["release"]).to.contain("node dist/tools/release.js");
  });
});
