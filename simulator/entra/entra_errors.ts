// Error bodies of Entra ID, with the AADSTS codes of its reference and the texts that clients see.
import { randomUUID } from "node:crypto";
import type { Response } from "../core/call.js";

/** HTTP status, OAuth error and AADSTS number of an error. */
export interface Aadsts {
  status: number;
  error: string;
  code: number;
}

/** The errors that the simulator returns. */
export const AADSTS = {
  tenantNotFound: { status: 400, error: "invalid_request", code: 90002 },
  appNotFound: { status: 400, error: "unauthorized_client", code: 700016 },
  badSecret: { status: 401, error: "invalid_client", code: 7000215 },
  noCredential: { status: 401, error: "invalid_client", code: 7000218 },
  badAssertion: { status: 401, error: "invalid_client", code: 50013 },
  badSignature: { status: 401, error: "invalid_client", code: 700027 },
  badAssertionTime: { status: 401, error: "invalid_client", code: 500133 },
  badScope: { status: 400, error: "invalid_scope", code: 70011 },
  manyResources: { status: 400, error: "invalid_scope", code: 28002 },
  unknownResource: { status: 400, error: "invalid_resource", code: 500011 },
  missingParameter: { status: 400, error: "invalid_request", code: 900144 },
  badGrantType: { status: 400, error: "unsupported_grant_type", code: 70003 },
  badPassword: { status: 400, error: "invalid_grant", code: 50126 },
  badRefreshToken: { status: 400, error: "invalid_grant", code: 70000 },
  temporary: { status: 503, error: "temporarily_unavailable", code: 90033 },
  throttled: { status: 429, error: "temporarily_unavailable", code: 90055 },
} as const satisfies Record<string, Aadsts>;

/** A failed token request; the route turns it into a response. */
export class EntraError extends Error {
  readonly kind: Aadsts;

  constructor(kind: Aadsts, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Headers of every token response: a cache must not store a token. */
export const entraHeaders: Record<string, string> = {
  "Content-Type": "application/json; charset=utf-8",
  "Cache-Control": "no-store, no-cache",
  Pragma: "no-cache",
  "X-Content-Type-Options": "nosniff",
};

/** Returns the error body of Entra; `now` in epoch ms. */
export function entraError({ status, error, code }: Aadsts, message: string, now: number): Response {
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const ids = `Trace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${timestamp}`;
  const json = {
    error,
    error_description: `AADSTS${code}: ${message}\r\n${ids}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  };
  return { status, headers: { ...entraHeaders, "x-ms-request-id": trace }, json };
}
