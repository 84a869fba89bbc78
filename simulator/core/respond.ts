// Carries a call from arrival to answer: body, fault, handler, delay, bytes on the socket.
import type { IncomingMessage, ServerResponse } from "node:http";
import { deflateSync, gzipSync } from "node:zlib";
import type { Answer, Call, Route, World } from "./call.js";
import { portalPage, spoiled, statusAnswer } from "../faults/fault_responses.js";
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
function standIn(fault: Fault | undefined, call: Call, route: Route, world: World): Answer | undefined {
  if (fault?.kind === "status") return statusAnswer(fault, call, route.service, world);
  return fault?.kind === "html200" ? portalPage() : undefined;
}

/** The answer to a call, changed by its fault. */
export function answerTo(call: Call, route: Route, world: World, fault: Fault | undefined): Answer {
  const instead = standIn(fault, call, route, world);
  if (instead) return instead;
  const answer = route.handle(call, world);
  return fault ? spoiled(answer, fault) : answer;
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
function send(call: Call, response: ServerResponse, answer: Answer, headers: Record<string, string>): void {
  const body = bytesOf(answer);
  const encoding = answer.compress ? encodingFor(call.request) : undefined;
  const encoded = encoding ? { "Content-Encoding": encoding } : {};
  call.record.status = answer.status;
  response.writeHead(answer.status, { ...headers, ...encoded, ...answer.headers });
  response.end(encoding ? ENCODERS[encoding](body) : body);
}

const bytesOf = (answer: Answer) =>
  Buffer.from(answer.json === undefined ? (answer.text ?? "") : JSON.stringify(answer.json));

/** Half of the body in a message that is complete, or (`dies`) that promises all of it. */
function sendHalf(
  call: Call,
  response: ServerResponse,
  answer: Answer,
  fault: Fault,
  headers: Record<string, string>,
) {
  const body = bytesOf(answer);
  const half = body.subarray(0, Math.floor(body.length / 2));
  const dies = fault.kind === "truncatedSocket";
  const isChunked = fault.kind === "truncated" && fault.chunked === true;
  const length = isChunked ? {} : { "Content-Length": String(dies ? body.length : half.length) };
  call.record.status = answer.status;
  response.writeHead(answer.status, { ...headers, ...answer.headers, ...length });
  if (dies) response.write(half, () => response.destroy());
  else response.end(half);
}

/** Sends an answer the way its fault wants it sent. */
export function deliver(
  call: Call,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
  headers: Record<string, string>,
): void {
  // The client has gone: nobody is there to answer, and the record must not say so.
  if (response.destroyed) return;
  if (fault?.kind === "resetAfter") call.request.socket.destroy();
  else if (fault?.kind === "truncated" || fault?.kind === "truncatedSocket") {
    sendHalf(call, response, answer, fault, headers);
  } else send(call, response, answer, headers);
}
