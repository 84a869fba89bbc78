/** Messages to users from the http layer. None quotes a value that may be a secret. */
import { ConnectorError } from "../contract/errors.js";

export function invalidAsset(message: string, hint?: string): ConnectorError {
  return new ConnectorError("InvalidAsset", message, { hint });
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

// Addresses and proxies

export const addressFaults = {
  characters:
    "contains a blank, a control character, or a letter outside ASCII (such a host is written as xn--…)",
  credentials: "must not contain a user name or a password",
  query: "must not have a query or a fragment",
  form: "is not a valid address",
  port: "names port 0, on which no server listens",
} as const;

export const invalidAddress = (field: string, fault: keyof typeof addressFaults) =>
  invalidAsset(`${field} ${addressFaults[fault]}. Write the address as https://host.`);

export const invalidProxy = (field: string) =>
  invalidAsset(`${field} is not the address of an HTTP proxy. Write the address as http://host:port.`);

export const insecureAddress = (field: string) =>
  new ConnectorError("HostNotAllowed", `${field} must begin with https://. Plain http is for loopback only.`);

export function hostNotAllowed(
  field: string,
  host: string,
  hosts: readonly string[],
  clouds: readonly string[],
): ConnectorError {
  const message = `${field} names ${host}, which is not one of ${hosts.join(", ")}.`;
  const hint = `Remove ${field}, or set the cloud that the host belongs to (${clouds.join(", ")}). Set allow_custom_host only if you trust the host with your token.`;
  return new ConnectorError("HostNotAllowed", message, { hint });
}

// Time and rate limits

export const cancelled = () => new ConnectorError("Cancelled", "The run was cancelled.");

export const timeIsOver = () => new ConnectorError("DeadlineExceeded", "The time for the run is over.");

export const waitTooLong = (what: string, waitMs: number, leftMs: number) =>
  new ConnectorError(
    "DeadlineExceeded",
    `${what} would have to wait ${seconds(waitMs)}, and the run has ${seconds(leftMs)} left.`,
  );

export const nextCall = "The next call";
export const nextAttempt = "The next attempt";
export const rateLimitedCall = (name: string) => `The next call under the rate limit ${name}`;

/** Reasons of waits, as events report them. */
export const rateLimitWait = (name: string) => `rate limit ${name}`;
export const backoffWait = "before another attempt";
export const askedWait = "as the service asks";

export const longPause = (askedMs: number) =>
  new ConnectorError(
    "Throttled",
    `The service has asked for no call in the next ${Math.ceil(askedMs / 1000)} s.`,
  );

// Failed attempts

/** @param missing - what did not arrive in time */
export const timedOut = (missing: "connection" | "response", limitMs: number) =>
  `no ${missing} within ${Math.round(limitMs)} ms`;

export const responseTooLong = "response too long";
export const connectionLost = "connection lost";

/** @param isLost - whether the service may have received the request */
export const noResponse = (isLost: boolean, reason: string) =>
  `${isLost ? "The response was lost" : "The service was not reached"} (${reason}).`;

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

export const handshakeHint = "The TLS handshake failed: check the address, its port and the proxy.";
