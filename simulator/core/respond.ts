// Carries a call from arrival to answer: body, fault, handler, delay, bytes on the socket.
import type { IncomingMessage, ServerResponse } from "node:http";
import { deflateSync, gzipSync } from "node:zlib";
import type { Response, Call, Route, SimulatorState } from "./call.js";
import { portalPage, corrupt, statusResponse } from "../faults/fault_responses.js";
import type { Fault } from "./types.js";

// No documented figure; far above 500 rows, and small enough not to be a way to fill the memory.
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Reads a body to its end; null when it is larger than the simulator takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read on and keep nothing: a client that is still writing would not see an early answer.
    if (bytes > MAX_BODY_BYTES) chunks.length = 0;
    else chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

/** The answer of a fault that stands in for the service, or undefined when the call is processed. */
function faultResponse(
  fault: Fault | undefined,
  call: Call,
  route: Route,
  state: SimulatorState,
): Response | undefined {
  if (fault?.kind === "status") return statusResponse(fault, call, route.service, state);
  return fault?.kind === "html200" ? portalPage() : undefined;
}

/** The answer to a call, changed by its fault. */
export function responseTo(
  call: Call,
  route: Route,
  state: SimulatorState,
  fault: Fault | undefined,
): Response {
  const instead = faultResponse(fault, call, route, state);
  if (instead) return instead;
  const response = route.handle(call, state);
  return fault ? corrupt(response, fault) : response;
}

type Encoding = "gzip" | "deflate";
const ENCODERS: Record<Encoding, (body: Buffer) => Buffer> = { gzip: gzipSync, deflate: deflateSync };

/** The first encoding of `Accept-Encoding` that the service has. */
function encodingFor(request: IncomingMessage): Encoding | undefined {
  const names = (request.headers["accept-encoding"] ?? "").split(",");
  const wanted = names
    .filter((name) => !/;\s*q=0(?:\.0*)?\s*$/.test(name))
    .map((name) => name.split(";")[0]?.trim());
  return wanted.find((name): name is Encoding => name === "gzip" || name === "deflate");
}

/** Writes an answer; `headers` are those of the service, the answer's own ones win. */
function send(call: Call, res: ServerResponse, response: Response, headers: Record<string, string>): void {
  const body = bytesOf(response);
  const encoding = response.compress ? encodingFor(call.request) : undefined;
  const encoded = encoding ? { "Content-Encoding": encoding } : {};
  call.record.status = response.status;
  res.writeHead(response.status, { ...headers, ...encoded, ...response.headers });
  res.end(encoding ? ENCODERS[encoding](body) : body);
}

const bytesOf = (response: Response) =>
  Buffer.from(response.json === undefined ? (response.text ?? "") : JSON.stringify(response.json));

/** Half of the body in a message that is complete, or (`dies`) that promises all of it. */
function sendHalf(
  call: Call,
  res: ServerResponse,
  response: Response,
  fault: Fault,
  headers: Record<string, string>,
) {
  const body = bytesOf(response);
  const half = body.subarray(0, Math.floor(body.length / 2));
  const dies = fault.kind === "truncatedSocket";
  const isChunked = fault.kind === "truncated" && fault.chunked === true;
  const length = isChunked ? {} : { "Content-Length": String(dies ? body.length : half.length) };
  call.record.status = response.status;
  res.writeHead(response.status, { ...headers, ...response.headers, ...length });
  if (dies) res.write(half, () => res.destroy());
  else res.end(half);
}

/** Sends an answer the way its fault wants it sent. */
export function respond(
  call: Call,
  res: ServerResponse,
  response: Response,
  fault: Fault | undefined,
  headers: Record<string, string>,
): void {
  // The client has gone: nobody is there to answer, and the record must not say so.
  if (res.destroyed) return;
  if (fault?.kind === "resetAfter") call.request.socket.destroy();
  else if (fault?.kind === "truncated" || fault?.kind === "truncatedSocket") {
    sendHalf(call, res, response, fault, headers);
  } else send(call, res, response, headers);
}
