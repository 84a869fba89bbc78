/** Reads the response to a token request: whether its token can be sent, and for how long. */
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { getAt } from "../../contract/json_pointer.js";

/** Moments around a token request, in milliseconds since 1970. */
interface Times {
  readonly askedAt: number;
  readonly now: number;
  /** The end that `expires_on` states, as the login library read it. */
  readonly until: number | undefined;
}

/** What is wrong with the token, as part of a sentence; undefined if it can be sent. */
export function tokenFault(body: unknown): string | undefined {
  const token = getAt(body, "/access_token");
  if (token === undefined) return "no access_token";
  if (typeof token !== "string") return `an access_token that is ${kindOf(token)}, not a text`;
  const isSendable = /^[\x21-\x7e]+$/.test(token);
  return isSendable ? undefined : "an access_token that is empty, or holds blanks or line breaks";
}

/**
 * When the token expires, in milliseconds since 1970. By our own clock, since the library goes by the system's. A
 * response need not state a lifetime, or may state one that is none: then it is the shortest one.
 */
export function expiryIn(
  body: unknown,
  { askedAt, now, until }: Times,
  {
    minLifetimeSeconds: minLifetimeSeconds,
    maxLifetimeSeconds: maxLifetimeSeconds,
  }: Manifest["http"]["token"],
): number {
  const seconds = getAt(body, "/expires_in");
  const stated = getAt(body, "/expires_on") === undefined ? now : (until ?? now);
  const end = seconds === undefined ? stated : askedAt + secondsIn(seconds) * 1000;
  const lifetime = end > now ? (end - now) / 1000 : minLifetimeSeconds;
  return now + Math.min(lifetime, maxLifetimeSeconds) * 1000;
}

/** A number of seconds, which may be written as text; 0 if it is neither. */
function secondsIn(stated: unknown): number {
  const isText = typeof stated === "string" && /^\s*\d+(\.\d+)?\s*$/.test(stated);
  return typeof stated === "number" || isText ? Number(stated) : 0;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
