/** The MCP server: what it offers and how it responds. Loads the SDK. */
import type { Writable } from "node:stream";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import {
  CallToolRequestSchema,
  CancelledNotificationSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type RequestId,
  type ServerNotification,
  type ServerRequest,
} from "@modelcontextprotocol/sdk/types.js";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import {
  type ActionOutput,
  type Connector,
  ConnectorError,
  type RunEvent,
} from "../../connector/platform_api.js";
import type { Io } from "../shared/io.js";
import { repeatedName } from "../shared/json_names.js";
import type { Calls } from "./calls.js";
import { exchangeMessages } from "./messages.js";
import { Progress } from "./progress.js";
import { resultOf, type ToolResult } from "./result.js";
import type { Tool } from "./tools.js";
import { LineBuffer } from "./line_buffer.js";

/** What a server needs. */
export interface Offer {
  readonly manifest: Connector["manifest"];
  readonly tools: readonly Tool[];
  readonly calls: Pick<Calls, "run">;
  /** Returns why an output does not match the schema of that tool; undefined if it matches. */
  readonly problemOf: (name: string, output: ActionOutput) => string | undefined;
  /** Called if the client cancels the request with that ID. The SDK finds requests of this server only. */
  readonly onCancel?: (id: RequestId) => void;
  /** Reports a line to the operator of the server. */
  readonly emit: (line: string) => void;
}

/** Longest message that is read, in bytes. */
const maxMessageBytes = 64 * 1024 * 1024;

/** Returns a server that is not yet connected. */
export function newServer({ manifest, tools, calls, emit, problemOf, onCancel }: Offer): Server {
  const { name, version, title, description } = manifest;
  const server = new Server(
    { name, version, title },
    { capabilities: { tools: {} }, instructions: `${description} ${exchangeMessages.quotedText}` },
  );
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a server of the SDK has no such method
  server.onerror = () => emit(exchangeMessages.invalid);
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...tools] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra): Promise<ToolResult> => {
    const progress = progressTo(extra);
    const { signal, requestId } = extra;
    const options = { signal, requestId, onEvent: (event: RunEvent) => progress?.take(event) };
    const ending = await calls
      .run(params.name, params.arguments ?? {}, options)
      .catch(reject)
      .finally(() => progress?.end());
    return resultOf(ending, (output) => problemOf(params.name, output));
  });
  if (onCancel !== undefined)
    server.setNotificationHandler(CancelledNotificationSchema, ({ params: { requestId } }) => {
      if (requestId !== undefined) onCancel(requestId);
    });
  return server;
}

/** Returns standard input and output as a transport that limits the bytes it reads and rejects ambiguous messages. */
export function stdioTransport({ stdin, stdout }: Io, emit: Offer["emit"]): StdioServerTransport {
  const sendError = (id: RequestId | undefined, message: string): void => {
    emit(message);
    if (id !== undefined)
      void transport.send({ jsonrpc: "2.0", id, error: { code: ErrorCode.InvalidRequest, message } });
  };
  const lines = new LineBuffer({
    maxBytes: maxMessageBytes,
    onTooLong: (ends) => sendError(idOf(ends), exchangeMessages.tooLong(maxMessageBytes)),
    accept: (line) => {
      const ambiguous = ambiguityOf(line.toString("utf8"));
      if (ambiguous !== undefined) sendError(ambiguous.id, ambiguous.message);
      return ambiguous === undefined;
    },
  });
  const transport = new StdioServerTransport(stdin.pipe(lines), stdout as Writable, {
    maxBufferSize: 2 * maxMessageBytes,
  });
  return transport;
}

/** Returns why a message has two meanings; undefined for all others. The SDK reports text that is not JSON. */
function ambiguityOf(line: string): { id: RequestId | undefined; message: string } | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return undefined;
  }
  const repeated = repeatedName(line, message);
  if (repeated === undefined) return undefined;
  const id = (message as { id?: unknown } | null)?.id;
  return {
    id: typeof id === "string" || typeof id === "number" ? id : undefined,
    message: exchangeMessages.ambiguous(repeated.offset + 1, repeated.problem),
  };
}

/**
 * JSON-RPC allows a response to a message that was not read if its id is known: it is the first or the last
 * member.
 */
function idOf(ends: string): RequestId | undefined {
  const found =
    /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d{1,15}|"[\w-]{1,100}")\s*,/.exec(ends) ??
    /,\s*"id"\s*:\s*(\d{1,15}|"[\w-]{1,100}")\s*\}\s*$/.exec(ends);
  return found === null ? undefined : (JSON.parse(found[1] as string) as RequestId);
}

/** A call that cannot be made is a protocol error, unlike a call that failed. */
function reject(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  throw new McpError(ErrorCode.InvalidParams, `${error.message} ${error.hint}`);
}

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Returns undefined for a client that asks for no progress. */
function progressTo({ _meta, sendNotification }: Extra): Progress | undefined {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return new Progress((step) => {
    const params = { progressToken, ...step };
    // A client that has left does not get it.
    sendNotification({ method: "notifications/progress", params }).catch(() => {});
  });
}

/** In characters: an output that is wrong in every row has one problem per row. */
const maxProblemLength = 500;

/** Returns the check of outputs that a client would run, so that problems can be reported first. */
export function outputCheck(tools: readonly Tool[]): Offer["problemOf"] {
  const checker = new AjvJsonSchemaValidator();
  const schemas = new Map(tools.map(({ name, outputSchema }) => [name, outputSchema]));
  const checks = new Map<string, ReturnType<typeof checker.getValidator>>();
  return (name, output) => {
    const check = checks.get(name) ?? checker.getValidator(schemas.get(name) ?? {});
    checks.set(name, check);
    const { errorMessage } = check(output);
    if (errorMessage === undefined) return undefined;
    return exchangeMessages.invalidOutput(errorMessage, maxProblemLength);
  };
}
