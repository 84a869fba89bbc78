/** Web URLs. Only scheme and host are corrected; path, query and fragment stay unchanged. */
import { quoteName } from "../../contract/quote_name.js";
import { ipVersion, isAddress, mappedAddress, specialRangeOf } from "./address.js";
import { hostCorrections, label, nameFault } from "./domain.js";
import { type Correction, type Fault, outerBlanks, outerQuotes, type Reader } from "./reading.js";
import { type Parts, partsOf, refangHost } from "./refang.js";
import { unseenIn } from "./unseen.js";

const plain = new RegExp(
  `^(?:https?|ftp)://(?:${label}\\.)+[a-z](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?::[1-9][0-9]{0,3})?(?:[/?#][!-~]*)?$`,
  "i",
);

/** Marks that people and programs write for an omitted end. */
const cutOff = /(?:\.\.\.|…)[\])]?$/u;

/** Returns true for a valid URL in the most common form. Other forms may be valid too. */
export function isPlainUrl(text: string): boolean {
  if (text.length > 200 && hostEnd(text) > 200) return false;
  return plain.test(text) && !cutOff.test(text);
}

/** Returns the position of the path. Scheme and separator have at least six characters. */
function hostEnd(text: string): number {
  const end = text.indexOf("/", 8);
  return end < 0 ? text.length : end;
}

interface Authority {
  readonly user: boolean;
  /** An IPv6 address has no brackets here. */
  readonly host: string;
  readonly port: string | undefined;
}

function authorityOf(text: string): Authority {
  const at = text.lastIndexOf("@");
  const user = at >= 0;
  const rest = text.slice(at + 1);
  const [all, six = "", sixPort] = /^\[([^[\]]*)\](?::(.*))?$/s.exec(rest) ?? [];
  if (all !== undefined) return { user, host: six, port: sixPort };
  const colon = rest.lastIndexOf(":");
  if (colon < 0) return { user, host: rest, port: undefined };
  return { user, host: rest.slice(0, colon), port: rest.slice(colon + 1) };
}

function written({ scheme, rest }: Parts, { host, port }: Authority): string {
  const inBrackets = host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${inBrackets}${port === undefined ? "" : `:${port}`}${rest}`;
}

const defanged: Correction = {
  code: "Refanged",
  make: (text) => {
    const parts = partsOf(text);
    if (parts?.isCertain !== true) return text;
    const authority = refangHost(parts.authority);
    return parts.isDefanged || authority !== parts.authority
      ? `${parts.scheme}://${authority}${parts.rest}`
      : text;
  },
  problem: (_before, after) =>
    /\[\.\]|\[dot\]|\(dot\)/i.test(partsOf(after)?.rest ?? "")
      ? "is defanged (what is in brackets after the host is kept as it is)"
      : "is defanged",
};

/** Returns a correction that changes only the host. */
function ofHost({ code, make, problem }: Correction): Correction {
  return {
    code,
    make: (text) => {
      const parts = partsOf(text);
      if (parts === undefined) return text;
      const authority = authorityOf(parts.authority);
      const host = make(authority.host);
      return host === authority.host || authority.user ? text : written(parts, { ...authority, host });
    },
    problem: (before, after) => `has a host that ${problem(hostOf(before), hostOf(after))}`,
  };
}

function hostOf(text: string): string {
  return authorityOf(partsOf(text)?.authority ?? "").host;
}

const mapped: Correction = {
  code: "MappedAddress",
  make: (host) => mappedAddress(host) ?? host,
  problem: (_before, after) => `is an IPv4-mapped form of ${after}`,
};

/** Reads a web URL. */
export const urlReader: Reader = {
  corrections: [outerBlanks, outerQuotes, defanged, ...[...hostCorrections, mapped].map(ofHost)],
  faultOf: urlFault,
};

function urlFault(text: string): Fault | undefined {
  if (isPlainUrl(text)) return undefined;
  const unseen = unseenIn(text);
  if (unseen !== undefined)
    return { problem: `contains ${unseen}; write the URL without it, or percent-encode it` };
  if (cutOff.test(text)) return { problem: "is cut off at its end; write the whole URL" };
  const parts = partsOf(text);
  if (parts === undefined) return withoutKnownScheme(text);
  if (/^ftps/i.test(parts.scheme)) return otherScheme(parts.scheme);
  const problem = parts.isDefanged
    ? "is defanged in an ambiguous way; write it in its normal form"
    : authorityFault(parts);
  return problem === undefined ? undefined : { problem };
}

function withoutKnownScheme(text: string): Fault {
  const [, scheme] = /^([a-z][a-z0-9+-]*):(?!\d)/i.exec(text) ?? [];
  return scheme === undefined
    ? { problem: "has no scheme; write the whole URL, such as https://bad.example/path" }
    : otherScheme(scheme);
}

function otherScheme(scheme: string): Fault {
  return /^(?:https?|ftp)$/i.test(scheme)
    ? { problem: `has no :// after ${quoteName(scheme)}; write the whole URL` }
    : { problem: `has the scheme ${quoteName(scheme)}, and only http, https and ftp are accepted` };
}

function authorityFault({ authority, rest }: Parts): string | undefined {
  const { user, host, port } = authorityOf(authority);
  if (user) return `has a user name before its host ${quoteName(host)}; write the URL without it`;
  if (rest.startsWith("\\")) return "has a backslash after its host; write slashes";
  if (port !== undefined && !(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535))
    return `has the port ${quoteName(port)}; a port is a number from 1 to 65535`;
  const problem = hostFault(host, authority.startsWith("["));
  return problem === undefined ? undefined : `has a host (${quoteName(host)}) that ${problem}`;
}

function hostFault(host: string, inBrackets: boolean): string | undefined {
  if (host === "") return "is empty or cannot be read";
  if (isAddress(host) && inBrackets === (ipVersion(host) === 6)) {
    const range = specialRangeOf(host);
    return range === undefined ? undefined : `is ${range}, not an address of a host on the internet`;
  }
  if (inBrackets) return "is not an IPv6 address";
  if (host.includes("*")) return "has a wildcard; write one host";
  if (/[[\](){}\\]/.test(host)) return "is defanged in an ambiguous way";
  return nameFault(host);
}
