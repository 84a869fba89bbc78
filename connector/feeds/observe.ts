/** Reads texts as values of observables. */
import { isAddress, isNetworkLike } from "../declarations/values/address.js";
import { isDomain } from "../declarations/values/domain.js";
import { hashKindOf } from "../declarations/values/hash.js";
import { readValue } from "../declarations/values/kinds.js";
import { type Kind, outerQuotes } from "../declarations/values/reading.js";
import { partsOf, refangHost } from "../declarations/values/refang.js";
import { withoutOuterUnseen } from "../declarations/values/unseen.js";
import type { ObservableKind, Reason } from "./feed_types.js";
import { hostFault } from "./host_fault.js";
import { changedValue, noValue, severalUrls, unreadableValue, valueProblems } from "./messages.js";

/** A text as a value, with its change; or why it is no value of that kind. */
export type Observed =
  | { readonly value: string; readonly change?: Reason; readonly fault?: never }
  | { readonly fault: Reason; readonly value?: never };

/** A value with its kind, found by its form; or why the text is not a value. */
export type Recognized =
  | {
      readonly kind: ObservableKind;
      readonly value: string;
      readonly change?: Reason;
      readonly fault?: never;
    }
  | { readonly fault: Reason; readonly kind?: never; readonly value?: never };

const kinds: Readonly<Record<ObservableKind, Kind>> = {
  sha256: "sha256-hash",
  sha1: "sha1-hash",
  md5: "md5-hash",
  ip: "ip-address",
  domain: "domain-name",
  url: "web-url",
  thumbprint: "certificate-thumbprint",
};

/** Hash kinds by the kind of value. */
const hashKinds: ReadonlyMap<Kind | undefined, ObservableKind> = new Map([
  ["sha256-hash", "sha256"],
  ["sha1-hash", "sha1"],
  ["md5-hash", "md5"],
]);

/** Returns the text without outer blanks and quotes, which are not part of a value. */
export function withoutQuotes(text: string): string {
  const bare = withoutOuterUnseen(text);
  return /^[\w[*]/.test(bare) ? bare : outerQuotes.make(bare);
}

/** Matches the start of another URL after a separator of lists. */
const nextUrl = /[,;|]\s{0,9}\[?(?:https?|hxxps?|ftp)\]?(?:\[?:\]?\/\/|\[:\/\/\])/i;

/** Returns true for several URLs in one text, although the separator between them can be part of a URL. */
export function holdsSeveralUrls(text: string): boolean {
  return nextUrl.test(text);
}

/** Reads a text as a value of that kind. A valid text stays as it is, without outer blanks and quotes. */
export function observe(kind: ObservableKind, text: string): Observed {
  const bare = withoutQuotes(text);
  if (kind === "url" && holdsSeveralUrls(bare)) return { fault: severalUrls(bare) };
  const { corrected, problem, code } = readValue(kinds[kind], bare);
  if (corrected === undefined) return { fault: faultOf(kind, bare, problem ?? "") };
  const value = problem === undefined ? bare : corrected;
  if (kind === "domain" || kind === "url") {
    const fault = hostFault(kind, value);
    if (fault !== undefined) return { fault };
  }
  return problem === undefined
    ? { value }
    : { value, change: changedValue(code ?? "", bare, value, problem) };
}

function faultOf(kind: ObservableKind, text: string, problem: string): Reason {
  return unreadableValue(faultCode(kind, text), text, problem);
}

/** Returns the code of a text that is not a value of the kind. */
function faultCode(kind: ObservableKind, text: string): string {
  const plain = refangHost(text);
  const found = kindOf(plain);
  if (found === undefined && isNetworkLike(plain)) return "Network";
  if (kind === "url" && partsOf(text) === undefined && found === undefined && isPath(plain))
    return "PathWithoutScheme";
  if (found === kind && found === "ip") return "SpecialAddress";
  return found === undefined || found === kind ? "ValueInvalid" : "TypeMismatch";
}

/** Returns the kind of a value in its normal form. */
function kindOf(text: string): ObservableKind | undefined {
  const hash = hashKinds.get(hashKindOf(text));
  if (hash !== undefined) return hash;
  if (isAddress(text)) return "ip";
  if (partsOf(text) !== undefined) return "url";
  return isDomain(text) ? "domain" : undefined;
}

/** Matches a host or an address, a port or not, and a path. */
const path = /^[^\s/:@]+(?::\d{1,5})?\/\S+$/;

/** Domain names of the letters a to f, such as `cafe-face.cc`, have the form of a range. */
function isNetwork(text: string): boolean {
  return isNetworkLike(text) && !isDomain(text);
}

function isPath(text: string): boolean {
  const host = text.slice(0, text.search(/[:/]/));
  return path.test(text) && (isDomain(host) || isAddress(host));
}

/**
 * Reads a text as a value of the kind that its form shows. A SHA-1 hash and the thumbprint of a certificate have the
 * same form: it is read as a hash. A name is a domain only if it ends in a suffix that is registered, because
 * `setup.exe` has the form of a domain too.
 */
export function observeAny(text: string): Recognized {
  const bare = withoutQuotes(text);
  const kind = kindOf(bare) ?? likelyKind(bare);
  if (kind === undefined) return { fault: unrecognized(bare) };
  const observed = observe(kind, bare);
  if (observed.fault !== undefined) return observed;
  if (kind === "domain") {
    const fault = hostFault("name", observed.value);
    if (fault !== undefined) return { fault };
  }
  return { kind, ...observed };
}

/** Returns true for a host or an address with a number after it, which is no port if the text is not a value. */
function isWithPort(text: string): boolean {
  const host = /^([^\s:]{1,255}):\d+$/.exec(text)?.[1] ?? "";
  return isDomain(host) || isAddress(host);
}

/** Matches a GUID, which has as many digits as an MD5 hash. */
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Returns the kind of a text that must be changed before it is a value. */
function likelyKind(text: string): ObservableKind | undefined {
  if (guid.test(text)) return undefined;
  const plain = refangHost(text);
  if (isNetwork(plain)) return /^[^/]+\/(?:32|128)$/.test(plain) ? "ip" : undefined;
  if (isPath(plain)) return undefined;
  for (const kind of ["url", "ip", "domain", "sha256", "sha1", "md5"] as const) {
    if (kind === "url" ? partsOf(text) !== undefined : readValue(kinds[kind], text).corrected !== undefined)
      return kind;
  }
  return undefined;
}

function unrecognized(text: string): Reason {
  const plain = refangHost(text);
  if (isNetwork(plain)) return faultOf("ip", text, valueProblems.network);
  if (isPath(plain)) return faultOf("url", text, valueProblems.path);
  if (isWithPort(plain)) return unreadableValue("ValueInvalid", text, valueProblems.port);
  if (/^[0-9a-f]+$/i.test(plain) && (plain.length === 96 || plain.length === 128))
    return unreadableValue("TypeUnsupported", text, valueProblems.hash);
  if (/^[^\s@/]+@[^\s@/.]+(?:\.[^\s@/.]+)+$/.test(plain))
    return unreadableValue("TypeUnsupported", text, valueProblems.email);
  return noValue(text);
}
