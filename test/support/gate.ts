/** A way to a service at which calls can be made to wait, so that a test acts while they are in flight. */
import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { type Received, startServer } from "./server.js";

/** A server in front of another one. */
export interface Gate {
  readonly url: string;
  /** Calls as they came. */
  readonly calls: readonly Received[];
  /** Told of each call as it comes, by its number from 1. */
  onCall: (nth: number) => void;
  /** Further calls than that many wait until it is {@link open}. */
  holdAfter(calls: number): void;
  /** Lets everybody pass. */
  open(): void;
  /** Resolves once so many calls have come. */
  arrived(calls: number): Promise<void>;
  /** Resolves once everybody who had come to the gate has left, and all their calls are done with. */
  left(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an open gate. @param target origin of the service */
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

/** Headers of one connection; they mean nothing on the next one. */
const ownHeaders = new Set(["host", "connection", "content-length", "content-encoding", "transfer-encoding"]);

async function pass({ method, path, headers, body }: Received, res: ServerResponse, target: string) {
  const sent = Object.entries(headers).filter(([name]) => !ownHeaders.has(name)) as [string, string][];
  const response = await fetch(target + path, {
    method,
    headers: sent,
    ...(method === "GET" ? {} : { body }),
  });
  const given = [...response.headers].filter(([name]) => !ownHeaders.has(name));
  const text = await response.text();
  res.writeHead(response.status, response.statusText, Object.fromEntries(given)).end(text);
}
