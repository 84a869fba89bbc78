/** Tests the command that writes the files of a new action. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { load, packageRoot } from "../../connector/index.js";

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync("node", ["dist/tools/new_action.js", ...args], {
    encoding: "utf8",
    env: { ...process.env, INIT_CWD: packageRoot() },
  });
  return { status, stdout, stderr };
};

describe("the command new-action", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "new-action-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes the files of an action outside the repository, and nothing into the repository", () => {
    const before = load(packageRoot()).digest;
    const target = join(folder, "mine");
    const { status, stdout } = run("send_my_things", "--rows", "--actions", target);
    expect(status).to.equal(0);
    expect(load(packageRoot()).digest).to.equal(before);
    expect(load(packageRoot(), [target]).actions.has("send_my_things")).to.equal(true);
    expect(stdout).to.contain(`check --actions ${target}`).and.not.contain("npm test");
  });

  it("lets the schema of an action outside the repository be found by an editor", () => {
    run("send_my_things", "--rows", "--actions", folder);
    for (const path of ["actions/send_my_things.json", "schemas/rules/send_my_things.json"]) {
      const { $schema } = JSON.parse(readFileSync(join(folder, path), "utf8")) as { $schema: string };
      expect(existsSync(resolve(dirname(join(folder, path)), $schema)), $schema).to.equal(true);
    }
  });

  it("rejects the name of an action of the package, whose files could not be loaded together", () => {
    const { status, stderr } = run("get_indicators", "--actions", folder);
    expect([status, stderr]).to.deep.equal([
      2,
      "actions/get_indicators.json already exists: choose another name.\n",
    ]);
  });

  it("prints its usage for --help, and rejects unknown arguments", () => {
    const help = run("--help");
    expect([help.status, help.stderr]).to.deep.equal([0, ""]);
    expect(help.stdout).to.contain("--actions <dir>");
    for (const args of [["get_x", "--row"], [], ["get_x", "get_y"]])
      expect(run(...args).status, args.join(" ")).to.equal(2);
  });
});
