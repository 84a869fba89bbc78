// Error bodies of Microsoft Graph, in its own words.
import { randomUUID } from "node:crypto";
import type { Response } from "../core/call.js";
import type { ErrorFormat } from "../core/error_format.js";

/** Returns `{"error": {code, message, innerError: {date, request-id, client-request-id}}}`, as captured. */
export function graphError(status: number, code: string, message: string): Response {
  const id = randomUUID();
  // Without fraction and zone, as captured.
  const date = new Date().toISOString().slice(0, 19);
  const innerError = { date, "request-id": id, "client-request-id": id };
  return { status, headers: { "request-id": id }, json: { error: { code, message, innerError } } };
}

const unauthorized = (message: string): Response => {
  const response = graphError(401, "InvalidAuthenticationToken", message);
  return { ...response, headers: { ...response.headers, "WWW-Authenticate": "Bearer" } };
};

const forbidden = () => graphError(403, "Forbidden", "Insufficient privileges to complete the operation.");

const throttled = () => graphError(429, "TooManyRequests", "Too many requests.");

/** Returns the response of a removed API: 410, or the response to an unknown path. */
export function graphRemoved(status: "410" | "400"): Response {
  if (status === "410") return graphError(410, "Gone", "The tiIndicators API has been removed.");
  // Captured for other resources that were removed or renamed.
  return graphError(400, "BadRequest", "Resource not found for the segment 'tiIndicators'.");
}

const STANDARD: Record<number, () => Response> = {
  401: () => unauthorized("Access token has expired or is not yet valid."),
  403: forbidden,
  404: () => graphError(404, "ResourceNotFound", "Resource not found."),
  410: () => graphRemoved("410"),
  429: throttled,
  // Captured: no message.
  500: () => graphError(500, "UnknownError", ""),
};

/** The error format of Graph. */
export const graphErrors: ErrorFormat = {
  headers: {
    "Content-Type":
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    "OData-Version": "4.0",
  },
  error: graphError,
  unauthorized: () => unauthorized("Access token is empty, expired or not valid."),
  wrongAudience: () => unauthorized("Access token validation failure. Invalid audience."),
  forbidden,
  // "429 and Retry-After" (Microsoft Graph throttling guidance).
  throttled: ({ waitSeconds }) => {
    const response = throttled();
    return { ...response, headers: { ...response.headers, "Retry-After": String(waitSeconds) } };
  },
  standard: (status) => STANDARD[status]?.() ?? graphError(status, "BadRequest", "The request is malformed."),
};
