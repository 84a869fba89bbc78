/** A real `node:http` server of a test's own, which remembers what it was sent. */
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

/** One request as it came. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers a request. @param index its number, from 0 */
export type Answering = (request: Received, response: ServerResponse, index: number) => void | Promise<void>;

/** A server on a free port of the loopback address. */
export interface TestServer {
  /** Origin without a slash at its end. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly Received[];
  /** Resolves once everybody who had connected has closed, and all that they asked for is done with. */
  left(): Promise<void>;
  /** Ends at once, open sockets included. */
  close(): Promise<void>;
}

/** Key and certificate, PEM; with them the server speaks TLS. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

/** Starts a server. It answers as told, 500 where the telling throws. */
export async function startServer(answering: Answering, tls?: ServerIdentity): Promise<TestServer> {
  const requests: Received[] = [];
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.on("error", () => {});
    response.on("error", () => {});
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const { method = "", url: path = "", headers } = request;
      const received = { method, path, headers, body: Buffer.concat(chunks).toString("utf8") };
      requests.push(received);
      await answering(received, response, requests.length - 1);
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
  const guests = watchGuests(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    async left() {
      await guests.left(port);
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

/** Knows who is connected. */
function watchGuests(server: Server): { left(port: number): Promise<void> } {
  const sockets = new Set<Socket>();
  const signs = new EventEmitter();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    signs.emit("come");
    socket.once("close", () => {
      sockets.delete(socket);
      signs.emit("gone");
    });
  });
  return {
    async left(port) {
      // A process that has ended may still stand in the queue; whoever comes last was let in after it.
      const last = connect(port, "127.0.0.1");
      await once(last, "connect");
      while (![...sockets].some(({ remotePort }) => remotePort === last.localPort)) await once(signs, "come");
      last.destroy();
      while (sockets.size > 0) await once(signs, "gone");
    },
  };
}

/** Writes a JSON answer. */
export function responseJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
