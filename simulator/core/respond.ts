// Produces and sends the response of a call: body, fault, handler, encoding.
import type { IncomingMessage, ServerResponse } from "node:http";
import { deflateSync, gzipSync } from "node:zlib";
import type { Response, Call, Route, SimulatorState } from "./call.js";
import { portalPage, corrupt, statusResponse } from "../faults/fault_responses.js";
import type { Fault } from "./types.js";

// Not a documented limit: far above 500 rows, and small enough to protect the memory of the process.
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Reads a body to its end; returns null if it is larger than the simulator accepts. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    // Read on without storing: a client that is still writing would not see an early response.
    if (bytes > MAX_BODY_BYTES) parts.length = 0;
    else parts.push(part);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(parts);
}

/** Returns the response of a fault that replaces the service, or undefined if the call is processed. */
function faultResponse(
  fault: Fault | undefined,
  call: Call,
  route: Route,
  state: SimulatorState,
): Response | undefined {
  if (fault?.kind === "status") return statusResponse(fault, call, route.service, state);
  return fault?.kind === "html200" ? portalPage() : undefined;
}

/** Returns the response to a call, changed by its fault. */
export function responseTo(
  call: Call,
  route: Route,
  state: SimulatorState,
  fault: Fault | undefined,
): Response {
  const replacement = faultResponse(fault, call, route, state);
  if (replacement) return replacement;
  const response = route.handle(call, state);
  return fault ? corrupt(response, fault) : response;
}

type Encoding = "gzip" | "deflate";
const ENCODERS: Record<Encoding, (body: Buffer) => Buffer> = { gzip: gzipSync, deflate: deflateSync };

/** Returns the first encoding of `Accept-Encoding` that the service supports. */
function encodingFor(request: IncomingMessage): Encoding | undefined {
  const names = (request.headers["accept-encoding"] ?? "").split(",");
  const wanted = names
    .filter((name) => !/;\s*q=0(?:\.0*)?\s*$/.test(name))
    .map((name) => name.split(";")[0]?.trim());
  return wanted.find((name): name is Encoding => name === "gzip" || name === "deflate");
}

/** Writes a response; its own headers override those of the service. */
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

/** Sends half of the body, as a complete message or (`isCut`) with the Content-Length of the whole body. */
function sendHalf(
  call: Call,
  res: ServerResponse,
  response: Response,
  fault: Fault,
  headers: Record<string, string>,
) {
  const body = bytesOf(response);
  const half = body.subarray(0, Math.floor(body.length / 2));
  const isCut = fault.kind === "truncatedSocket";
  const isChunked = fault.kind === "truncated" && fault.chunked === true;
  const length = isChunked ? {} : { "Content-Length": String(isCut ? body.length : half.length) };
  call.record.status = response.status;
  res.writeHead(response.status, { ...headers, ...response.headers, ...length });
  if (isCut) res.write(half, () => res.destroy());
  else res.end(half);
}

/** Sends a response in the way its fault requires. */
export function respond(
  call: Call,
  res: ServerResponse,
  response: Response,
  fault: Fault | undefined,
  headers: Record<string, string>,
): void {
  // The client disconnected, so the record must not show a status.
  if (res.destroyed) return;
  if (fault?.kind === "resetAfter") call.request.socket.destroy();
  else if (fault?.kind === "truncated" || fault?.kind === "truncatedSocket") {
    sendHalf(call, res, response, fault, headers);
  } else send(call, res, response, headers);
}
