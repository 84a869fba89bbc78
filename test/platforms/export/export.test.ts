// The command `export`: every target from the real process, the same bytes each time, without optional
// packages.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { expect } from "chai";
import type { ConnectorError } from "../../../connector/index.js";
import { exportCommand } from "../../../platforms/export/export.js";
import { type ExportTarget, exportTargets } from "../../../platforms/export/targets.js";
import { rejection } from "../../support/open.js";
import { command, useFolder } from "../shared/process.js";

const folders = new Set(["power-platform", "security-copilot", "sekoia", "turbine-schemas", "docs"]);
const bare = {
  NODE_OPTIONS: `--import ${new URL("../shared/without_package.js", import.meta.url).href}`,
  MISSING: "fastify,swagger-ui-dist,@modelcontextprotocol/sdk",
};

/** Returns the texts of a folder's files by path. */
function textsIn(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [posix.relative(folder, path), readFileSync(path, "utf8")]));
}

/** Runs the command in this process and returns its output. */
async function exported(target: ExportTarget, options: { output?: string }): Promise<string> {
  let text = "";
  const stdout = new Writable({
    write: (piece, _encoding, done) => {
      text += String(piece);
      done();
    },
  });
  const stderr = new PassThrough().resume();
  await exportCommand(target, options, { stdin: new PassThrough(), stdout, stderr, env: {} });
  return text;
}

describe("export", () => {
  const file = useFolder();
  const inFolder = (name: string): string => join(file("marker", ""), "..", name);

  for (const target of exportTargets)
    it(`${target} returns the same bytes each time, without an optional package`, async () => {
      const [first, second] = [inFolder(`${target}-1`), inFolder(`${target}-2`)];
      const { code, stdout, stderr } = await command(["export", target, "--output", first], { env: bare });
      expect([code, stdout]).to.deep.equal([0, ""]);
      expect(stderr).to.match(/^(?:1 file|\d\d? files) written to .*\.\n$/);
      expect(await exported(target, { output: second })).to.equal("");
      if (folders.has(target)) expect(textsIn(second)).to.deep.equal(textsIn(first));
      else {
        expect(readFileSync(second, "utf8")).to.equal(readFileSync(first, "utf8"));
        expect(await exported(target, {})).to.equal(readFileSync(first, "utf8"));
      }
    });

  it("requires a folder if the target has several files", async () => {
    const { code, stdout, stderr } = await command(["export", "sekoia"]);
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.match(
      /^error InvalidOption: sekoia makes \d+ files\.\n {2}Set a folder for them, as in /,
    );
    for (const target of exportTargets) {
      const error = await exported(target, {}).catch((thrown: Error) => thrown.message);
      expect(/ makes \d+ files\.$/.test(error), target).to.equal(folders.has(target));
    }
  });

  it("returns the committed pages, with no link out of their folder", async () => {
    const folder = inFolder("pages");
    await exported("docs", { output: folder });
    const pages = textsIn(folder);
    const committed = [...textsIn("docs")].filter(([path]) => pages.has(path));
    expect(pages).to.deep.equal(new Map(committed));
    const actions = [...pages.keys()].filter((path) => path.startsWith("actions/"));
    expect(actions).to.have.members(readdirSync("docs/actions").map((name) => `actions/${name}`));
    for (const [path, text] of pages) {
      const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to = ""]) =>
        join(dirname(path), to.split("#")[0] ?? ""),
      );
      expect(
        links.filter((to) => !pages.has(to)),
        path,
      ).to.deep.equal([]);
    }
  });

  it("reports a path that cannot be written", async () => {
    const taken = file("taken", "");
    const inPlace = await rejection<ConnectorError>(exported("sekoia", { output: taken }));
    expect(inPlace).to.include({ code: "InvalidOption", hint: "Set a folder that can be written." });
    expect(inPlace.message).to.equal(`--output ${taken} cannot be written (EEXIST).`);
    const aFolder = await rejection<ConnectorError>(exported("swagger2", { output: inFolder(".") }));
    expect(aFolder).to.include({ hint: "Set a file that can be written." });
    expect(aFolder.message).to.match(/ \(EISDIR\)\.$/);
  });

  it("does not change other files of the folder", async () => {
    const folder = inFolder("kept");
    await exported("power-platform", { output: folder });
    writeFileSync(join(folder, "icon.png"), "mine");
    await exported("power-platform", { output: folder });
    expect([...textsIn(folder).keys()]).to.have.members([
      "apiDefinition.swagger.json",
      "apiProperties.json",
      "icon.png",
    ]);
  });

  it("lists its targets", async () => {
    const { code, stderr } = await command(["export", "wsdl"]);
    expect(code).to.equal(2);
    expect(stderr).to.include(`Allowed choices are ${exportTargets.join(", ")}.`);
  });
});
