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
  function ran(
    built: BuiltScript,
    args: readonly string[] = ["run"],
    env: Record<string, string> = {},
    nodeOptions: readonly string[] = [],
  ) {
    const code = `import { runCached } from ${JSON.stringify(module)}; runCached(${JSON.stringify(built)});`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [...nodeOptions, "--input-type=module", "-e", code, "command", ...args],
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

  it("sets options of V8 once Node's own code is loaded: other ones while it writes a cache", () => {
    const options = script(`
      const { cachedDataVersionTag: options } = require("node:v8");
      const before = options();
      setImmediate(() => setImmediate(() => console.log(before, options())));`);
    const [first, second, third] = [1, 2, 3].map(() => ran(options).stdout.split(/\s/));
    expect(new Set([...(first ?? []), ...(second ?? [])])).to.have.length(4);
    expect(third).to.deep.equal(second);
    expect(second?.[0]).to.equal(first?.[0]);
  });

  it("contains functions that V8 would have discarded by the end", () => {
    const big = `const big = (x) => [${"x.a + x.b * x.c,".repeat(1000)}]; big(process);`;
    const garbage = "for (let i = 0; i < +process.env.TIMES; i += 1) globalThis.some = Array(1e5).fill(i);";
    const sizeAfter = (times: string) => {
      const built = script(`${big} setTimeout(() => { ${garbage} }, 10);`, times);
      expect(ran(built, ["run"], { TIMES: times }, ["--gc-global"]).status).to.equal(0);
      return statSync(cache()).size;
    };
    expect(sizeAfter("1000")).to.be.closeTo(sizeAfter("0"), 1000);
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
