/** Messages to users from the http layer. They never quote a value that may be a secret. */
import { ConnectorError } from "../contract/errors.js";

/** Returns an InvalidAsset error. */
export function invalidAsset(message: string, hint?: string): ConnectorError {
  return new ConnectorError("InvalidAsset", message, { hint });
}

/** What can be wrong with an address. */
export const addressFaults = {
  characters:
    "contains a blank, a control character, or a letter outside ASCII (such a host is written as xn--…)",
  credentials: "must not contain a user name or a password",
  query: "must not have a query or a fragment",
  form: "is not a valid address",
  port: "names port 0, on which no server listens",
} as const;

/** Errors about addresses and proxies. */
export const addressErrors = {
  invalidAddress: (field: string, fault: keyof typeof addressFaults) =>
    invalidAsset(`${field} ${addressFaults[fault]}. Write the address as https://host.`),

  invalidProxy: (field: string) =>
    invalidAsset(`${field} is not the address of an HTTP proxy. Write the address as http://host:port.`),

  insecure: (field: string) =>
    new ConnectorError(
      "HostNotAllowed",
      `${field} must begin with https://. Plain http is for loopback only.`,
    ),

  hostNotAllowed(field: string, host: string, hosts: readonly string[], clouds: readonly string[]) {
    const message = `${field} names ${host}, which is not one of ${hosts.join(", ")}.`;
    const hint = `Remove ${field}, or set the cloud that the host belongs to (${clouds.join(", ")}). Set allow_custom_host only if you trust the host with your token.`;
    return new ConnectorError("HostNotAllowed", message, { hint });
  },
} as const;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/** Errors about deadlines and pauses. */
export const timeErrors = {
  cancelled: () => new ConnectorError("Cancelled", "The run was cancelled."),

  isOver: () => new ConnectorError("DeadlineExceeded", "The time for the run is over."),

  waitTooLong: (what: string, waitMs: number, leftMs: number) =>
    new ConnectorError(
      "DeadlineExceeded",
      `${what} would have to wait ${seconds(waitMs)}, and the run has ${seconds(leftMs)} left.`,
    ),

  longPause: (askedMs: number) =>
    new ConnectorError(
      "Throttled",
      `The service has asked for no call in the next ${Math.ceil(askedMs / 1000)} s.`,
    ),
} as const;

/** What waits, as the subject of {@link timeErrors}. */
export const waiters = {
  nextCall: "The next call",
  nextAttempt: "The next attempt",
  rateLimitedCall: (name: string) => `The next call under the rate limit ${name}`,
} as const;

/** Reasons of waits, as events report them. */
export const waitReasons = {
  rateLimit: (name: string, lower: number | undefined) =>
    lower === undefined
      ? `rate limit ${name}`
      : `rate limit ${name} (the service allows only ${lower} calls)`,
  backoff: "before another attempt",
  asked: "as the service asks",
} as const;

/** Why an attempt got no usable response. */
export const failureReasons = {
  timedOut: (missing: "connection" | "response", limitMs: number) =>
    `no ${missing} within ${Math.round(limitMs)} ms`,
  responseTooLong: "response too long",
  connectionLost: "connection lost",
  slotLost: "the slot of the rate limit expired before the response",
} as const;

/**
 * Returns the message for a call without a usable response.
 * @param isLost - whether the service may have received the request
 */
export function noResponse(isLost: boolean, reason: string): string {
  return `${isLost ? "The response was lost" : "The service was not reached"} (${reason}).`;
}

const otherHost =
  "The certificate is for another host: check the host name in the asset, the proxy, and the DNS of this machine.";

/** What to do about a certificate, by the error code of Node. */
export const certificateHints: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    "The certificate of the server has expired: check the clock of this machine. If it is right, ask the operator of the server (or proxy) to renew the certificate.",
  CERT_NOT_YET_VALID: "The certificate of the server is not valid yet: check the clock of this machine.",
  ERR_TLS_CERT_ALTNAME_INVALID: otherHost,
  HOSTNAME_MISMATCH: otherHost,
  CERT_REVOKED: "The certificate of the server was revoked: ask the operator of the server (or proxy).",
};

/** What to do about a failed TLS handshake. */
export const handshakeHint = "The TLS handshake failed: check the address, its port and the proxy.";
