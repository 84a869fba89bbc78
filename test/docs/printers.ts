/** What each kind of shown text is made by: a command, a call of the HTTP service, a client, each against a simulator. */
import { once } from "node:events";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallToolResult, JSONRPCMessage, Progress } from "@modelcontextprotocol/sdk/types.js";
import { createConnector } from "../../connector/index.js";
import type { Simulator } from "../../simulator/index.js";
import { newAction } from "../../tools/new_action.js";
import { clientOnProcess, textsOf, variablesOf } from "../platforms/mcp/client.js";
import { importOf, row } from "../support/rows.js";
import { copyDeclarations } from "../support/declarations_copy.js";

const command = "dist/platforms/cli/main.js";

/** Key of the services that are started here. */
const key = "key-of-the-documentation";

/** What a process covers is covered by tests of its own. */
const environment = { ...process.env, NODE_V8_COVERAGE: "" };

/** Returns the text with the lines of each profile together: profiles run at the same time, and report in any order. */
function byProfile(text: string): string {
  const lines = text.split("\n");
  const profileOf = (line: string) => /^(\w+): /.exec(line)?.[1];
  const sorted = lines
    .filter((line) => profileOf(line) !== undefined)
    .toSorted((one, other) => (profileOf(one) ?? "").localeCompare(profileOf(other) ?? ""));
  return lines.map((line) => (profileOf(line) === undefined ? line : sorted.shift())).join("\n");
}

type Printer = (words: string[], simulator: Simulator) => Promise<string>;

/** By kind of what is shown. */
export const printers = {
  /** `defender-indicators …` or `node …`: standard error after standard output. */
  run: async ([program = "", ...args], simulator) => {
    if (program !== "node") return outputOf([command, ...args], environmentOf(simulator));
    if (args[0]?.endsWith("playbook.js") === true) await fill(simulator);
    return outputOf(args, environmentOf(simulator));
  },
  /** A command with the profiles contoso and fabrikam, whose secret is missing. */
  tenants: async ([, ...args], simulator) => {
    const folder = mkdtempSync(join(tmpdir(), "tenants-"));
    const { client_secret: secret, ...ids } = simulator.asset();
    const profileOf = (name: string) => ({ ...ids, client_secret_file: `secrets/${name}` });
    const profiles = { contoso: profileOf("contoso"), fabrikam: profileOf("fabrikam") };
    mkdirSync(join(folder, "secrets"));
    writeFileSync(join(folder, "secrets/contoso"), secret);
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify({ profiles }));
    const text = await outputOf([command, ...args], { ...environment, DEFENDER_CONFIG: config });
    rmSync(folder, { recursive: true });
    return byProfile(text.replaceAll(folder, "/etc/indicators"));
  },
  /** `defender-indicators …`: standard error alone. */
  log: ([, ...args], simulator) => logOf([command, ...args], environmentOf(simulator)),
  /** Action and the file of its input: the metrics after its run. */
  metrics: ([action = "", file = ""], simulator) =>
    served(simulator, async (ask) => {
      await ask("POST", `/actions/${action}`, file);
      return String((await ask("GET", "/metrics")).body);
    }),
  /** Method, path and the file of the body: the answer of the HTTP service. */
  call: ([method = "", path = "", file], simulator) =>
    served(simulator, async (ask) => {
      const { status, body } = await ask(method, path, file);
      return `${status}\n${typeof body === "string" ? body : JSON.stringify(body, null, 2)}`;
    }),
  /** Action and the file of its input: the job, and where it leads. */
  job: ([action, file], simulator) => served(simulator, (ask) => jobOf(ask, `/actions/${action}/jobs`, file)),
  /** Action and the file of its input: what a step prints. */
  turbine: ([action = "", file = ""], simulator) => {
    const merged = { ...simulator.asset(), ...inputIn(file) };
    return outputOf([command, "turbine", action], environment, JSON.stringify(merged));
  },
  /** Action and the file of its input: what an MCP client gets. */
  mcp: ([action = "", file = ""], simulator) => toldByMcp(action, inputIn(file), simulator),
  /** Name of a new action: what the check reports about its files. What exists is left out, since it grows. */
  "new-action": async ([name = ""]) => {
    const folder = mkdtempSync(join(tmpdir(), "new-action-"));
    copyDeclarations(folder);
    newAction(folder, name);
    const text = await outputOf([command, "check", "--root", folder], environment);
    rmSync(folder, { recursive: true });
    return text.replace(/(?<=known names: ).*$/gm, "….");
  },
  /** Target: the names of the files. */
  export: async ([target = ""]) => {
    const folder = mkdtempSync(join(tmpdir(), "export-"));
    await outputOf([command, "export", target, "--output", folder], environment);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
    rmSync(folder, { recursive: true });
    return names.join("\n");
  },
} satisfies Record<string, Printer>;

