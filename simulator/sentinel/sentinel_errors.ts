// Error bodies of the Sentinel upload API and of the gateway in front of it.
import { randomUUID } from "node:crypto";
import type { Response } from "../core/call.js";
import type { ErrorFormat } from "../core/error_format.js";

/** Returns `{"statusCode", "message"}`, as captured; this API has no error codes in words. */
export const sentinelError = (status: number, message: string): Response => ({
  status,
  json: { statusCode: status, message },
});

/** Returns 404 in the words of the gateway of Azure APIs. */
export const noSuchResource = () => sentinelError(404, "Resource not found");

const unauthorized = () => sentinelError(401, "Unauthorized. Access token is missing or invalid.");

const forbidden = () => sentinelError(403, "The client does not have authorization to perform this action.");

// Captured texts.
const throttled = (waitSeconds: number | undefined) =>
  sentinelError(
    429,
    `Rate limit is exceeded.${waitSeconds === undefined ? "" : ` Try again in ${waitSeconds} seconds.`}`,
  );

function internalError(): Response {
  const json = { statusCode: 500, message: "Internal server error", activityId: randomUUID() };
  return { status: 500, json };
}

const STANDARD: Record<number, () => Response> = {
  401: unauthorized,
  403: forbidden,
  404: noSuchResource,
  500: internalError,
};

/** The error format of Sentinel. */
export const sentinelErrors: ErrorFormat = {
  headers: { "Content-Type": "application/json; charset=utf-8" },
  error: (status, _code, message) => sentinelError(status, message),
  unauthorized,
  wrongAudience: unauthorized,
  forbidden,
  throttled: ({ waitSeconds }) => throttled(waitSeconds),
  standard: (status, _tenant, waitText) =>
    status === 429
      ? throttled(waitText)
      : (STANDARD[status]?.() ?? sentinelError(status, "The request is malformed.")),
};
