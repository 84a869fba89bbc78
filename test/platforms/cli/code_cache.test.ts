// The code cache: what it saves, when it is written, and that nothing in it can break a command.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type BuiltScript, cacheFile } from "../../../platforms/cli/code_cache.js";

const module = new URL("../../../platforms/cli/code_cache.js", import.meta.url).href;

describe("cli: code cache", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "code-cache-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const cache = () => join(folder, "defender-indicators", `${process.version}-${process.arch}`, "run.bin");
  const script = (body: string, digest = "1"): BuiltScript => {
    const file = join(folder, "script.cjs");
    writeFileSync(file, `(function (require, __filename) { ${body} })`);
    return { file, digest };
  };
  const hello = 'const hello = () => console.log("hello"); hello();';

  /** Runs the script as a command does, and returns its output and exit code. */
  function ran(built: BuiltScript, args: readonly string[] = ["run"], env: Record<string, string> = {}) {
    const code = `import { runCached } from ${JSON.stringify(module)}; runCached(${JSON.stringify(built)});`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", code, "command", ...args],
      { encoding: "utf8", env: { ...process.env, NODE_COMPILE_CACHE: folder, ...env } },
    );
    return { stdout, stderr, status };
  }
  const good = { stdout: "hello\n", stderr: "", status: 0 };

  it("is written after the first run, readable by its user only, and is then left alone", () => {
    expect(ran(script(hello))).to.deep.equal(good);
    const { mode, mtimeMs } = statSync(cache());
    expect(mode & 0o777).to.equal(0o600);
    expect(ran(script(hello))).to.deep.equal(good);
    expect(statSync(cache()).mtimeMs).to.equal(mtimeMs);
    expect(readdirSync(join(cache(), ".."))).to.deep.equal(["run.bin"]);
  });

  it("lets V8 optimize later once Node's own code is loaded, and only while it writes no cache", () => {
    const late = script(`
      const { cachedDataVersionTag: options } = require("node:v8");
      const before = options();
      setImmediate(() => setImmediate(() => console.log(before === options() ? "same" : "changed")));`);
    expect(ran(late)).to.deep.equal({ ...good, stdout: "same\n" });
    expect(ran(late)).to.deep.equal({ ...good, stdout: "changed\n" });
    expect(ran(late).stdout).to.equal("changed\n");
  });

  it("is written again after a day", () => {
    ran(script(hello));
    utimesSync(cache(), 0, 0);
    expect(ran(script(hello))).to.deep.equal(good);
    expect(statSync(cache()).mtimeMs).to.be.above(0);
  });

  it("is not used for another build of the same length", () => {
    ran(script(hello));
    expect(ran(script(hello.replaceAll("hello", "other"), "2")).stdout).to.equal("other\n");
    expect(ran(script(hello.replaceAll("hello", "third"), "3")).stdout).to.equal("third\n");
  });

  for (const [name, damage] of Object.entries({
    "is empty": (): Buffer => Buffer.alloc(0),
    "is cut": (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
    "has a changed bit": (bytes: Buffer) => {
      bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
      return bytes;
    },
  }))
    it(`is replaced if it ${name}`, () => {
      ran(script(hello));
      const whole = readFileSync(cache());
      writeFileSync(cache(), damage(Buffer.from(whole)));
      expect(ran(script(hello))).to.deep.equal(good);
      expect(readFileSync(cache())).to.have.length(whole.length);
    });

  it("is ignored if others can write it", function () {
    if (process.platform === "win32") return this.skip();
    ran(script(hello));
    chmodSync(cache(), 0o622);
    expect(ran(script(hello))).to.deep.equal(good);
    expect(statSync(cache()).mode & 0o777).to.equal(0o600);
  });

  it("is optional: a folder that cannot be created is not reported", () => {
    writeFileSync(join(folder, "file"), "");
    expect(ran(script(hello), ["run"], { NODE_COMPILE_CACHE: join(folder, "file") })).to.deep.equal(good);
  });

  it("is not written after a failure, for help, or if Node's variable switches it off", () => {
    expect(ran(script("process.exitCode = 2;")).status).to.equal(2);
    ran(script(hello), ["run", "--help"]);
    ran(script(hello), ["run"], { NODE_DISABLE_COMPILE_CACHE: "1" });
    expect(existsSync(cache())).to.equal(false);
  });

  it("belongs to a user and a command", () => {
    const of = (command: string, env: Record<string, string>) =>
      cacheFile({ argv: ["node", "main.cjs", command], env });
    expect(of("serve", { XDG_CACHE_HOME: folder })).to.match(/defender-indicators.*serve\.bin$/);
    expect(of("../../x", { XDG_CACHE_HOME: folder })).to.equal(undefined);
    expect(of("x".repeat(40), {})).to.equal(undefined);
  });
});
