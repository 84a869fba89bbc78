/** A forward proxy on loopback for CONNECT tunnels and plain requests; the test maps the targets. */
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A running proxy. */
export interface ConnectProxy {
  readonly port: number;
  /** `CONNECT host:port` and `POST http://…`, in order of arrival. */
  readonly asked: readonly string[];
  /** The `Proxy-Authorization` header of each request. */
  readonly credentials: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** Behavior of the proxy. */
export interface ProxyOptions {
  /** Maps the requested `host:port` to a port on loopback. Other targets get 502. */
  readonly ports: Readonly<Record<string, number>>;
  /** Required user:password; other credentials get 407. */
  readonly credentials?: string;
}

export async function startConnectProxy({ ports, credentials }: ProxyOptions): Promise<ConnectProxy> {
  const asked: string[] = [];
  const seen: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const wanted =
    credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;

  /** Returns the target port, or the status of the rejection. */
  const route = (what: string, target: string, authorization: string | undefined) => {
    asked.push(what);
    seen.push(authorization);
    if (wanted !== undefined && authorization !== wanted) return { status: 407 };
    const port = ports[target];
    return port === undefined ? { status: 502 } : { port };
  };

  const server = createServer((incoming, res) => {
    const { method = "GET", url = "", headers } = incoming;
    const { host } = new URL(url);
    const { port, status } = route(`${method} ${url}`, host, headers["proxy-authorization"]);
    if (port === undefined) {
      incoming.resume();
      res.writeHead(status ?? 502).end("rejected by the proxy");
      return;
    }
    const { pathname, search } = new URL(url);
    const onward = httpRequest({ host: "127.0.0.1", port, path: pathname + search, method, headers });
    onward.on("response", (response) => {
      res.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(res);
    });
    onward.on("error", () => res.destroy());
    incoming.pipe(onward);
  });
  server.on("connect", (incoming, client: Socket) => {
    client.on("error", () => {});
    const target = incoming.url ?? "";
    const { port, status } = route(`CONNECT ${target}`, target, incoming.headers["proxy-authorization"]);
    if (port === undefined) {
      client.end(`HTTP/1.1 ${status} Rejected\r\ncontent-length: 8\r\nconnection: close\r\n\r\nrejected`);
      return;
    }
    const onward = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(client);
      client.pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => client.destroy());
    client.on("close", () => onward.destroy());
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    credentials: seen,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
