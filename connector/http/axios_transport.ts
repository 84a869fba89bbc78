/** The one file that knows axios: one attempt over the wire, its answer or failure in our own words. */
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import tls from "node:tls";
import type { AxiosInstance, AxiosResponse, AxiosStatic } from "axios";
import type { HttpResponse, HttpRequest } from "../contract/types.js";
import { decoded } from "./proxy.js";

/** The library's form in one file; with import it is 60 files, or one that is read twice, and a start takes 15 ms more. */
const axios = createRequire(import.meta.url)("axios") as AxiosStatic;

/** How one connection reaches the network. */
export interface WireSettings {
  /** Whether server certificates are checked. */
  readonly verifyTls: boolean;
  /** Further root certificates, PEM. */
  readonly ca: string | undefined;
  /** Longest answer that is read, in bytes. */
  readonly maxResponseBytes: number;
  /** The proxy for an address; undefined for a direct call. */
  readonly proxyFor: (url: URL) => URL | undefined;
}

/** Why an attempt brought no answer. unreachable and untrusted: no byte of it arrived. lost: it may have. */
export type FailureKind = "unreachable" | "untrusted" | "lost" | "tooLarge";

/** An attempt that brought no answer. */
export interface TransportFailure {
  readonly failure: FailureKind;
  /** The system's code (`ENOTFOUND`), or what else is known. */
  readonly code: string;
  /** The end of the run cut the attempt off. */
  readonly isOutOfTime?: true;
}

/** Sends one attempt: gives the answer whatever its status, or what kept it away. Throws InvalidAsset for a bad proxy. */
export type Transport = (
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<HttpResponse | TransportFailure>;

const untrustedCodes = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Sends over real sockets, kept alive between calls; never follows a redirect, which could carry the token off. */
export function httpTransport(settings: WireSettings): Transport {
  // Reading all the roots takes tens of milliseconds: once, not for each connection.
  const roots =
    settings.ca === undefined
      ? {}
      : { secureContext: tls.createSecureContext({ ca: trustedRoots(settings.ca) }) };
  const client = axios.create({
    adapter: "http",
    maxRedirects: 0,
    maxContentLength: settings.maxResponseBytes,
    maxBodyLength: Number.POSITIVE_INFINITY,
    responseType: "text",
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, rejectUnauthorized: settings.verifyTls, ...roots }),
  });
  return async (request, headers, signal) => {
    const proxy = proxyOption(settings.proxyFor(new URL(request.url)));
    let connected = false;
    const transport = watchedRequests(() => {
      connected = true;
    });
    try {
      const response = await client.request({
        method: request.method,
        url: request.url,
        ...(request.body === undefined ? {} : { data: request.body }),
        headers: { ...request.headers, ...headers },
        proxy,
        transport,
        signal,
      });
      return toResponse(response as AxiosResponse<string>);
    } catch (error) {
      return failureOf(error, connected);
    }
  };
}

/** Node's own requests, told of once they have their connection: no byte of a request leaves before. */
function watchedRequests(onConnected: () => void) {
  return {
    request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest {
      const isTls = options.protocol === "https:";
      const request = (isTls ? httpsRequest : httpRequest)(options, onResponse);
      return request.once("socket", (socket) => onceConnected(socket, isTls, onConnected));
    },
  };
}

function onceConnected(socket: Socket, isTls: boolean, onConnected: () => void): void {
  if (!isTls) {
    if (socket.connecting) socket.once("connect", onConnected);
    else onConnected();
    return;
  }
  // Where a proxy refuses the tunnel, its answer comes over a socket that leads nowhere.
  if (!(socket instanceof tls.TLSSocket)) return;
  // A socket that is used again has the other end's last word of the handshake.
  if (socket.getPeerFinished() === undefined) socket.once("secureConnect", onConnected);
  else onConnected();
}

/** Those that Node trusts, and the given ones. TLS takes a list of roots in place of its own, not on top of them. */
export function trustedRoots(pem: string): string[] {
  // Younger versions of Node also know the roots of NODE_EXTRA_CA_CERTS and of the system.
  const { getCACertificates } = tls as { getCACertificates?: () => string[] };
  return [...(getCACertificates?.() ?? tls.rootCertificates), pem];
}

/** A bare axios instance for the retry library to hang on to; each request brings its own adapter. */
export function bareClient(): AxiosInstance {
  return axios.create({ validateStatus: () => true });
}

function proxyOption(proxy: URL | undefined) {
  if (proxy === undefined) return false;
  const auth = { username: decoded(proxy.username), password: decoded(proxy.password) };
  return {
    protocol: proxy.protocol,
    host: proxy.hostname,
    port: Number(proxy.port || (proxy.protocol === "https:" ? 443 : 80)),
    ...(proxy.username === "" ? {} : { auth }),
  };
}

function toResponse(response: AxiosResponse<string>): HttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) headers[name.toLowerCase()] = String(value);
  return {
    status: response.status,
    reason: response.statusText,
    headers,
    text: response.data ?? "",
    body: parsedBody(response.data),
  };
}

/** The text as JSON; undefined if it is not JSON. */
export function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What an error of the HTTP library means. @param connected whether bytes of the request may have left */
export function failureOf(error: unknown, connected: boolean): TransportFailure {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (message.includes("maxContentLength")) return { failure: "tooLarge", code: "answer too long" };
  const known = code === "" ? "connection lost" : code;
  if (connected) return { failure: "lost", code: known };
  return { failure: untrustedCodes.test(code) ? "untrusted" : "unreachable", code: known };
}
