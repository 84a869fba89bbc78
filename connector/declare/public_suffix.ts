/** The one file that knows tldts, whose list of public suffixes is large: it is loaded with the first host. */
import { createRequire } from "node:module";

let tldts: typeof import("tldts") | undefined;

/** Whether anybody can own a name below the host: `co.uk`, `github.io`. @param host in small letters */
export function isPublicSuffix(host: string): boolean {
  if (isSuffix(host, "isIcann")) return true;
  // Where a company lists all names below one of its own, each of them is one customer's.
  const sibling = host.replace(/^[^.]*/, "no-such-name");
  return isSuffix(host, "isPrivate") && !isSuffix(sibling, "isPrivate");
}

function isSuffix(host: string, list: "isIcann" | "isPrivate"): boolean {
  tldts ??= createRequire(import.meta.url)("tldts") as typeof import("tldts");
  const found = tldts.parse(host, { allowPrivateDomains: true });
  return found.publicSuffix === host && found[list] === true;
}
