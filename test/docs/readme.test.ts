/** What the documents show is what the commands print; figures of time and place aside. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { documents, printed, refreshed, shownIn, steady } from "./outputs.js";

const commandsIn = (path: string): (string | undefined)[] =>
  shownIn(readFileSync(path, "utf8"))
    .filter(({ kind }) => kind === "run")
    .map(({ words }) => words.split(" ")[1]);

describe("README", () => {
  it("shows the commands that a newcomer meets", () => {
    expect(commandsIn("README.md")).to.include.members(["demo", "run"]);
    const text = readFileSync("README.md", "utf8");
    for (const command of ["npm ci && npm run demo", "npm cit", "test-connection --asset asset.json"])
      expect(text).to.contain(command);
  });

  it("is one of the documents whose outputs are compared, with the pages that show commands", () => {
    expect(documents).to.include("README.md");
    const commands = documents.flatMap(commandsIn);
    expect(commands).to.include.members(["test-connection", "--help", "serve", "dist/examples/playbook.js"]);
  });
});

describe("npm run readme", () => {
  it("runs without a test runner (was: one of its modules needed one)", () => {
    const args = ["--input-type=module", "-e", 'await import("./dist/test/docs/outputs.js")'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect([status, stderr]).to.deep.equal([0, ""]);
  });

  const shown = (text: string): string => `<!-- run: x -->\n\`\`\`text\n${text}\n\`\`\`\n`;
  const [was, later, other] = ["at 127.0.0.1:1, 1.0 s", "at 127.0.0.1:2, 2.0 s", "on 127.0.0.1:2, 2.0 s"];

  it("shows the lines that the document asks for, and … for the lines between them", async () => {
    const words = "defender-indicators demo (lines 1-2, 15-)";
    const text = await printed({ kind: "run", words });
    expect(text).to.match(/^A simulated Defender .*\nImporting 1200 .*\n…\n1200 rows: .*\n(?:.+\n){2}$/);
  });

  it("leaves a text alone that differs in figures of time and place only", async () => {
    expect(await refreshed(shown(was), async () => later)).to.equal(shown(was));
    expect(await refreshed(shown(was), async () => other)).to.equal(shown(other));
  });
});

for (const document of documents)
  describe(document, () => {
    for (const { kind, words, text } of shownIn(readFileSync(document, "utf8")))
      it(`shows what \`${kind}: ${words}\` gives (renew with npm run readme)`, async () => {
        expect(steady(await printed({ kind, words }))).to.equal(steady(text));
      });
  });
