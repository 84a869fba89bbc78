/** Requests that never reach a route, since Node cannot read them: they get the same error body as all others. */
import {
  type IncomingMessage,
  maxHeaderSize,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { Problem, type Rejection, rejectionOf } from "./http_errors.js";

/** Headers of every answer: nothing is kept, framed or guessed. */
export const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Answers what Node says of a connection whose bytes are not a request, and closes the connection. */
export function responseClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Somebody who has left reads nothing, and bytes behind a response that has begun would be taken for a part of it.
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

/** Answers a request with an Expect header that asks for anything but 100-continue. */
export function responseExpectations(server: Server): void {
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem(
      "ExpectationFailed",
      "The header Expect asks for what the service does not do.",
    );
    const rejection = rejectionOf(problem);
    const { head, body } = responseOf(rejection);
    response.writeHead(rejection.status, head).end(body);
  });
}

function problemOf({ code = "" }: NodeJS.ErrnoException): Problem {
  if (code === "HPE_HEADER_OVERFLOW")
    return new Problem("HeadersTooLarge", `The headers are longer than ${maxHeaderSize} bytes.`);
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new Problem("RequestTimeout", "The head of the request did not come in time.");
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
