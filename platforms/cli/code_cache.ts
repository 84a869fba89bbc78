/**
 * Runs a script with the code that V8 compiled for it in an earlier process. Half of the CPU time of a short run
 * is compilation. The cache is optional: without it, or if it does not fit, V8 compiles the script.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/** The start of a longer process matters less. */
const maxCachedRunMs = 10_000;
/** A cache that is older is written again, because later runs compile functions that the first one did not need. */
const maxAgeMs = 24 * 60 * 60 * 1000;
const digestBytes = 32;

/**
 * Options by version of Node that let V8 optimize a function later, because optimized code does not pay in a run of
 * 15,000 rows: that uses 8 to 20 % less CPU time, and one of 150,000 rows as much as before (measured with these
 * versions). V8 reports an option that it does not know as an error.
 */
const lateOptimization: Readonly<Record<string, string>> = {
  20: "--interrupt-budget=800000",
  22: "--invocation-count-for-turbofan=30000",
  24: "--invocation-count-for-turbofan=30000",
};

/** A script of the build: one function of `require` and the path of the script. */
export interface BuiltScript {
  readonly file: string;
  /** Identifies its content. V8 compares only its length. */
  readonly digest: string;
}

/** The parts of `process` that are used. */
type Host = Pick<NodeJS.Process, "argv" | "env" | "once">;

/** Runs the script, and writes its compiled code when the process ends. */
export function runCached({ file, digest }: BuiltScript, host: Host = process): void {
  const cache = cacheFile(host);
  const kept = cache === undefined ? undefined : readCode(cache, digest);
  const script = new Script(readFileSync(file, "latin1"), { filename: file, cachedData: kept?.code });
  const isKept = kept?.isRecent === true && script.cachedDataRejected !== true;
  const mustWrite = cache !== undefined && !isKept;
  if (mustWrite)
    host.once("exit", (code) => {
      // Compiled code fits only the options under which it is written.
      setFlagsFromString("--flush-bytecode");
      if (code <= 1 && performance.now() < maxCachedRunMs)
        writeCode(cache, digest, script.createCachedData());
    });
  const run = script.runInThisContext() as (require: NodeJS.Require, path: string) => void;
  run(createRequire(file), file);
  // Node's own compiled code fits only its own options: it is loaded by now.
  setImmediate(mustWrite ? keepCode : optimizeLater).unref();
}

/** V8 discards the compiled code of functions that ran some time ago, and the cache would not contain them. */
function keepCode(): void {
  setFlagsFromString("--no-flush-bytecode");
}

function optimizeLater(): void {
  const [major = ""] = process.versions.node.split(".");
  if (Object.hasOwn(lateOptimization, major)) setFlagsFromString(lateOptimization[major] as string);
}

/**
 * Returns the path of the cache. Each command has its own, since each needs other functions. Node's own variables
 * switch it off or move it.
 */
export function cacheFile({ argv, env }: Pick<Host, "argv" | "env">): string | undefined {
  const [, , command = "", ...rest] = argv;
  const { NODE_COMPILE_CACHE: chosen, NODE_DISABLE_COMPILE_CACHE: disabled, XDG_CACHE_HOME: user } = env;
  const isHelp = rest.includes("--help") || rest.includes("-h");
  if (disabled === "1" || isHelp || !/^[a-z-]{1,30}$/.test(command)) return undefined;
  const folder = chosen || user || join(homedir(), ".cache");
  return join(folder, "defender-indicators", `${process.version}-${process.arch}`, `${command}.bin`);
}

/** Returns undefined for a file that is damaged, of another build, or that another user could have written. */
function readCode(file: string, digest: string): { code: Buffer; isRecent: boolean } | undefined {
  try {
    const { uid, mode, mtimeMs } = statSync(file);
    if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
    const bytes = readFileSync(file);
    const code = bytes.subarray(digestBytes);
    if (!digestOf(digest, code).equals(bytes.subarray(0, digestBytes))) return undefined;
    return { code, isRecent: Date.now() - mtimeMs < maxAgeMs };
  } catch {
    return undefined;
  }
}

/** Writes and renames, so that a process never reads a partial file. */
function writeCode(file: string, digest: string, code: Buffer): void {
  const partial = `${file}.${process.pid}`;
  const isWritten = attempt(() => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(partial, digestOf(digest, code), { mode: 0o600, flag: "wx" });
    writeFileSync(partial, code, { flag: "a" });
    renameSync(partial, file);
  });
  if (!isWritten) attempt(() => rmSync(partial, { force: true }));
}

/** Returns false after an error, which is not reported, since nothing depends on the cache. */
function attempt(write: () => void): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}

/** V8 does not check that its data is undamaged. */
function digestOf(digest: string, code: Buffer): Buffer {
  return createHash("sha256").update(digest).update(code).digest();
}
