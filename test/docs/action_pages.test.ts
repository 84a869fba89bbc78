/** The pages of the actions are those of the declarations. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { committedPages } from "../../tools/write_docs.js";
import { own } from "../engine/stub.js";

const root = packageRoot();
const pages = await committedPages(root);
const names = [...own.actions.keys(), ...own.composed.keys()];

/** Cells of each line of each table; an escaped bar is text. */
function tables(page: string): number[][] {
  const blocks = page.match(/(?:^\|.*\|\n)+/gm) ?? [];
  return blocks.map((block) =>
    block
      .trim()
      .split("\n")
      .map((line) => line.split(/(?<!\\)\|/).length),
  );
}

describe("docs: pages of the actions", () => {
  it("are those of the declarations: run `npm run generate` and commit where not", () => {
    const differing = [...pages].filter(([path, text]) => readFileSync(join(root, path), "utf8") !== text);
    expect(differing.map(([path]) => path)).to.deep.equal([]);
  });

  it("are one for each action, an index and the benign values: delete the page of an action that is gone", () => {
    const wanted = [...names.map((name) => `${name}.md`), "README.md", "benign_values.md"];
    expect(readdirSync(join(root, "docs/actions"))).to.have.members(wanted);
  });

  it("have the headings of the documents that they stand in for, in their order", () => {
    for (const name of names) {
      const headings = pages
        .get(`docs/actions/${name}.md`)
        ?.match(/^##? .*|^### (?:Example|Output Par.*)$/gm);
      const title = own.actions.get(name)?.title ?? own.composed.get(name)?.title;
      expect(headings?.slice(0, 9), name).to.deep.equal([
        `# ${title}`,
        "## Endpoint",
        "## Inputs",
        "### Example",
        "## Output",
        "### Example",
        "### Output Parameters",
        "## Limits",
        "## Permissions",
      ]);
      expect(headings, name).to.include("## Errors");
    }
  });

  it("promise no second attempt of a call that would count twice (was: promised for each)", () => {
    for (const [name, { idempotent }] of own.actions) {
      const page = pages.get(`docs/actions/${name}.md`) ?? "";
      expect(/^- 429: the call is retried\.$/m.test(page), name).to.equal(!idempotent);
      expect(/^- 408, 429, 500, .*: the call is retried\.$/m.test(page), name).to.equal(idempotent);
    }
  });

  it("call nothing required that only one form of an answer has (was: an error with every answer)", () => {
    const page = pages.get("docs/actions/get_indicator_by_id.md") ?? "";
    expect(page).to.match(/^ {2}- \*\*error\*\* \(object\): /m);
    expect(page).to.match(/^ {4}- \*\*code\*\* \(string\) – Required: /m);
  });

  it("are listed in the index and in the README, with what stands in for those that are given up", () => {
    for (const [path, folder] of [
      ["docs/actions/README.md", ""],
      ["README.md", "docs/actions/"],
    ] as const)
      for (const name of names) {
        const line = pages
          .get(path)
          ?.split("\n")
          .find((one) => one.startsWith(`| [\`${name}\`](${folder}${name}.md)`));
        expect(line, `${path} ${name}`).to.be.a("string");
        for (const successor of own.actions.get(name)?.deprecated?.successors ?? [])
          expect(line).to.contain(`use [\`upload_stix_objects\`]`).and.contain(`[\`${successor}\`]`);
      }
  });

  it("have tables whose lines all have the same columns", () => {
    const all = [...pages].filter(([path]) => path.startsWith("docs/")).flatMap(([, page]) => tables(page));
    expect(all.length).to.be.greaterThan(names.length);
    for (const lines of all) expect(new Set(lines).size, String(lines)).to.equal(1);
  });

  it("show texts as they are, whatever they hold", async () => {
    const copy = mkdtempSync(join(tmpdir(), "pages-"));
    for (const part of ["README.md", "package.json", "manifest.json", "actions", "schemas", "docs/develop"])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    const path = join(copy, "actions/get_indicator_by_id.json");
    const marks = '"title": "No | id,\\n*or* <one> `more`"';
    writeFileSync(path, readFileSync(path, "utf8").replace('"title": "No id"', marks));
    const page = (await committedPages(copy)).get("docs/actions/get_indicator_by_id.md") ?? "";
    rmSync(copy, { recursive: true });
    expect(page).to.contain("| No \\| id, \\*or\\* \\<one> \\`more\\` | `InvalidInput` |");
    for (const lines of tables(page)) expect(new Set(lines).size, String(lines)).to.equal(1);
  });
});
