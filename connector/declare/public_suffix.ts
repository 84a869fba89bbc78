/** The one file that knows tldts, whose list of public suffixes is large: it is loaded with the first host. */
import { createRequire } from "node:module";

let tldts: typeof import("tldts") | undefined;

/** Whether anybody can own a name below the host: `co.uk`, `github.io`. @param host in small letters */
export function isPublicSuffix(host: string): boolean {
  tldts ??= createRequire(import.meta.url)("tldts") as typeof import("tldts");
  const { publicSuffix, isIcann, isPrivate } = tldts.parse(host, { allowPrivateDomains: true });
  return publicSuffix === host && (isIcann === true || isPrivate === true);
}
