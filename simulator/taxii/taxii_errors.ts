// Error bodies of a TAXII server. As in OASIS' own server, http_status is a text, and a 401 is not JSON.
import type { Response } from "../core/call.js";
import type { ErrorFormat } from "../core/error_format.js";

/** The media type of TAXII 2.1. */
export const TAXII_TYPE = "application/taxii+json;version=2.1";

/** Returns `{"title", "description", "http_status"}`. */
export const taxiiError = (status: number, title: string, description: string): Response => ({
  status,
  json: { title, description, http_status: String(status) },
});

/** Returns the page for missing or wrong credentials. */
export const taxiiUnauthorized = (): Response => ({
  status: 401,
  headers: { "Content-Type": "text/html; charset=utf-8", "WWW-Authenticate": 'Basic realm="TAXII"' },
  text: "Unauthorized Access",
});

/** The error format of TAXII. */
export const taxiiErrors: ErrorFormat = {
  headers: { "Content-Type": TAXII_TYPE },
  error: taxiiError,
  unauthorized: taxiiUnauthorized,
  wrongAudience: taxiiUnauthorized,
  forbidden: () => taxiiError(403, "Forbidden", "The client does not have access to this resource"),
  throttled: () => taxiiError(429, "TooManyRequests", "Too many requests"),
  standard: (status) => taxiiError(status, "ProcessingError", "The request cannot be processed"),
};
