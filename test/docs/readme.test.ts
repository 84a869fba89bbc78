/** What the documents show is what the commands print; figures of time and place aside. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { documents, printed, refreshed, shownIn, steady } from "./outputs.js";

describe("README", () => {
  const shown = shownIn(readFileSync("README.md", "utf8"));

  it("shows the commands that a newcomer meets", () => {
    const commands = shown.filter(({ kind }) => kind === "run").map(({ words }) => words.split(" ")[1]);
    expect(commands).to.include.members([
      "demo",
      "run",
      "test-connection",
      "--help",
      "dist/examples/playbook.js",
    ]);
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
