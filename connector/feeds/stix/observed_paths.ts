/** Which object paths of STIX patterns hold values that can become rows. */
import { comparableName, nameOfPath } from "../../stix/comparisons.js";
import type { ObjectPath } from "../../stix/ast.js";
import type { ObservableKind } from "../feed_types.js";

/** What a path holds. `host` is an address or a domain name. */
export type PathKind = ObservableKind | "host";

const hashes = (path: string): [string, PathKind][] => [
  [`${path}.sha256`, "sha256"],
  [`${path}.sha1`, "sha1"],
  [`${path}.md5`, "md5"],
];

/** Kinds by path, in the form of `comparableName`. */
const kinds: ReadonlyMap<string, PathKind> = new Map([
  ...hashes("file:hashes"),
  ...hashes("file:content_ref.hashes"),
  ...hashes("artifact:hashes"),
  ["ipv4-addr:value", "ip"],
  ["ipv6-addr:value", "ip"],
  ["network-traffic:dst_ref.value", "host"],
  ["network-traffic:src_ref.value", "host"],
  ["domain-name:value", "domain"],
  ["hostname:value", "domain"],
  ["x-opencti-hostname:value", "domain"],
  ["url:value", "url"],
  ["x509-certificate:hashes.sha1", "thumbprint"],
]);

/** Returns what the path holds; undefined if its values cannot become rows. */
export function kindAt(path: ObjectPath): PathKind | undefined {
  // A quoted name with a dot is one property, not two.
  const isPlain = path.steps.every((step) => "index" in step || !step.name.includes("."));
  return isPlain ? kinds.get(comparableName(nameOfPath(path))) : undefined;
}

/** Returns true for the hash of a file. */
export function isFileHash(kind: PathKind | undefined): boolean {
  return kind === "sha256" || kind === "sha1" || kind === "md5";
}

/** Returns whether a host is written as an address or as a name. */
export function hostKind(text: string): "ip" | "domain" {
  return /^[\s"']*(?:[\d.]+(?:\/|\s|"|'|$)|[\da-f.]*:)/i.test(text) ? "ip" : "domain";
}
