// Shared by the tests of the MCP adapter: the SDK's own client, on a server in this process or on the real
// process.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { CallToolResult, RequestId } from "@modelcontextprotocol/sdk/types.js";
import {
  type Asset,
  type Connector,
  createConnector,
  type JsonObject,
  load,
  packageRoot,
} from "../../../connector/index.js";
import { fixedAssets } from "../../../platforms/mcp/call_assets.js";
import { Calls } from "../../../platforms/mcp/calls.js";
import { loggedCalls } from "../../../platforms/mcp/logged_calls.js";
import { newServer, outputCheck } from "../../../platforms/mcp/server.js";
import { offeredActions } from "../../../platforms/mcp/offered_actions.js";
import { toolsOf } from "../../../platforms/mcp/tools.js";
import { TextLog } from "../../../platforms/shared/log/text_log.js";
import { cacheVariables, commandFile } from "../../support/command.js";
import { bearer } from "../http/service.js";
import { linesTo } from "../../support/lines_to.js";
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
  const calls = new Calls(connector, fixedAssets(new Map([["", asset]])), offered);
  let emit: (line: string) => void = () => {};
  const events = new Promise<string>((resolve) => (emit = resolve));
  const log = new TextLog({ stream: linesTo((line) => emit(line)), level: "info" });
  const server = newServer({
    manifest: connector.manifest,
    tools,
    calls: loggedCalls(calls, log, { profiles: [], maskOf: () => (text) => text }),
    problemOf: outputCheck(tools),
    emit: (line) => emit(line),
  });
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

/** Returns a client of a service, over HTTP with the key of these tests. It has listed the tools. */
export async function clientOnService(
  url: string,
  headers: Record<string, string> = bearer,
): Promise<{ client: Client; transport: StreamableHTTPClientTransport; lastId: () => RequestId }> {
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } });
  const client = newClient();
  await client.connect(transport);
  await client.listTools();
  let id: RequestId = 0;
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    if ("method" in message && "id" in message) id = message.id;
    return send(message, options);
  };
  return { client, transport, lastId: () => id };
}

/** Returns the asset as environment variables. */
export function variablesOf(asset: JsonObject): Record<string, string> {
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
