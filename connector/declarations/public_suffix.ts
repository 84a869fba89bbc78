/** The one file that knows tldts, whose list of public suffixes is large: it is loaded with the first host. */
import { createRequire } from "node:module";

type Tldts = typeof import("tldts");

let tldts: Tldts | undefined;

/** Whether anybody can own a name below the host: `co.uk`, `github.io`. @param host in small letters */
export function isPublicSuffix(host: string): boolean {
  const { publicSuffix, isIcann, isPrivate } = suffixOf(host);
  if (publicSuffix !== host) return false;
  if (isIcann === true || isPrivate !== true) return isIcann === true;
  // If every name beside it is a suffix too, each of them belongs to one customer of a company.
  const sibling = host.replace(/^[^.]*/, "no-such-name");
  return suffixOf(sibling).publicSuffix !== sibling;
}

function suffixOf(host: string): ReturnType<Tldts["parse"]> {
  tldts ??= createRequire(import.meta.url)("tldts") as Tldts;
  return tldts.parse(host, { allowPrivateDomains: true, extractHostname: false, validateHostname: false });
}
