/** Runs what the README shows and puts what it prints below it; writes the OpenAPI document that is kept in docs. */
import { once } from "node:events";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConnector } from "../../connector/index.js";
import { type Simulator, startSimulator } from "../../simulator/index.js";
import { importOf, row } from "../support/rows.js";

const block = /^( *)<!-- (run|call): (.+?) -->\n\1```text\n([\s\S]*?)^\1```$/gm;

const command = "dist/platforms/cli/main.js";

/** Key of the services that are started here. */
const key = "key-of-the-documentation";

/** What is shown: a command line, or a call of the HTTP service. */
export interface Shown {
  readonly kind: "run" | "call";
  /** `defender-indicators …`, `node …`, or method, path and the file of the body. */
  readonly words: string;
  /** Without indent. */
  readonly text: string;
}

/** What a document shows. */
export function shownIn(document: string): Shown[] {
  return [...document.matchAll(block)].map(([, indent = "", kind, words = "", text = ""]) => ({
    kind: kind as Shown["kind"],
    words,
    text: text.replace(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** What it prints against a simulator of its own: standard error after standard output, or the answer. */
export async function printed({ kind, words }: Pick<Shown, "kind" | "words">): Promise<string> {
  const simulator = await startSimulator();
  try {
    const env = environmentOf(simulator);
    if (kind === "call") return await answerOf(words.split(" "), env);
    const [program, ...args] = words.split(" ");
    if (program === "node") await fill(simulator);
    return await outputOf(program === "node" ? args : [command, ...args], env);
  } finally {
    await simulator.close();
  }
}

/** The document with every shown text as it is printed now. */
export async function refreshed(document: string): Promise<string> {
  let fresh = document;
  for (const { kind, words } of shownIn(document)) {
    const text = await printed({ kind, words });
    fresh = fresh.replace(block, (all: string, indent: string, shownKind: string, shown: string) =>
      shownKind === kind && shown === words
        ? `${indent}<!-- ${kind}: ${words} -->\n${indented(`\`\`\`text\n${text.trimEnd()}\n\`\`\``, indent)}`
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
export async function ended(
  args: string[],
  simulator: Simulator,
): Promise<{ text: string; code: number | null }> {
  const { child, text } = launched(args, environmentOf(simulator));
  await once(child, "close");
  return { text: text.out + text.err, code: child.exitCode };
}

function environmentOf(simulator: Simulator): NodeJS.ProcessEnv {
  const asset = Object.entries(simulator.asset()).map(([field, value]) => [
    `DEFENDER_${field.toUpperCase()}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const own = { DEFENDER_SERVE_KEY: key, SENTINEL_WORKSPACE: simulator.workspace };
  return { ...process.env, NODE_V8_COVERAGE: "", ...own, ...Object.fromEntries(asset) };
}

async function outputOf(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { child, text } = launched(args, env);
  // A service goes on until it is told to end.
  const isService = args[1] === "serve";
  if (isService) child.stdout.once("data", () => child.kill("SIGTERM"));
  await once(child, "close");
  return isService ? text.out : text.out + text.err;
}

/** Status and body of a call. */
async function answerOf([method = "", path = "", file]: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { child, text } = launched([command, "serve", "--port", "0"], env);
  await once(child.stdout, "data");
  const [url = ""] = /http:\/\/[^ ]+/.exec(text.out) ?? [];
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = file === undefined ? null : readFileSync(file);
  const answer = await fetch(url + path, { method, headers, body });
  const json: unknown = await answer.json();
  child.kill("SIGTERM");
  await once(child, "close");
  return `${answer.status} ${answer.statusText}\n${JSON.stringify(json, null, 2)}`;
}

function launched(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, { env });
  const text = { out: "", err: "" };
  child.stdout.on("data", (data) => (text.out += String(data)));
  child.stderr.on("data", (data) => (text.err += String(data)));
  return { child, text };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync("README.md", await refreshed(readFileSync("README.md", "utf8")));
  writeFileSync("docs/openapi.json", await outputOf([command, "export", "openapi"], process.env));
}
