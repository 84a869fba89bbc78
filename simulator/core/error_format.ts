// How a service formats errors: its response headers and the error bodies of the gateway in front of it.
import type { Response, SimulatorState } from "./call.js";
import type { Rejection } from "./limits.js";

/** The part of an error response that differs between services. */
export interface ErrorFormat {
  /** Sent with every response that does not set them. */
  headers: Record<string, string>;
  /** Returns any error in the body format of this service; `target` only if the format has a field for it. */
  error(status: number, code: string, message: string, target?: string): Response;
  /** Returns the error for a missing, unknown, expired or revoked token. */
  unauthorized(): Response;
  /** Returns the error for a valid token of another service. */
  wrongAudience(): Response;
  /** Returns the error for a token that has none of the required permissions. */
  forbidden(kind: "application" | "user", wanted: readonly string[]): Response;
  /** Returns the error for a call over the rate limit. */
  throttled(rejection: Rejection, tenant: string, state: SimulatorState): Response;
  /** Returns the default error of the service for a status.
   *
   * @param waitText - seconds to state in the text of a 429
   */
  standard(status: number, tenant: string, waitText: number | undefined): Response;
}
