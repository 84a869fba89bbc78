/**
 * Requests that never reach a route, because Node cannot parse them, get the same error body as all others.
 */
import {
  type IncomingMessage,
  maxHeaderSize,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { Problem, type Rejection, rejectionOf } from "./http_errors.js";

/** Headers of every response: no caching, no framing, no content sniffing. */
export const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Responds on a connection if its bytes are not a valid request, and closes the connection. */
export function respondToClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // A client that has left reads nothing, and bytes after a response that has begun would become a part of
  // it.
  const hasBegun = (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent === true;
  if (error.code === "ECONNRESET" || !socket.writable || hasBegun) {
    socket.destroy();
    return;
  }
  const rejection = rejectionOf(problemOf(error));
  const { head, body } = responseOf(rejection);
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${rejection.status} ${STATUS_CODES[rejection.status]}`;
  socket.end([status, ...lines, "", body].join("\r\n"), () => socket.destroy());
}

/** Responds to a request with an Expect header other than 100-continue. */
export function respondToExpectations(server: Server): void {
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem("ExpectationFailed", "The service does not support this Expect header.");
    const rejection = rejectionOf(problem);
    const { head, body } = responseOf(rejection);
    response.writeHead(rejection.status, head).end(body);
  });
}

function problemOf({ code = "" }: NodeJS.ErrnoException): Problem {
  if (code === "HPE_HEADER_OVERFLOW")
    return new Problem("HeadersTooLarge", `The headers are longer than ${maxHeaderSize} bytes.`);
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new Problem("RequestTimeout", "The head of the request did not arrive in time.");
  return new Problem(
    "BadRequest",
    `The bytes are not a valid HTTP request${code === "" ? "" : ` (${code})`}.`,
  );
}

function responseOf({ body }: Rejection): { head: Record<string, string>; body: string } {
  const text = JSON.stringify(body);
  const head = {
    ...safeHeaders,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(text)),
    connection: "close",
  };
  return { head, body: text };
}
