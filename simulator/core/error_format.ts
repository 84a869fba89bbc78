// How a service speaks: the headers of its answers, and its own words for what the gateway before it refuses.
import type { Response, SimulatorState } from "./call.js";
import type { Rejection } from "./limits.js";

/** What differs between the services where a call fails before its handler, or by a fault. */
export interface ErrorFormat {
  /** Carried by every answer that does not say otherwise. */
  headers: Record<string, string>;
  /** Any error in the body of this service; `target` only where the body has a place for it. */
  error(status: number, code: string, message: string, target?: string): Response;
  /** No token, or an unknown, expired or revoked one. */
  unauthorized(): Response;
  /** A living token for another service. */
  wrongAudience(): Response;
  /** A token without any of the permissions that would do. */
  forbidden(kind: "application" | "user", wanted: readonly string[]): Response;
  /** A full window of the rate limit. */
  throttled(rejection: Rejection, tenant: string, state: SimulatorState): Response;
  /** What the service itself sends with a status when something goes wrong; `waitText` in seconds, for a 429. */
  standard(status: number, tenant: string, waitText: number | undefined): Response;
}
