/** Sends bytes through `convert` in a process of its own, with a small heap, and measures its memory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect } from "chai";
import { cacheVariables, commandFile } from "../../support/command.js";

/**
 * Writes the peak memory as the last line of standard error. On Linux, maxRSS of a new process includes the memory of the
 * process that started it, so the peak is read from the kernel if it offers one.
 */
const measure = `data:text/javascript,${encodeURIComponent(`
import { readFileSync } from "node:fs";
const peak = () => /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1];
process.on("exit", () => {
  let kilobytes = process.resourceUsage().maxRSS;
  try { kilobytes = peak(); } catch {}
  process._rawDebug("maxRSS", Number(kilobytes));
});`)}`;

/** An item as `--items` writes it. */
export interface Item {
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly before: string | null;
  readonly rows: number;
}

/** How the process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly items: readonly Item[];
  /** Number of lines on standard output. */
  readonly rows: number;
  /** Peak of the resident memory. */
  readonly maxMegabytes: number;
}

/** Bytes of a source, made while they are read. */
export type Bytes = Iterable<Uint8Array | string>;

/**
 * Runs `convert -` with a heap of 96 MB. A crash, a hang, a stack trace, and counts that do not add up are failures
 * for every source.
 */
export async function convertBytes(bytes: Bytes, ...options: string[]): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  try {
    const file = join(folder, "items.ndjson");
    const args = ["convert", "-", "--default", "action=Audit", "--items", file, ...options];
    const ended = await ranToEnd(args, bytes);
    const items = existing(file).map((line) => JSON.parse(line) as Item);
    return checked({ ...ended, items });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function ranToEnd(args: readonly string[], bytes: Bytes): Promise<Omit<Ended, "items">> {
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=96", "--import", measure, commandFile, ...args],
    {
      env: { ...process.env, ...cacheVariables() },
      timeout: 120_000,
      killSignal: "SIGKILL",
    },
  );
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  // A command that rejects its input leaves without reading the rest.
  const fed = pipeline(Readable.from(bytes), child.stdin).catch(() => {});
  const [code] = (await once(child, "close")) as [number | null];
  await fed;
  const [, kilobytes = "0"] = /maxRSS (\d+)\s*$/.exec(stderr) ?? [];
  const rows = stdout.split("\n").filter((line) => line !== "").length;
  const shown = stderr.replace(/maxRSS \d+\s*$/, "");
  return { code, stdout, stderr: shown, rows, maxMegabytes: Math.round(Number(kilobytes) / 1024) };
}

function existing(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

function checked(ended: Ended): Ended {
  const { code, stdout, stderr, items, rows } = ended;
  expect(code, stderr).to.be.oneOf([0, 2]);
  expect(stderr, "a stack trace").not.to.match(/\n\s+at .+:\d+/);
  expect(stderr).not.to.include("InternalError");
  expect(stdout + stderr, "text that is not UTF-8").not.to.include("\uFFFD");
  for (const { status, code: reason, message } of items) {
    expect(status).to.be.oneOf(["taken", "changed", "skipped"]);
    if (status !== "taken") expect(reason && message, "a reason").to.be.a("string");
  }
  if (!stdout.startsWith("indicator")) expect(items.reduce((sum, item) => sum + item.rows, 0)).to.equal(rows);
  if (code === 2) expect(stderr.trim(), "a message").not.to.equal("");
  return ended;
}

/** Expects that the source is rejected with a message. */
export function expectRejected({ code, stderr }: Ended, message: RegExp): void {
  expect(code, stderr).to.equal(2);
  expect(stderr).to.match(message);
}

/** Returns the statuses of the items, for a source that is read to its end. */
export function statusesOf({ code, stderr, items }: Ended): string[] {
  expect(code, stderr).to.equal(0);
  return items.map(({ status }) => status);
}
