/** Runs the commands that the README shows, an example among them, and puts what they print below them. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConnector } from "../../connector/index.js";
import { type Simulator, startSimulator } from "../../simulator/index.js";
import { importOf, row } from "../support/rows.js";

const block = /^( *)<!-- run: ((?:defender-indicators|node) .+?) -->\n\1```text\n([\s\S]*?)^\1```$/gm;

/** One shown command: its program and arguments, and the text below it without indent. */
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
  const [program, ...args] = command.split(" ");
  try {
    if (program === "node") await fill(simulator);
    const script = program === "node" ? [] : ["dist/platforms/cli/main.js"];
    return (await ended([...script, ...args], simulator)).text;
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
        ? `${indent}<!-- run: ${command} -->\n${indented(`\`\`\`text\n${text.trimEnd()}\n\`\`\``, indent)}`
        : all,
    );
  }
  return fresh;
}

function indented(text: string, indent: string): string {
  return text.replace(/^(?=.)/gm, indent);
}

/** What an earlier feed left: three indicators, two of which run out within the day. */
export async function fill(simulator: Simulator): Promise<void> {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const rows = [row(1, { expirationTime: soon }), row(2, { expirationTime: soon }), row(3)];
  const connector = await createConnector();
  await connector.run("import_indicators", importOf(rows), { asset: simulator.asset() });
}

/** Runs a script of the build with the simulator's asset in its environment, until it ends. */
export function ended(args: string[], simulator: Simulator): Promise<{ text: string; code: number | null }> {
  const asset = Object.entries(simulator.asset()).map(([field, value]) => [
    `DEFENDER_${field.toUpperCase()}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const own = { ...Object.fromEntries(asset), SENTINEL_WORKSPACE: simulator.workspace };
  const child = spawn(process.execPath, args, { env: { ...process.env, ...own } });
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  return new Promise((resolve) => child.on("close", (code) => resolve({ text: out + err, code })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync("README.md", await refreshed(readFileSync("README.md", "utf8")));
}