function inputIn(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
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
  const own = { DEFENDER_SERVE_KEY: key, SENTINEL_WORKSPACE: simulator.workspace };
  return { ...environment, ...own, ...variablesOf(simulator.asset()) };
}

/** What it prints to its end: standard error after standard output. */
export async function outputOf(
  args: string[],
  env: NodeJS.ProcessEnv = environment,
  stdin = "",
): Promise<string> {
  const { child, text } = launched(args, env);
  child.stdin.end(stdin);
  // A service runs until it gets a signal.
  const isService = args[1] === "serve";
  if (isService) child.stdout.once("data", () => child.kill("SIGTERM"));
  await once(child, "close");
  return isService ? text.out : text.out + text.err;
}

async function logOf(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { child, text } = launched(args, env);
  child.stdin.end();
  await once(child, "close");
  return text.err;
}

/** Status in words, and body: text where it has a row per line. */
interface Answered {
  readonly status: string;
  readonly body: unknown;
}

type Ask = (method: string, path: string, file?: string) => Promise<Answered>;

/** Starts a service, and ends it once it has been asked. */
async function served(simulator: Simulator, asks: (ask: Ask) => Promise<string>): Promise<string> {
  const { child, text } = launched([command, "serve", "--port", "0"], environmentOf(simulator));
  await once(child.stdout, "data");
  const [url = ""] = /http:\/\/[^ ]+/.exec(text.out) ?? [];
  const shown = await asks(async (method, path, file) => {
    const body = file === undefined ? null : readFileSync(file);
    const hasLines = file?.endsWith(".ndjson") === true;
    const isText = hasLines || path === "/metrics";
    const type = hasLines ? "application/x-ndjson" : "application/json";
    const headers = { authorization: `Bearer ${key}`, "content-type": type };
    const response = await fetch(url + path, { method, headers, body });
    const answered = isText ? await response.text() : await response.json();
    return { status: `${response.status} ${response.statusText}`, body: answered };
  });
  child.kill("SIGTERM");
  await once(child, "close");
  return shown;
}

async function jobOf(ask: Ask, path: string, file: string | undefined): Promise<string> {
  const begun = await ask("POST", path, file);
  const { id } = begun.body as { id: string };
  let job = begun;
  while ((job.body as { state: string }).state === "running") job = await ask("GET", `/jobs/${id}`);
  const result = await ask("GET", `/jobs/${id}/result`);
  const line = (call: string, { status, body }: Answered) => `${call}\n  ${status} ${JSON.stringify(body)}`;
  return [
    line(`POST ${path}`, begun),
    line(`GET /jobs/${id}`, job),
    line(`GET /jobs/${id}/result`, result),
  ].join("\n");
}

async function toldByMcp(
  name: string,
  input: Record<string, unknown>,
  simulator: Simulator,
): Promise<string> {
  const { client, transport, stderr } = await clientOnProcess(variablesOf(simulator.asset()));
  const { tools } = await client.listTools();
  const steps: string[] = [];
  // The client drops a progress that arrives together with the result, so it is read from the wire.
  const receive = transport.onmessage;
  const onmessage = (message: JSONRPCMessage): void => {
    if ("method" in message && message.method === "notifications/progress") {
      const { progress, total } = message.params as Progress;
      steps.push(`progress ${progress} of ${total}`);
    }
    receive?.(message);
  };
  Object.assign(transport, { onmessage });
  const result = await client.callTool({ name, arguments: input }, undefined, { onprogress: () => {} });
  await client.close();
  const names = tools.map((tool) => tool.name).join(", ");
  const [text] = textsOf(result as CallToolResult);
  return [`tools/list: ${names}`, `tools/call ${name}`, ...steps, text, "standard error:", stderr()].join(
    "\n",
  );
}

function launched(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, { env });
  const text = { out: "", err: "" };
  child.stdout.on("data", (data) => (text.out += String(data)));
  child.stderr.on("data", (data) => (text.err += String(data)));
  return { child, text };
}
