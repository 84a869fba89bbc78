/** Keeps the private idiom out of comments, documents, messages and descriptions. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseSync } from "oxc-parser";
import { packageRoot } from "../../connector/index.js";

const root = packageRoot();

interface Text {
  readonly file: string;
  readonly text: string;
}

const skipped =
  /^(?:node_modules|dist|coverage|\.git)(?:\/|$)|\/generated\/|\/built\/|package-lock\.json$|openapi\.json$/;

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((name) => ending.test(name) && !skipped.test(name));
}

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Documents without code and shown outputs, which quote others. */
function documents(): Text[] {
  const files = [
    ...readdirSync(root).filter((name) => name.endsWith(".md")),
    ...filesBelow("docs", /\.md$/),
    ...filesBelow("platforms", /\.md$/),
  ];
  return files.map((file) => ({
    file,
    text: read(file)
      .replace(/^( *)```[\s\S]*?^\1```/gm, "")
      .replace(/`[^`\n]*`/g, "")
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/\]\([^)]*\)/g, "]"),
  }));
}

/** Comments of the source and of the tests. */
function comments(): Text[] {
  const folders = ["connector", "platforms", "simulator", "tools", "bench", "test", "examples"];
  return folders
    .flatMap((folder) => filesBelow(folder, /(?<!\.d)\.ts$/))
    .flatMap((file) => {
      const { comments: found } = parseSync(file, read(file));
      return found.map(({ value }) => ({ file, text: value.replace(/`[^`\n]*`/g, "") }));
    });
}

/** Titles, descriptions and messages of the declarations. */
function declared(): Text[] {
  const files = ["manifest.json", ...filesBelow("actions", /\.json$/), ...filesBelow("schemas", /\.json$/)];
  return files.flatMap((file) => textsIn(JSON.parse(read(file))).map((text) => ({ file, text })));
}

function textsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    typeof part === "string" && ["title", "description", "message", "notice", "hint"].includes(name)
      ? [part]
      : name === "examples"
        ? []
        : textsIn(part),
  );
}

/** Words that have a plain counterpart; see docs/develop/style.md. */
const banned =
  /\b(?:told|stands|stood|beside|mends?|mended|doors?|likewise|anew|in vain|but for|bit by bit|goes before|for good)\b/i;

const per1000 = (texts: readonly Text[], word: RegExp): number => {
  const words = texts.map(({ text }) => text.match(/[A-Za-z']+/g)?.length ?? 0).reduce((a, b) => a + b, 0);
  const found = texts.map(({ text }) => text.match(word)?.length ?? 0).reduce((a, b) => a + b, 0);
  return (found * 1000) / words;
};

describe("docs: wording", () => {
  for (const [what, texts] of [
    ["documents", documents()],
    ["comments", comments()],
    ["declarations", declared()],
  ] as const)
    it(`uses no banned words in ${what}`, () => {
      const found = texts.flatMap(({ file, text }) => {
        const line = text.split("\n").find((one) => banned.test(one));
        return line === undefined ? [] : [`${file}: ${line.trim()}`];
      });
      expect(found, "say it in plain words: docs/develop/style.md lists them").to.deep.equal([]);
    });

  it("writes conditions with if", () => {
    const texts = [...documents(), ...comments()];
    expect(per1000(texts, /\bwhere\b/gi), "where per 1,000 words").to.be.lessThan(1);
    expect(per1000(texts, /\bif\b/gi), "if per 1,000 words").to.be.greaterThan(4);
  });
});
