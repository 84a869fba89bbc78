/** Recognizes the addresses and names that documents use in examples. */
import type { Observable } from "../feed_types.js";

// RFC 5737 and RFC 3849. The third octet and the groups end with their separator, so that longer numbers do not match.
const addresses = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:0{0,3}db8:/i;
// RFC 2606.
const names = /(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$/i;
const hostOfUrl = /^[a-z]+:\/\/\[?([^/?#\]]*?)\]?(?::\d+)?(?:[/?#]|$)/i;

/** Returns true for a documentation address or name, and for a URL on one. */
export function isDocumentation({ kind, value }: Pick<Observable, "kind" | "value">): boolean {
  if (kind === "ip") return addresses.test(value);
  if (kind === "domain") return names.test(value);
  if (kind !== "url") return false;
  const host = hostOfUrl.exec(value)?.[1] ?? "";
  return addresses.test(host) || names.test(host);
}
