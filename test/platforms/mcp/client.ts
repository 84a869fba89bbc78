// Shared by the tests of the MCP adapter: the SDK's own client, on a server in this process or on the real
// process.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { type Asset, type Connector, createConnector, load, packageRoot } from "../../../connector/index.js";
import { Calls } from "../../../platforms/mcp/calls.js";
import { newServer } from "../../../platforms/mcp/server.js";
import { offeredActions } from "../../../platforms/mcp/offered_actions.js";
import { toolsOf } from "../../../platforms/mcp/tools.js";
import type { SimulatorAsset } from "../../../simulator/index.js";
import { cacheVariables, commandFile } from "../../support/command.js";
import { fieldTexts } from "../../support/field_texts.js";

const { schemas } = load(packageRoot());

/** A client and its server, both in this process. */
export interface Pair {
  readonly client: Client;
  readonly calls: Calls;
  /** The first line that the server reports. */
  readonly events: Promise<string>;
}

/** Options of a test. */
export interface PairOptions {
  /** Overrides members of the connector. */
  over?: (connector: Connector) => Partial<Connector>;
  /** Offers every action. */
  allowDestructive?: boolean;
  /** Names of the offered actions. */
  tools?: readonly string[];
}

/**
 * Connects a client to a server in this process. The client has listed the tools, so that it checks outputs.
 */
export async function pairOn(asset: Asset | undefined, options: PairOptions = {}): Promise<Pair> {
  const { over = () => ({}), allowDestructive = false } = options;
  const real = await createConnector({ env: {} });
  const connector = { ...real, ...over(real) };
  const all = allowDestructive ? connector.actions().map(({ name }) => name) : undefined;
  const offered = offeredActions(connector, { allowDestructive, tools: options.tools ?? all });
  const tools = toolsOf(connector, schemas, offered);
  const calls = new Calls(connector, asset, offered);
  let emit: (line: string) => void = () => {};
  const events = new Promise<string>((resolve) => (emit = resolve));
  const server = newServer({ manifest: connector.manifest, tools, calls, emit });
  const client = newClient();
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  await client.listTools();
  return { client, calls, events };
}

/** Returns a client of the real process. The caller closes it. */
export async function clientOnProcess(
  env: Record<string, string>,
  args: string[] = [],
): Promise<{ client: Client; transport: StdioClientTransport; stderr: () => string }> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [commandFile, "mcp", ...args],
    env: { PATH: process.env["PATH"] ?? "", ...cacheVariables(), ...env },
    stderr: "pipe",
  });
  let stderr = "";
  transport.stderr?.on("data", (piece) => (stderr += String(piece)));
  const client = newClient();
  await client.connect(transport);
  return { client, transport, stderr: () => stderr };
}

/** Returns the asset as environment variables. */
export function variablesOf(asset: SimulatorAsset): Record<string, string> {
  const texts = Object.entries(fieldTexts(asset));
  return Object.fromEntries(texts.map(([field, text]) => [`DEFENDER_${field.toUpperCase()}`, text]));
}

/** Returns the texts of a result. */
export function textsOf(result: CallToolResult): string[] {
  return result.content.map((part) => (part.type === "text" ? part.text : part.type));
}

function newClient(): Client {
  return new Client({ name: "test", version: "1.0.0" });
}
