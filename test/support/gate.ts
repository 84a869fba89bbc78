/** A server in front of a service that can hold calls, so that a test can act while they are in flight. */
import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { type Received, startServer } from "./server.js";

/** A gate in front of another server. */
export interface Gate {
  readonly url: string;
  /** Received calls. */
  readonly calls: readonly Received[];
  /** Called for each call, with its number from 1. */
  onCall: (nth: number) => void;
  /** Holds all calls after the first `calls` until {@link open}. */
  holdAfter(calls: number): void;
  /** Lets all calls pass. */
  open(): void;
  /** Resolves when that many calls have arrived. */
  arrived(calls: number): Promise<void>;
  /** Resolves when all clients have disconnected and all their calls are finished. */
  left(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts an open gate.
 *
 * @param target - origin of the service
 */
export async function startGate(target: string): Promise<Gate> {
  const signs = new EventEmitter();
  let most = Number.POSITIVE_INFINITY;
  const server = await startServer(async (received, res, index) => {
    gate.onCall(index + 1);
    signs.emit("call");
    while (index >= most) await once(signs, "open");
    await pass(received, res, target);
  });
  const gate: Gate = {
    url: server.url,
    calls: server.requests,
    onCall: () => {},
    holdAfter(calls) {
      most = calls;
    },
    open() {
      most = Number.POSITIVE_INFINITY;
      signs.emit("open");
    },
    async arrived(calls) {
      while (server.requests.length < calls) await once(signs, "call");
    },
    left: () => server.left(),
    close: () => server.close(),
  };
  return gate;
}

/** Headers that apply to one connection only. */
const ownHeaders = new Set(["host", "connection", "content-length", "content-encoding", "transfer-encoding"]);

async function pass({ method, path, headers, body }: Received, res: ServerResponse, target: string) {
  const sent = Object.entries(headers).filter(([name]) => !ownHeaders.has(name)) as [string, string][];
  const response = await fetch(target + path, {
    method,
    headers: sent,
    ...(method === "GET" ? {} : { body }),
  });
  const kept = [...response.headers].filter(([name]) => !ownHeaders.has(name));
  const text = await response.text();
  res.writeHead(response.status, response.statusText, Object.fromEntries(kept)).end(text);
}
