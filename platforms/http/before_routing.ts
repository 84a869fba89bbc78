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
import { type Problem, type Rejection, rejectionOf } from "./http_errors.js";
import { requestErrors } from "./messages.js";

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
    const rejection = rejectionOf(requestErrors.expectation());
    const { head, body } = responseOf(rejection);
    response.writeHead(rejection.status, head).end(body);
  });
}

function problemOf({ code = "" }: NodeJS.ErrnoException): Problem {
  if (code === "HPE_HEADER_OVERFLOW") return requestErrors.longHeaders(maxHeaderSize);
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? requestErrors.late() : requestErrors.invalid(code);
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
