import { once } from "node:events";
import { type AddressInfo, connect, createServer as createSocketServer, type Socket } from "node:net";
import { rootCertificates } from "node:tls";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { HttpResponse, HttpRequest } from "../../connector/contract/types.js";
import {
  failureOf,
  httpTransport,
  type TransportFailure,
  trustedRoots,
  type WireSettings,
} from "../../connector/http/axios_transport.js";
import { authority, type Identity, identity } from "../support/certificate.js";
import { startConnectProxy } from "../support/connect_proxy.js";
import { closingAfterEach } from "../support/open.js";
import { type RequestHandler, responseJson, startServer, type TestServer } from "../support/server.js";

const wire: WireSettings = {
  verifyTls: true,
  ca: undefined,
  maxResponseBytes: 1_000_000,
  proxyFor: () => undefined,
};
const cached = () => new AbortController().signal;

describe("http: axios transport", () => {
  const closing = closingAfterEach();
  const serve = async (handler: RequestHandler, tls?: Identity): Promise<TestServer> =>
    closing(await startServer(handler, tls));
  const get = (url: string): HttpRequest => ({ method: "GET", url, headers: {} });
  const call = async (
    request: HttpRequest,
    settings: Partial<WireSettings> = {},
  ): Promise<HttpResponse | TransportFailure> =>
    httpTransport({ ...wire, ...settings })(request, {}, cached());

  it("sends method, path, headers and body unchanged, with the token", async () => {
    const server = await serve((_received, response) => responseJson(response, 200, {}));
    const body = '{"b": 1,  "a":"ü"}';
    const request = { method: "POST", url: `${server.url}/x?y=%27z%27`, headers: { "x-own": "1" }, body };
    await httpTransport(wire)(request, { authorization: "Bearer t" }, cached());
    const [received] = server.requests;
    expect(received).to.deep.include({ method: "POST", path: "/x?y=%27z%27", body });
    expect(received?.headers).to.include({ "x-own": "1", authorization: "Bearer t" });
  });

  it("returns status, reason, lower-case headers, text and parsed body", async () => {
    const server = await serve((_received, response) => {
      response.writeHead(418, "Short and stout", { "X-Two": "a", "Content-Type": "application/json" });
      response.end('{"tea":  true}');
    });
    const response = (await call(get(server.url))) as HttpResponse;
    expect(response).to.deep.include({
      status: 418,
      reason: "Short and stout",
      text: '{"tea":  true}',
      body: { tea: true },
    });
    expect(response.headers).to.include({ "x-two": "a" });
  });

  for (const status of [200, 204, 304, 400, 401, 404, 429, 500, 503]) {
    it(`does not throw for ${status}`, async () => {
      const server = await serve((_received, response) => {
        response.writeHead(status).end();
      });
      expect(await call(get(server.url))).to.deep.include({ status, text: "", body: undefined });
    });
  }

  const bodies: [what: string, text: string, body: unknown][] = [
    ["incomplete JSON", '{"value": [{"id"', undefined],
    ["a page", "<html></html>", undefined],
    ["nothing", "", undefined],
    ["null", "null", null],
    ["JSON sent as text", "[1]", [1]],
  ];
  for (const [what, text, body] of bodies) {
    it(`keeps the text of ${what}`, async () => {
      const server = await serve((_received, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end(text);
      });
      expect(await call(get(server.url))).to.deep.include({ text, body });
    });
  }

  it("unpacks a compressed response", async () => {
    const server = await serve((_received, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync('{"a":1}'));
    });
    expect(await call(get(server.url))).to.deep.include({ body: { a: 1 } });
  });

  describe("a request that may no longer be written", () => {
    const never = () => false;
    for (const what of ["http", "https"] as const) {
      it(`does not reach the server over a new connection of ${what}`, async () => {
        const tls = what === "https" ? await identity(["127.0.0.1"]) : undefined;
        const server = await serve((_received, response) => responseJson(response, 200, {}), tls);
        const sender = httpTransport({ ...wire, verifyTls: false });
        const result = await sender({ ...get(server.url), body: "x" }, {}, cached(), never);
        expect(result).to.deep.include({ failure: "unreachable" });
        expect(await sender(get(`${server.url}/next`), {}, cached())).to.deep.include({ status: 200 });
        expect(server.requests.map(({ path }) => path)).to.deep.equal(["/next"]);
      });

      it(`does not reach the server over an open connection of ${what}`, async () => {
        const tls = what === "https" ? await identity(["127.0.0.1"]) : undefined;
        const server = await serve((_received, response) => responseJson(response, 200, {}), tls);
        const sender = httpTransport({ ...wire, verifyTls: false });
        await sender(get(`${server.url}/first`), {}, cached());
        const result = await sender(get(`${server.url}/second`), {}, cached(), never);
        expect(result).to.deep.include({ failure: "unreachable" });
        await sender(get(`${server.url}/third`), {}, cached());
        expect(server.requests.map(({ path }) => path)).to.deep.equal(["/first", "/third"]);
      });
    }

    it("is checked when the connection exists, directly before it is written", async () => {
      const server = await serve((_received, response) => responseJson(response, 200, {}));
      let isAllowed = true;
      const sent = httpTransport(wire)(get(server.url), {}, cached(), () => isAllowed);
      isAllowed = false;
      expect(await sent).to.deep.include({ failure: "unreachable" });
      expect(server.requests).to.have.length(0);
    });
  });

  it("does not follow a redirect, which could receive the token", async () => {
    const other = await serve((_received, response) => responseJson(response, 200, {}));
    const server = await serve((_received, response) => {
      response.writeHead(307, { location: other.url }).end();
    });
    expect(await call(get(server.url))).to.deep.include({ status: 307 });
    expect(other.requests).to.have.length(0);
  });

  it("returns JSON that is nested too deep to be written again, because the sender of the call limits the depth", async () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    const server = await serve(({ path }, response) => {
      response.end(nested(Number(path.slice(1))));
    });
    const bodyOf = async (levels: number) =>
      ((await call(get(`${server.url}/${levels}`))) as HttpResponse).body;
    for (const levels of [64, 65, 100_000]) expect(await bodyOf(levels)).to.be.an("array");
  });

  it("stops reading a response at the limit", async () => {
    const server = await serve((_received, response) => {
      response.end("x".repeat(10_001));
    });
    const tooLong = { failure: "tooLarge", code: "response too long" };
    expect(await call(get(server.url), { maxResponseBytes: 10_000 })).to.deep.equal(tooLong);
    expect(await call(get(server.url), { maxResponseBytes: 10_001 })).to.include({ status: 200 });
  });

  it("stops reading a compressed response that is too long when unpacked", async () => {
    const server = await serve((_received, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(1_000_000)));
    });
    expect(await call(get(server.url), { maxResponseBytes: 10_000 })).to.include({ failure: "tooLarge" });
  });

  it("sends a body of any length", async () => {
    const server = await serve((_received, response) => responseJson(response, 200, {}));
    const body = "x".repeat(12_000_000);
    await call({ ...get(server.url), method: "POST", body });
    expect(server.requests[0]?.body.length).to.equal(body.length);
  });

  it("uses one connection for consecutive calls", async () => {
    const ports = new Set<number | undefined>();
    const server = await serve((_received, response) => {
      ports.add(response.socket?.remotePort);
      responseJson(response, 200, {});
    });
    const transport = httpTransport(wire);
    for (let n = 0; n < 3; n += 1) await transport(get(server.url), {}, cached());
    expect(ports.size).to.equal(1);
  });

  it("ignores the proxies of the environment, which proxyFor handles", async () => {
    const server = await serve((_received, response) => responseJson(response, 200, {}));
    const before = process.env["http_proxy"];
    process.env["http_proxy"] = "http://127.0.0.1:9";
    try {
      expect(await call(get(server.url))).to.include({ status: 200 });
    } finally {
      if (before === undefined) delete process.env["http_proxy"];
      else process.env["http_proxy"] = before;
    }
  });

  describe("failures", () => {
    it("reports a name that does not exist as unreachable", async () => {
      const result = (await call(get("http://nohost.invalid/"))) as TransportFailure;
      expect(result.failure).to.equal("unreachable");
      expect(result.code).to.match(/^(ENOTFOUND|EAI_AGAIN)$/);
    });

    it("reports a refused connection as unreachable", async () => {
      const server = await startServer(() => {});
      await server.close();
      expect(await call(get(server.url))).to.deep.equal({ failure: "unreachable", code: "ECONNREFUSED" });
    });

    it("reports a server that does not use TLS as unreachable, not untrusted", async () => {
      const server = await serve((_received, response) => responseJson(response, 200, {}));
      const result = await call(get(server.url.replace("http:", "https:")));
      expect(result).to.include({ failure: "unreachable" });
    });

    it("reports a socket that ends without a response as lost", async () => {
      const server = await serve((_received, response) => {
        response.socket?.destroy();
      });
      expect(await call(get(server.url))).to.include({ failure: "lost" });
    });

    it("reports a socket that ends within the response as lost", async () => {
      const server = await serve((_received, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("{", () => response.destroy());
      });
      expect(await call(get(server.url))).to.include({ failure: "lost" });
    });

    it("reports text that is not HTTP as lost", async () => {
      const server = createSocketServer((socket) => {
        socket.on("error", () => {});
        socket.end("SSH-2.0-OpenSSH\r\n");
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      closing({ close: () => server.close() });
      const { port } = server.address() as AddressInfo;
      expect(await call(get(`http://127.0.0.1:${port}/`))).to.include({ failure: "lost" });
    });

    it("reports an aborted attempt as lost", async () => {
      const stop = new AbortController();
      const server = await serve(() => stop.abort());
      const result = await httpTransport(wire)(get(server.url), {}, stop.signal);
      expect(result).to.include({ failure: "lost" });
    });

    it("reports any failure after a connection as lost, and untrusted only before it", () => {
      const kinds = (code: string) =>
        [true, false].map((connected) => failureOf({ code }, connected).failure);
      for (const code of ["ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "EPROTO", "ERR_CANCELED", ""])
        expect(kinds(code), code).to.deep.equal(["lost", "unreachable"]);
      expect(kinds("ERR_SSL_BAD_RECORD_MAC")).to.deep.equal(["lost", "untrusted"]);
    });

    it("contains no token and no body in the error", async () => {
      const server = await serve((_received, response) => {
        response.socket?.destroy();
      });
      const request = { ...get(server.url), method: "POST", body: "hunter-two" };
      const result = await httpTransport(wire)(request, { authorization: "Bearer hunter-three" }, cached());
      expect(Object.keys(result)).to.have.members(["failure", "code"]);
    });
  });

  describe("an attempt that is given up", () => {
    let tls: Identity;
    before(async () => {
      tls = await identity(["127.0.0.1"]);
    });

    /** A listener that sends those lines, one per received message, and then follows the test's instruction. */
    const listener = async (words: readonly string[], andThen: (socket: Socket) => void): Promise<number> => {
      const sockets = new Set<Socket>();
      const server = createSocketServer((socket) => {
        const left = [...words];
        sockets.add(socket);
        socket.on("error", () => {});
        socket.on("data", () => {
          const next = left.shift();
          if (next === undefined) andThen(socket);
          else socket.write(next);
        });
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      closing({
        close() {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      });
      return (server.address() as AddressInfo).port;
    };
    /** Address of a listener that accepts nobody: its thread is blocked, and its queue is full. */
    const fullHouse = async (): Promise<string> => {
      const script = `
        const { createServer } = require("node:net");
        const { parentPort } = require("node:worker_threads");
        const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
          parentPort.postMessage(server.address().port);
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        });`;
      const worker = new Worker(script, { eval: true });
      closing({ close: () => worker.terminate() });
      const [port] = (await once(worker, "message")) as [number];
      for (let guests = 0; guests < 4; guests += 1) {
        const guest = connect(port, "127.0.0.1").on("error", () => {});
        closing({ close: () => guest.destroy() });
      }
      return `http://127.0.0.1:${port}/`;
    };
    const through = (port: number) => ({ proxyFor: () => new URL(`http://127.0.0.1:${port}`) });
    const far = "https://service.example/";

    const connectionless: [what: string, isProxied: boolean, words: string[]][] = [
      ["TLS failed", false, []],
      ["the proxy did not respond to CONNECT", true, []],
      ["TLS failed behind the proxy", true, ["HTTP/1.1 200 OK\r\n\r\n"]],
    ];
    for (const [what, isProxied, words] of connectionless) {
      const attempt = (port: number, signal: AbortSignal) =>
        isProxied
          ? httpTransport({ ...wire, ...through(port) })(get(far), {}, signal)
          : httpTransport(wire)(get(`https://127.0.0.1:${port}/`), {}, signal);

      it(`is unreachable if ${what}`, async () => {
        const stop = new AbortController();
        const port = await listener(words, () => stop.abort());
        const result = await attempt(port, stop.signal);
        expect(result).to.deep.equal({ failure: "unreachable", code: "ERR_CANCELED" });
      });

      it(`is unreachable if ${what} before a reset`, async () => {
        const port = await listener(words, (socket) => socket.resetAndDestroy());
        expect(await attempt(port, cached())).to.deep.equal({ failure: "unreachable", code: "ECONNRESET" });
      });
    }

    it("is unreachable if the proxy's rejection was cut off", async () => {
      const port = await listener([], (socket) => {
        socket.end("HTTP/1.1 502 No\r\ncontent-length: 9\r\n\r\nx");
      });
      expect(await call(get(far), through(port))).to.include({ failure: "unreachable" });
    });

    it("is unreachable if no server accepts the connection", async () => {
      const stop = new AbortController();
      const url = await fullHouse();
      setTimeout(() => stop.abort(), 100);
      const result = await httpTransport(wire)(get(url), {}, stop.signal);
      expect(result).to.deep.equal({ failure: "unreachable", code: "ERR_CANCELED" });
    });

    for (const secure of [false, true]) {
      const words = secure ? "over TLS" : "over plain HTTP";
      it(`is lost ${words} if the request was written`, async () => {
        const stop = new AbortController();
        const server = await serve(() => stop.abort(), secure ? tls : undefined);
        const transport = httpTransport({ ...wire, verifyTls: false });
        const result = await transport(get(server.url), {}, stop.signal);
        expect(result).to.deep.equal({ failure: "lost", code: "ERR_CANCELED" });
      });

      it(`is lost ${words} over a reused connection`, async () => {
        const stop = new AbortController();
        const ports = new Set<number | undefined>();
        const server = await serve(
          (_received, response, index) => {
            ports.add(response.socket?.remotePort);
            if (index === 0) responseJson(response, 200, {});
            else stop.abort();
          },
          secure ? tls : undefined,
        );
        const transport = httpTransport({ ...wire, verifyTls: false });
        await transport(get(server.url), {}, cached());
        const result = await transport(get(server.url), {}, stop.signal);
        expect([result, ports.size]).to.deep.equal([{ failure: "lost", code: "ERR_CANCELED" }, 1]);
      });
    }

    it("is lost through a tunnel if the request was written", async () => {
      const stop = new AbortController();
      const server = await serve(() => stop.abort(), tls);
      const ports = { "service.example:443": server.port };
      const proxy = closing(await startConnectProxy({ ports }));
      const transport = httpTransport({ ...wire, verifyTls: false, ...through(proxy.port) });
      const result = await transport(get(far), {}, stop.signal);
      expect(result).to.deep.equal({ failure: "lost", code: "ERR_CANCELED" });
    });

    it("is unreachable if it had not started", async () => {
      const server = await serve((_received, response) => responseJson(response, 200, {}));
      const result = await httpTransport(wire)(get(server.url), {}, AbortSignal.abort());
      expect(result).to.deep.equal({ failure: "unreachable", code: "ERR_CANCELED" });
      expect(server.requests).to.have.length(0);
    });
  });

  describe("over TLS", () => {
    let root: Identity;
    let good: Identity;
    before(async () => {
      root = await authority();
      good = await identity(["localhost", "127.0.0.1"], root);
    });
    const secure = (tls: Identity) => serve((_received, response) => responseJson(response, 200, {}), tls);

    it("rejects a certificate of an unknown authority", async () => {
      const server = await secure(good);
      const result = (await call(get(server.url))) as TransportFailure;
      expect(result.failure).to.equal("untrusted");
      expect(server.requests).to.have.length(0);
    });

    it("trusts the configured roots", async () => {
      const server = await secure(good);
      expect(await call(get(server.url), { ca: root.cert })).to.include({ status: 200 });
    });

    it("trusts any certificate if verification is off", async () => {
      const server = await secure(await identity(["other.example"]));
      expect(await call(get(server.url), { verifyTls: false })).to.include({ status: 200 });
    });

    it("rejects a certificate of another host", async () => {
      const server = await secure(await identity(["other.example"], root));
      expect(await call(get(server.url), { ca: root.cert })).to.deep.equal({
        failure: "untrusted",
        code: "ERR_TLS_CERT_ALTNAME_INVALID",
      });
    });

    it("rejects a certificate of another authority with the same name", async () => {
      const server = await secure(await identity(["127.0.0.1"], await authority()));
      expect(await call(get(server.url), { ca: root.cert })).to.include({ failure: "untrusted" });
    });

    it("adds the configured roots to the public ones", () => {
      const trusted = trustedRoots(root.cert);
      expect(trusted).to.include(root.cert);
      expect(trusted).to.include(rootCertificates[0]);
    });

    it("reads several roots from one text", async () => {
      const server = await secure(good);
      const ca = `# two of them\n${(await authority("Other")).cert}\n${root.cert}`;
      expect(await call(get(server.url), { ca })).to.include({ status: 200 });
    });
  });

  describe("through a proxy", () => {
    let root: Identity;
    before(async () => {
      root = await authority();
    });
    const through = (proxy: { port: number }, credentials = "") => ({
      proxyFor: () => new URL(`http://${credentials}127.0.0.1:${proxy.port}`),
      ca: root.cert,
    });

    it("tunnels TLS, so that the proxy sees neither token nor path", async () => {
      const server = await serve(
        (_received, response) => responseJson(response, 200, {}),
        await identity(["service.example"], root),
      );
      const ports = { "service.example:443": server.port };
      const proxy = closing(await startConnectProxy({ ports, credentials: "u ser:p@ss" }));
      const transport = httpTransport({ ...wire, ...through(proxy, "u%20ser:p%40ss@") });
      const result = await transport(
        get("https://service.example/secret"),
        { authorization: "Bearer t" },
        cached(),
      );
      expect(result).to.include({ status: 200 });
      expect(proxy.asked).to.deep.equal(["CONNECT service.example:443"]);
      expect(server.requests[0]?.path).to.equal("/secret");
      expect(server.requests[0]?.headers).to.not.have.property("proxy-authorization");
    });

    it("checks the certificate of the target", async () => {
      const server = await serve(() => {}, await identity(["service.example"], await authority()));
      const ports = { "service.example:443": server.port };
      const proxy = closing(await startConnectProxy({ ports }));
      const result = await call(get("https://service.example/"), through(proxy));
      expect(result).to.include({ failure: "untrusted" });
    });

    it("returns the proxy's rejection as a response", async () => {
      const proxy = closing(await startConnectProxy({ ports: {}, credentials: "a:b" }));
      expect(await call(get("https://service.example/"), through(proxy))).to.include({ status: 407 });
      expect(await call(get("https://service.example/"), through(proxy, "a:b@"))).to.include({ status: 502 });
    });

    it("passes plain requests on completely", async () => {
      const server = await serve((_received, response) => responseJson(response, 200, {}));
      const proxy = closing(await startConnectProxy({ ports: { "plain.example": server.port } }));
      expect(await call(get("http://plain.example/x"), through(proxy))).to.include({ status: 200 });
      expect(proxy.asked).to.deep.equal(["GET http://plain.example/x"]);
    });

    it("reports unreachable if nobody listens at the proxy's address", async () => {
      const gone = await startServer(() => {});
      await gone.close();
      for (const url of ["https://service.example/", "http://plain.example/"]) {
        expect(await call(get(url), through(gone)), url).to.include({ failure: "unreachable" });
      }
    });
  });
});
