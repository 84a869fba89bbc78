/** The trace of a request: https://www.w3.org/TR/trace-context/ */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { readTraceparent } from "../../connector/platform_api.js";

/** Returns the `traceparent` of the client, or a new one if it sent none or one that is not valid. */
export function traceOf(headers: IncomingHttpHeaders): string {
  return readTraceparent(headers["traceparent"]) ?? newTraceparent();
}

/** Returns a trace that nobody has asked to record. */
function newTraceparent(): string {
  return `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00`;
}
