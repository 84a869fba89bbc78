/** Loads tldts with the first host, because its list of public suffixes is large. No other file uses it. */
import { createRequire } from "node:module";

type Tldts = typeof import("tldts");

let tldts: Tldts | undefined;

/**
 * Returns true if anyone can register a name below the host, such as `co.uk`.
 * @param host - lower-case host
 */
export function isPublicSuffix(host: string): boolean {
  const { publicSuffix, isIcann, isPrivate } = suffixOf(host);
  if (publicSuffix !== host) return false;
  if (isIcann === true || isPrivate !== true) return isIcann === true;
  // If any sibling name is also a suffix, each of them belongs to one customer of a company.
  const sibling = host.replace(/^[^.]*/, "no-such-name");
  return suffixOf(sibling).publicSuffix !== sibling;
}

/**
 * Returns true if the host ends in a suffix that is registered on the internet, so that a file name such as
 * `setup.exe` is not a host.
 * @param host - lower-case host
 */
export function hasRegisteredSuffix(host: string): boolean {
  const { isIcann, isPrivate } = suffixOf(host);
  return isIcann === true || isPrivate === true;
}

function suffixOf(host: string): ReturnType<Tldts["parse"]> {
  tldts ??= createRequire(import.meta.url)("tldts") as Tldts;
  return tldts.parse(host, { allowPrivateDomains: true, extractHostname: false, validateHostname: false });
}
