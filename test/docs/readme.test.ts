/** What the README shows is what the commands print; figures of time and place aside. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { printed, shownIn } from "./outputs.js";

/** Ports, dates and seconds differ from run to run. */
function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\b\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, "DATE")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "MOMENT")
    .replace(/\b\d+(?:\.\d+)? m?s\b/g, "TIME")
    .trimEnd();
}

describe("README", () => {
  const shown = shownIn(readFileSync("README.md", "utf8"));

  it("shows the commands that a newcomer meets", () => {
    expect(shown.map(({ command }) => command.split(" ")[1])).to.include.members([
      "demo",
      "run",
      "test-connection",
      "--help",
      "dist/examples/playbook.js",
    ]);
  });

  for (const { command, text } of shown) {
    it(`shows what \`${command}\` prints (renew with npm run readme)`, async () => {
      expect(steady(await printed(command))).to.equal(steady(text));
    });
  }
});
