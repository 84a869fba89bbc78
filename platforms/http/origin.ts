/**
 * Rejects requests that another site made a browser send: with a name that points to this machine (DNS
 * rebinding), or from a page of another origin.
 */
import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "./api_key.js";
import { requestErrors } from "./messages.js";

/**
 * Throws ForeignHost.
 * @param isLocal - whether the service listens for this machine only; otherwise its public names are not known
 */
export function assertOwnHost({ host, origin }: IncomingHttpHeaders, isLocal: boolean): void {
  const called = hostName(`http://${host ?? ""}`);
  if (isLocal && !isLoopback(called)) throw requestErrors.foreignHost();
  if (origin === undefined) return;
  const from = hostName(origin);
  if (from === "" || !(isLocal ? isLoopback(from) : from === called)) throw requestErrors.foreignOrigin();
}

/** Returns the name or address in lower case, without port; empty if the text is not an address. */
function hostName(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, "") : "";
}
