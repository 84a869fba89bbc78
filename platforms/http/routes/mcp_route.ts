/**
 * MCP over Streamable HTTP. There are no sessions to store: the session ID only connects a cancellation to its
 * call.
 */
import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { restoreWebGlobals } from "../../shared/web_globals.js";
import { safeHeaders } from "../before_routing.js";
import { bodyForm, readJsonBody } from "../body.js";
import { ActiveCalls } from "../mcp_active_calls.js";
import { type McpMessage, McpRun } from "../mcp_run.js";
import { assertOwnHost } from "../origin.js";
import { Runs } from "../run_registry.js";
import type { ServiceContext } from "../service_context.js";
import { routeErrors } from "./messages.js";

const path = "/mcp";
const sessionHeader = "mcp-session-id";

/** @param isLocal - whether the service listens for this machine only */
export function addMcpRoute(app: FastifyInstance, context: ServiceContext, isLocal: boolean): void {
  // For every method, so that another site does not learn whether the service exists.
  // The route also has other spellings, such as /%6dcp.
  app.addHook("onRequest", async ({ url, headers, routeOptions }) => {
    if (routeOptions.url === path || url.split("?", 1)[0] === path) assertOwnHost(headers, isLocal);
  });
  const calls = new ActiveCalls();
  // A cancellation must be read while all runs are active, so bodies have a limit of their own.
  const bodies = new Runs(context.limits.runs);
  app.post(path, async (request, reply) => {
    const message = await messageOf(request, bodies, context);
    const run = new McpRun(message, { request, context, calls, session: sessionOf(request) });
    await respond(run, message, { request, reply });
  });
}

/** Throws the rejections of a body. */
async function messageOf(
  { raw, headers }: FastifyRequest,
  bodies: Runs,
  { limits }: ServiceContext,
): Promise<McpMessage> {
  if (bodyForm(headers) !== "json") throw routeErrors.notJsonMessage();
  const reading = bodies.begin();
  try {
    const message = await readJsonBody(raw, limits, reading.signal);
    if (typeof message === "object" && message !== null && !Array.isArray(message)) return message;
    throw routeErrors.notOneMessage();
  } finally {
    reading.end();
  }
}

function sessionOf({ headers }: FastifyRequest): string | undefined {
  const session = headers[sessionHeader];
  return typeof session === "string" ? session : undefined;
}

async function respond(
  run: McpRun,
  message: McpMessage,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  try {
    restoreWebGlobals();
    const { exchange } = await import("../../mcp/http_exchange.js");
    const offer = await run.offer();
    const headers = { ...safeHeaders, "request-id": request.id, ...run.headers };
    if (message.method === "initialize") Object.assign(headers, { [sessionHeader]: randomUUID() });
    for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
    reply.hijack();
    await exchange(offer, { request: request.raw, response: reply.raw, message });
  } finally {
    await run.end();
  }
}
