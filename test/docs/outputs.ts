/** Runs the commands that the README shows and puts what they print below them. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startSimulator } from "../../simulator/index.js";

const block = /^( *)<!-- run: defender-indicators (.+?) -->\n\1```text\n([\s\S]*?)^\1```$/gm;

/** One shown command: its arguments, and the text below it without indent. */
export interface Shown {
  readonly command: string;
  readonly text: string;
}

/** The commands that a document shows. */
export function shownIn(document: string): Shown[] {
  return [...document.matchAll(block)].map(([, indent = "", command = "", text = ""]) => ({
    command,
    text: text.replace(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** What the command prints, standard error after standard output, against a simulator of its own. */
export async function printed(command: string): Promise<string> {
  const simulator = await startSimulator();
  try {
    const asset = Object.entries(simulator.asset()).map(([field, value]) => [
      `DEFENDER_${field.toUpperCase()}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return await outputOf(command.split(" "), { ...process.env, ...Object.fromEntries(asset) });
  } finally {
    await simulator.close();
  }
}

/** The document with every shown text as it is printed now. */
export async function refreshed(document: string): Promise<string> {
  let fresh = document;
  for (const { command } of shownIn(document)) {
    const text = await printed(command);
    fresh = fresh.replace(block, (all: string, indent: string, shown: string) =>
      shown === command
        ? `${indent}<!-- run: defender-indicators ${command} -->\n${indented(`\`\`\`text\n${text.trimEnd()}\n\`\`\``, indent)}`
        : all,
    );
  }
  return fresh;
}

function indented(text: string, indent: string): string {
  return text.replace(/^(?=.)/gm, indent);
}

function outputOf(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, ["dist/platforms/cli/main.js", ...args], { env });
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  return new Promise((resolve) => child.on("close", () => resolve(out + err)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync("README.md", await refreshed(readFileSync("README.md", "utf8")));
}
