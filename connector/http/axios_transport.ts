/** Sends one attempt over the network. Only this file uses axios. */
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
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from "axios";
import type { HttpResponse, HttpRequest } from "../contract/types.js";
import { failureReasons } from "./messages.js";
import { decoded } from "./proxy.js";

/** The bundle of the library. The form for import has 60 files and adds 15 ms to the start. */
const axios = createRequire(import.meta.url)("axios") as AxiosStatic;

/** Network settings of one connection. */
export interface WireSettings {
  /** Whether server certificates are checked. */
  readonly verifyTls: boolean;
  /** Further root certificates, PEM. */
  readonly ca: string | undefined;
  /** Maximum length of a response, in bytes. */
  readonly maxResponseBytes: number;
  /** Returns the proxy for an address, or undefined for a direct call. */
  readonly proxyFor: (url: URL) => URL | undefined;
}

/** Why an attempt got no response. unreachable and untrusted: no byte of the request arrived. lost: it may have arrived. */
export type FailureKind = "unreachable" | "untrusted" | "lost" | "tooLarge";

/** An attempt without a usable response. */
export interface TransportFailure {
  readonly failure: FailureKind;
  /** The code of the system (`ENOTFOUND`), or a description. */
  readonly code: string;
  /** Set if the deadline of the run ended the attempt. */
  readonly isOutOfTime?: true;
}

/**
 * Sends one attempt. Returns the response, whatever its status, or the failure.
 * @param mayWrite - called directly before the request is written. If it returns false, no byte leaves
 * @throws InvalidAsset if the address of the proxy is not valid
 */
export type Transport = (
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  mayWrite?: () => boolean,
) => Promise<HttpResponse | TransportFailure>;

const untrustedCodes = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Returns a transport over sockets that stay open between calls. It follows no redirects, which could leak the token. */
export function httpTransport(settings: WireSettings): Transport {
  const client = axios.create(clientConfig(settings));
  return async (request, headers, signal, mayWrite = () => true) => {
    const proxy = proxyOption(settings.proxyFor(new URL(request.url)));
    let connected = false;
    const transport = watchedRequests((sent) => {
      connected = mayWrite();
      if (!connected) sent.destroy();
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

function clientConfig({ ca, maxResponseBytes, verifyTls }: WireSettings): AxiosRequestConfig {
  // Reading all roots takes tens of milliseconds, so it is done once and not for each connection.
  const roots = ca === undefined ? {} : { secureContext: tls.createSecureContext({ ca: trustedRoots(ca) }) };
  return {
    adapter: "http",
    maxRedirects: 0,
    maxContentLength: maxResponseBytes,
    maxBodyLength: Number.POSITIVE_INFINITY,
    responseType: "text",
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, rejectUnauthorized: verifyTls, ...roots }),
  };
}

/** Makes requests of Node, and reports when they are connected: no byte of a request leaves before that. */
function watchedRequests(onConnected: (request: ClientRequest) => void) {
  return {
    request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest {
      const isTls = options.protocol === "https:";
      const request = (isTls ? httpsRequest : httpRequest)(options, onResponse);
      return request.once("socket", (socket) => onceConnected(socket, isTls, () => onConnected(request)));
    },
  };
}

function onceConnected(socket: Socket, isTls: boolean, onConnected: () => void): void {
  if (!isTls) {
    if (socket.connecting) socket.once("connect", onConnected);
    else onConnected();
    return;
  }
  // If a proxy rejects the tunnel, its response comes over a socket that is not connected to the service.
  if (!(socket instanceof tls.TLSSocket)) return;
  // A socket that is used again has completed its handshake, so there is no further event.
  if (socket.getPeerFinished() === undefined) socket.once("secureConnect", onConnected);
  else onConnected();
}

/** Returns the roots that Node trusts, plus those in `pem`. TLS replaces its own roots by a list that is passed. */
export function trustedRoots(pem: string): string[] {
  // Newer versions of Node also know the roots of NODE_EXTRA_CA_CERTS and of the system.
  const { getCACertificates } = tls as { getCACertificates?: () => string[] };
  return [...(getCACertificates?.() ?? tls.rootCertificates), pem];
}

/** Returns an axios instance for the retry library. Each request brings its own adapter. */
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

/** Parses JSON. Returns undefined if the text is not JSON. */
export function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Converts an error of the HTTP library.
 * @param connected - whether bytes of the request may have left
 */
export function failureOf(error: unknown, connected: boolean): TransportFailure {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (message.includes("maxContentLength"))
    return { failure: "tooLarge", code: failureReasons.responseTooLong };
  const known = code === "" ? failureReasons.connectionLost : code;
  if (connected) return { failure: "lost", code: known };
  return { failure: untrustedCodes.test(code) ? "untrusted" : "unreachable", code: known };
}
