// Error bodies of MISP.
import type { Response } from "../core/call.js";
import type { ErrorFormat } from "../core/error_format.js";

/** Returns `{"name", "message", "url"}`. */
export const mispError = (status: number, message: string, url = "/"): Response => ({
  status,
  json: { name: message, message, url },
});

const BAD_KEY =
  "Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.";

/** Returns the response to a missing or wrong key: 403, not 401. */
export const mispUnauthorized = (): Response => mispError(403, BAD_KEY);

/** Returns the response to a call over the limit of the role. */
export const mispThrottled = (calls: number, waitSeconds: number): Response => ({
  ...mispError(429, "Rate limit exceeded."),
  headers: {
    "X-Rate-Limit-Limit": String(calls),
    "X-Rate-Limit-Remaining": "0",
    "X-Rate-Limit-Reset": String(waitSeconds),
  },
});

/** The error format of MISP. */
export const mispErrors: ErrorFormat = {
  headers: { "Content-Type": "application/json; charset=UTF-8" },
  error: (status, _code, message) => mispError(status, message),
  unauthorized: mispUnauthorized,
  wrongAudience: mispUnauthorized,
  forbidden: () => mispError(403, "You do not have permission to use this functionality."),
  throttled: ({ calls, waitSeconds }) => mispThrottled(calls, waitSeconds),
  standard: (status) =>
    mispError(status, status === 500 ? "An Internal Error Has Occurred." : "Invalid request."),
};
