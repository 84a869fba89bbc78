// Error bodies of the Defender API, in its own words.
import { randomUUID } from "node:crypto";
import type { Response, SimulatorState } from "./call.js";
import type { Rejection } from "./limits.js";
import type { ErrorFormat } from "./error_format.js";

/** Returns `{"error": {code, message, target}}`; `target` is a GUID, as captured. */
export function apiError(
  status: number,
  code: string,
  message: string,
  target: string = randomUUID(),
): Response {
  return { status, json: { error: { code, message, target } } };
}

function unauthorized(): Response {
  const response = apiError(401, "Unauthorized", "Unauthorized (invalid or expired authorization header).");
  return { ...response, headers: { "WWW-Authenticate": "Bearer" } };
}

const twoDigits = (value: number) => String(value).padStart(2, "0");

/** Returns seconds in the format of the gateway, for example 00:01:00. */
function timeSpan(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
}

// The captured text; older captures do not state the wait.
function rateLimitText(calls: number, windowSeconds: number, waitSeconds?: number): string {
  const limit = `API calls quota exceeded! Maximum allowed ${calls} per ${timeSpan(windowSeconds)}`;
  const wait = waitSeconds === undefined ? "" : ` You can send requests again in ${waitSeconds} seconds.`;
  return `${limit} for the key Destination+TenantID+AppID.${wait}`;
}

// The 429 of the rate limit; the settings decide how the wait is stated.
function throttled(rejection: Rejection, tenant: string, state: SimulatorState): Response {
  const { calls, windowSeconds, waitSeconds } = rejection;
  const { throttleHint: hint, throttleCode } = state.settings;
  const text = rateLimitText(calls, windowSeconds, hint === "body" ? waitSeconds : undefined);
  const response = apiError(429, throttleCode, text, tenant);
  if (hint === "seconds") return { ...response, headers: { "Retry-After": String(waitSeconds) } };
  if (hint === "date") return { ...response, headers: { "Retry-After": httpDate(state.now(), waitSeconds) } };
  return response;
}

/** Returns an HTTP date `seconds` after `now` (epoch ms), rounded up to whole seconds so that it is never too early. */
export function httpDate(now: number, seconds: number): string {
  return new Date(Math.ceil(now / 1000 + seconds) * 1000).toUTCString();
}

// Captured texts.
const FORBIDDEN = "Access to the resource is forbidden";
const missing = (kind: string, wanted: readonly string[]) =>
  `The ${kind} does not have any of the required ${kind} permissions (${wanted.join(", ")}) to access the resource.`;

const STANDARD: Record<number, () => Response> = {
  401: unauthorized,
  403: () => apiError(403, "Forbidden", FORBIDDEN),
  404: () => apiError(404, "ResourceNotFound", "Resource was not found"),
  500: () => apiError(500, "InternalServerError", ""),
};

/** The error format of Defender; the headers are those of a captured response. */
export const defenderErrors: ErrorFormat = {
  headers: {
    "Content-Type": "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
    "OData-Version": "4.0",
    "Strict-Transport-Security": "max-age=15724800; includeSubDomains",
    Vary: "Accept-Encoding",
  },
  error: apiError,
  unauthorized,
  wrongAudience: () => apiError(403, "Forbidden", FORBIDDEN),
  forbidden: (kind, wanted) => apiError(403, "Forbidden", missing(kind, wanted)),
  throttled,
  standard: (status, tenant, waitText) =>
    status === 429
      ? apiError(429, "429", rateLimitText(30, 60, waitText), tenant)
      : (STANDARD[status]?.() ?? apiError(status, "BadRequest", "Request body is incorrect")),
};
