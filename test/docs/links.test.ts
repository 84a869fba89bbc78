/** Links and file names in the documents lead to something that exists. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { problemTable } from "../../platforms/http/http_errors.js";

const pages = [
  ...readdirSync(".").filter((path) => path.endsWith(".md")),
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
];

/** The text without blocks of code, which contain data and no links. */
const proseOf = (path: string): string => readFileSync(path, "utf8").replace(/^ *```[^]*?^ *```$/gm, "");

/** The anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(path: string): Set<string> {
  const headings = [...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text);
  return new Set(headings.map(anchorOf));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

describe("docs: links", () => {
  it("finds the pages", () => {
    expect(pages).to.include.members([
      "README.md",
      "CONTRIBUTING.md",
      "docs/index.md",
      "docs/actions/README.md",
    ]);
  });

  for (const page of pages)
    it(`${page} links to files and headings that exist`, () => {
      const links = [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
        ([, to = ""]) => to,
      );
      const broken = links.filter((link) => {
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? page : join(dirname(page), file);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchorsOf(target).has(anchor);
      });
      expect(broken).to.deep.equal([]);
    });

  it("reaches every page of docs from docs/index.md", () => {
    const reached = new Set<string>();
    const open = ["docs/index.md"];
    for (let page = open.pop(); page !== undefined; page = open.pop()) {
      if (reached.has(page) || !page.endsWith(".md") || !existsSync(page)) continue;
      reached.add(page);
      for (const [, to = ""] of proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]+)/g))
        open.push(join(dirname(page), to));
    }
    expect(pages.filter((page) => page.startsWith("docs/") && !reached.has(page))).to.deep.equal([]);
  });
});

describe("docs: names of files", () => {
  const top = "actions|bench|connector|docs|examples|platforms|schemas|simulator|test|tools";
  for (const page of pages.filter((path) => !path.startsWith("docs/actions/")))
    it(`${page} names files and folders that exist`, () => {
      const names = [...proseOf(page).matchAll(new RegExp(`\`((?:${top})/[\\w./-]*[\\w/])\``, "g"))];
      const missing = names
        .map(([, name = ""]) => name)
        .filter((name) => !existsSync(name) && !/get_exposure_score|send_things/.test(name));
      expect(missing).to.deep.equal([]);
    });
});

describe("docs: what each page must contain", () => {
  const read = (path: string): string => readFileSync(path, "utf8");

  it("README has at most 12 kB and a list of its sections", () => {
    const readme = read("README.md");
    expect(Buffer.byteLength(readme)).to.be.at.most(12_000);
    const [, contents = ""] = /^## Contents\n([^]*?)^## /m.exec(readme) ?? [];
    const sections = [...readme.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);
    for (const title of sections.filter((one) => one !== "Contents"))
      expect(contents, title).to.contain(`[${title}](#${anchorOf(title)})`);
  });

  it("architecture.md gives a reason for every dependency", () => {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      object
    >;
    const [, libraries = ""] = /^## Libraries\n([^]*)/m.exec(read("docs/develop/architecture.md")) ?? [];
    const named = new Set(
      [...libraries.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, names = ""]) => names.split(", ")),
    );
    const all = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
    expect(all.filter((name) => !named.has(name))).to.deep.equal([]);
    const known = new Set([...all, "library", "---"]);
    expect([...named].filter((name) => !known.has(name))).to.deep.equal([]);
  });

  it("cli.md shows the help of every command", () => {
    const page = read("docs/reference/cli.md");
    const [, list = ""] = /Commands:\n([^]*?)\n\n/.exec(page) ?? [];
    const commands = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = ""]) => name);
    expect(commands).to.include.members(["run", "serve", "demo", "help"]);
    for (const name of commands.filter((one) => one !== "help"))
      expect(page).to.contain(`<!-- run: defender-indicators ${name} --help -->`);
  });

  it("errors.md lists every code of the HTTP service, and that of the command line", () => {
    const page = read("docs/reference/errors.md");
    for (const [code, { status }] of Object.entries(problemTable))
      expect(page).to.contain(`| \`${code}\` | ${status} |`);
    expect(page).to.contain("`Usage`");
  });

  it("testing.md filters tests by a name that exists, and runs each file with a time limit", () => {
    const page = read("docs/develop/testing.md");
    const file = read("test/engine/batch/bisect.test.ts");
    const names = [...page.matchAll(/`--grep "(.+?)"`/g)].map(([, name = ""]) => name);
    expect(names).to.have.length(1);
    for (const name of names) expect(file).to.contain(`it("${name}`);
    const runs = [...page.matchAll(/npx mocha .*/g)].map(([line]) => line);
    expect(runs.filter((line) => !line.includes("--timeout"))).to.deep.equal([]);
  });

  it("architecture.md names files that contain the messages that it shows", () => {
    const [, table = ""] =
      /^## Where a message comes from\n([^]*?)\n## /m.exec(read("docs/develop/architecture.md")) ?? [];
    const rows = [...table.matchAll(/^\| `(.+?)` \| (.+?) \|/gm)];
    expect(rows.length).to.be.above(10);
    for (const [, message = "", files = ""] of rows) {
      const texts = [...files.matchAll(/`([\w/.]+\.(?:ts|json))`/g)].map(([, file = ""]) => read(file));
      expect(texts, message).to.have.length.above(0);
      expect(
        texts.filter((text) => !text.includes(message)),
        message,
      ).to.deep.equal([]);
    }
  });

  it("architecture.md describes every folder of the connector and every adapter", () => {
    const page = read("docs/develop/architecture.md");
    const [, folders = ""] = /^## Folders\n([^]*?)\n## /m.exec(page) ?? [];
    const [, imports = ""] = /^## Who can import whom\n([^]*?)\n### /m.exec(page) ?? [];
    const below = (folder: string) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}/${name}`);
    const missing = (text: string, names: string[]) => names.filter((name) => !text.includes(`\`${name}`));
    expect(missing(folders, [...below("connector"), ...below("platforms")])).to.deep.equal([]);
    expect(missing(imports, below("connector"))).to.deep.equal(["connector/examples"]);
  });

  it("errors.md lists every code that the code gives a warning", () => {
    const sources = ["connector", "platforms"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => read(join(folder, path))),
    );
    const warned = sources.flatMap((text) => [
      ...text.matchAll(/type: "warning",\s*code: "([A-Z]\w+)"/g),
      ...text.matchAll(/\bwarn\(\s*"([A-Z]\w+)"/g),
    ]);
    const codes = new Set(warned.map(([, code = ""]) => code));
    expect([...codes]).to.include.members(["NoRows", "MoreItems", "UnmatchedResults"]);
    const [, table = ""] = /^## Warnings\n([^]*)/m.exec(read("docs/reference/errors.md")) ?? [];
    expect([...codes].filter((code) => !table.includes(`| \`${code}\` |`))).to.deep.equal([]);
  });
});
