/** A real `node:http` server for tests that records its requests. */
import { EventEmitter, once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";

/** One received request. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Responds to a request.
 *
 * @param index - number of the request, from 0
 */
export type RequestHandler = (
  request: Received,
  response: ServerResponse,
  index: number,
) => void | Promise<void>;

/** A server on a free port of the loopback address. */
export interface TestServer {
  /** Origin without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly Received[];
  /** Resolves when all clients have disconnected and all their requests are finished. */
  left(): Promise<void>;
  /** Stops immediately and closes open sockets. */
  close(): Promise<void>;
}

/** Key and certificate (PEM); if set, the server uses TLS. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

/** Starts a server that responds with the handler, or with 500 if the handler throws. */
export async function startServer(handler: RequestHandler, tls?: ServerIdentity): Promise<TestServer> {
  const requests: Received[] = [];
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.on("error", () => {});
    response.on("error", () => {});
    try {
      const parts: Buffer[] = [];
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      const { method = "", url: path = "", headers } = request;
      const received = { method, path, headers, body: Buffer.concat(parts).toString("utf8") };
      requests.push(received);
      await handler(received, response, requests.length - 1);
    } catch (error) {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    }
  };
  const serving = new Set<Promise<void>>();
  server.on("request", (request, response) => {
    const served = serve(request, response);
    serving.add(served);
    void served.finally(() => serving.delete(served));
  });
  const clients = watchClients(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    async left() {
      await clients.left(port);
      await Promise.all(serving);
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Tracks the connected clients. */
function watchClients(server: Server): { left(port: number): Promise<void> } {
  const sockets = new Set<Socket>();
  const signs = new EventEmitter();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    signs.emit("connected");
    socket.once("close", () => {
      sockets.delete(socket);
      signs.emit("disconnected");
    });
  });
  return {
    async left(port) {
      // A connection of an ended process may still be queued; a new connection is accepted after it.
      const last = connect(port, "127.0.0.1");
      await once(last, "connect");
      while (![...sockets].some(({ remotePort }) => remotePort === last.localPort))
        await once(signs, "connected");
      last.destroy();
      while (sockets.size > 0) await once(signs, "disconnected");
    },
  };
}

/** Writes a JSON response. */
export function responseJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
