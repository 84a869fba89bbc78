/** The hand-written part of the declaration reference explains each word that only one action uses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isObject } from "../../connector/contract/json_pointer.js";
import { packageRoot } from "../../connector/index.js";
import { own } from "../engine/stub.js";

const page = readFileSync(join(packageRoot(), "docs/develop/declarations.md"), "utf8").replace(
  /<!-- generated: [^]*?<!-- \/generated -->/g,
  "",
);
/** What every declaration says of itself, and what is its own to name. */
const aboutIt = new Set(["examples", "antiExamples", "blank"]);

/** Words down to the second level, items of lists among them: `quota`, `isolate.present`, `fields.unordered`. */
function wordsOf(part: unknown, holder = "", depth = 0): string[] {
  if (Array.isArray(part)) return part.flatMap((one) => wordsOf(one, holder, depth));
  if (!isObject(part) || depth === 2) return [];
  return Object.entries(part).flatMap(([name, below]) =>
    aboutIt.has(name) ? [] : [`${holder}${name}`, ...wordsOf(below, `${holder}${name}.`, depth + 1)],
  );
}

describe("docs: words of the declarations", () => {
  for (const [sort, declared] of [
    ["an action", [...own.actions.values()]],
    ["an action that is made of others", [...own.composed.values()]],
  ] as const)
    it(`says of each word that only one uses why it is there: ${sort}`, () => {
      const users = new Map<string, number>();
      for (const one of declared)
        for (const word of new Set(wordsOf(one))) users.set(word, (users.get(word) ?? 0) + 1);
      const lone = [...users].filter(([, count]) => count === 1).map(([word]) => word);
      const events = new Set(
        [...page.matchAll(/`([\w.]+)`/g)].map(([, word = ""]) => word.split(".").at(-1)),
      );
      // The parts of a word are explained with it.
      const silent = lone.filter((word) => !word.split(".").some((part) => events.has(part)));
      expect(lone.length).to.be.greaterThan(3);
      expect(
        silent,
        "a reader would ask what it is for: add it to docs/develop/declarations.md",
      ).to.deep.equal([]);
    });

  it("lists each word of the meta schemas, with type, default and example", () => {
    const whole = readFileSync(join(packageRoot(), "docs/develop/declarations.md"), "utf8");
    const tableOf = (name: string): string =>
      new RegExp(`<!-- generated: ${name} -->([^]*?)<!-- /generated -->`).exec(whole)?.[1] ?? "";
    for (const name of ["action", "composed", "manifest", "rules", "names", "benign"]) {
      const meta = readFileSync(join(packageRoot(), `schemas/meta/${name}.schema.json`), "utf8");
      // Each schema in `properties` of the meta schema has a description, and its key is a word.
      const described = [...meta.matchAll(/"([\w$]+)": \{\s*"description"/g)].map(([, word = ""]) => word);
      const listed = [...tableOf(name).matchAll(/^\| `([^`]+)` \|/gm)].map(([, path = ""]) => path);
      const words = new Set(listed.map((path) => path.split(".").at(-1)?.replaceAll("[]", "")));
      expect(
        described.filter((word) => !words.has(word) && word !== "$schema"),
        name,
      ).to.deep.equal([]);
    }
    const lineOf = (table: string, word: string): string[] =>
      (
        tableOf(table)
          .split("\n")
          .find((line) => line.startsWith(`| \`${word}\` |`)) ?? ""
      ).split(" | ");
    expect(lineOf("action", "batch.maxItems").slice(1, 4)).to.deep.equal(["integer", "required", "`500`"]);
    expect(lineOf("action", "results.failedWhen").slice(1, 3)).to.deep.equal(["boolean", "true"]);
    expect(lineOf("action", "identity.fields[].unordered").slice(1, 4)).to.deep.equal([
      "boolean",
      "–",
      "`true`",
    ]);
    expect(lineOf("manifest", "clouds.*.login")[2]).to.equal("required");
  });

  it("names no action that is gone", () => {
    const names = new Set([...own.actions.keys(), ...own.composed.keys()]);
    const events = [...page.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = ""]) => name);
    expect(events.filter((name) => !names.has(name))).to.deep.equal([]);
  });
});
