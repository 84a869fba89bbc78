// Failures come last, and success is short: a person who reads the end of the output sees what matters.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { temporaryFiles } from "./files.js";

const root = packageRoot();
const mocha = join(root, "node_modules/mocha/bin/mocha.js");
const reporter = join(root, "dist/test/support/summary_reporter.js");

describe("support: the reporter of npm test", () => {
  const files = temporaryFiles();

  async function outputOf(tests: string): Promise<string[]> {
    const file = files.write("tests.mjs", tests);
    const args = [mocha, "--no-package", "--no-config", "--reporter", reporter, file];
    const { stdout } = await promisify(execFile)(process.execPath, args).catch(
      (error: { stdout: string }) => error,
    );
    return stdout.trimEnd().split("\n");
  }

  it("prints a line per thousand tests and the counts", async () => {
    const lines = await outputOf("for (let i = 0; i < 9000; i += 1) it(`test ${i}`, () => {});");
    expect(lines.filter((line) => line.endsWith(" tests run")).length).to.equal(9);
    expect(lines.at(-1)).to.match(/^ +9000 passing/);
    expect(lines.length).to.be.at.most(15);
  });

  it("prints the failures last, with their reasons", async () => {
    const lines = await outputOf(`
      it("fails", () => { throw new Error("This is the reason."); });
      for (let i = 0; i < 2000; i += 1) it(\`test \${i}\`, () => {});`);
    const text = lines.join("\n");
    expect(text.indexOf("This is the reason.")).to.be.greaterThan(text.indexOf("2000 passing"));
    expect(lines.slice(-12).join("\n")).to.include("1) fails").and.include("This is the reason.");
  });
});
