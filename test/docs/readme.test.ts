/** What the documents show is what the commands print; figures of time and place aside. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { documents, printed, shownIn } from "./outputs.js";

/** Ports, dates and seconds differ from run to run. */
function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\b\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, "DATE")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "MOMENT")
    .replace(/\b\d+(?:\.\d+)? m?s\b/g, "TIME")
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, "UUID")
    .trimEnd();
}

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

for (const document of documents)
  describe(document, () => {
    for (const { kind, words, text } of shownIn(readFileSync(document, "utf8")))
      it(`shows what \`${kind}: ${words}\` gives (renew with npm run readme)`, async () => {
        expect(steady(await printed({ kind, words }))).to.equal(steady(text));
      });
  });
