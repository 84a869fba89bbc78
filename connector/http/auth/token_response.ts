/** Reads the response to a token request: whether the token can be sent, and when it expires. */
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { getAt } from "../../contract/json_pointer.js";
import { tokenFaults } from "./messages.js";

/** Times of a token request, in milliseconds since 1970. */
interface Times {
  readonly requestedAt: number;
  readonly now: number;
  /** The value of `expires_on`, as the login library read it. */
  readonly until: number | undefined;
}

/** Returns the fault of the token for a message, or undefined if the token can be sent. */
export function tokenFault(body: unknown): string | undefined {
  const token = getAt(body, "/access_token");
  if (token === undefined) return tokenFaults.missing;
  if (typeof token !== "string") return tokenFaults.notAText(kindOf(token));
  const isSendable = /^[\x21-\x7e]+$/.test(token);
  return isSendable ? undefined : tokenFaults.notSendable;
}

/**
 * Returns the time at which the token expires, in milliseconds since 1970. Uses our own clock, since the library uses
 * that of the system. If the response states no valid lifetime, the minimum lifetime applies.
 */
export function expiryIn(
  body: unknown,
  { requestedAt, now, until }: Times,
  { minLifetimeSeconds, maxLifetimeSeconds }: Manifest["http"]["token"],
): number {
  const seconds = getAt(body, "/expires_in");
  const stated = getAt(body, "/expires_on") === undefined ? now : (until ?? now);
  const end = seconds === undefined ? stated : requestedAt + secondsIn(seconds) * 1000;
  const lifetime = end > now ? (end - now) / 1000 : minLifetimeSeconds;
  return now + Math.min(lifetime, maxLifetimeSeconds) * 1000;
}

/** Reads a number of seconds, which may be a text. Returns 0 if the value is not a number. */
function secondsIn(stated: unknown): number {
  const isText = typeof stated === "string" && /^\s*\d+(\.\d+)?\s*$/.test(stated);
  return typeof stated === "number" || isText ? Number(stated) : 0;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
