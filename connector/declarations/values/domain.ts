/** Domain names, and hosts of URLs with mostly the same rules. */
import { domainToASCII, domainToUnicode } from "node:url";
import { isNetworkLike, portOf } from "./address.js";
import { isPort } from "./port.js";
import { type Correction, type Fault, outerBlanks, outerQuotes, type Reader } from "./reading.js";
import { defangedHost } from "./refang.js";
import { codePoint, unseenIn } from "./unseen.js";

/** Maximum length of a name and a label, in characters: RFC 1035, section 2.3.4. */
const maxNameLength = 253;
const maxLabelLength = 63;

/** Regular expression source of one label of a host name. */
export const label = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const name = new RegExp(`^(?:${label}\\.)+(?!\\d+$|0x[0-9a-f]*$)${label}$`, "i");

/**
 * Returns true for an ASCII domain name with at least two labels. Real host names can contain underscores.
 */
export function isDomain(text: string): boolean {
  return text.length <= maxNameLength && name.test(text);
}

const port: Correction = {
  code: "PortRemoved",
  make: (text) => {
    const [, host = "", number = ""] = /^([^:]+):(\d{1,5})$/.exec(text) ?? [];
    return isPort(number) && isDomain(host) ? host : text;
  },
  problem: (before, after) => `has a port (${portOf(before, after)}), and a domain name covers every port`,
};

const wildcard: Correction = {
  code: "WildcardRemoved",
  make: (text) => (text.startsWith("*.") ? text.slice(2) : text),
  problem: () => "has a wildcard, and a domain name covers its subdomains without one",
};

const leadingDot: Correction = {
  code: "DotRemoved",
  make: (text) => (/^\.[^.]/.test(text) ? text.slice(1) : text),
  problem: () => "begins with a dot",
};

const rootDot: Correction = {
  code: "DotRemoved",
  make: (text) => (/[^.]\.$/.test(text) ? text.slice(0, -1) : text),
  problem: () => "ends in a dot",
};

const hasOthers = /[^\0-\x7f]/u;

/** Converts to ASCII if the name stays the same. A ligature or another kind of dot would change it. */
const international: Correction = {
  code: "Punycode",
  make: (text) => {
    if (text.length > maxNameLength || !hasOthers.test(text) || unseenIn(text) !== undefined) return text;
    const ascii = domainToASCII(text);
    const isSame = ascii !== "" && domainToUnicode(ascii) === text.normalize("NFC").toLowerCase();
    return isSame ? ascii : text;
  },
  problem: () => "is not in its ASCII form (punycode)",
};

/** Corrections of a host within a URL. They exclude its port and wildcards. */
export const hostCorrections: readonly Correction[] = [rootDot, international];

/** Returns the problem of a name; undefined for a valid name. */
export function nameFault(text: string): string | undefined {
  if (isDomain(text)) return undefined;
  const other = hasOthers.exec(text)?.[0];
  if (other !== undefined)
    return `contains ${JSON.stringify(other)} (${codePoint(other)}), for which there is no certain ASCII form`;
  const strange = /[^a-z0-9_.-]/i.exec(text)?.[0];
  if (strange !== undefined)
    return `contains ${JSON.stringify(strange)}, and a domain name consists of letters, digits, hyphens and underscores`;
  return labelFault(text, text.split("."));
}

function labelFault(text: string, labels: readonly string[]): string {
  if (labels.includes("")) return "has an empty label (one dot too many)";
  const long = labels.find((one) => one.length > maxLabelLength);
  if (long !== undefined) return `has a label of ${long.length} characters; the maximum is ${maxLabelLength}`;
  if (labels.some((one) => /^-|-$/.test(one))) return "has a label that begins or ends with a hyphen";
  if (text.length > maxNameLength) return `has ${text.length} characters; the maximum is ${maxNameLength}`;
  if (labels.length < 2) return "has one label only; write the whole name, such as bad.example";
  return "ends in a number, and no domain name does";
}

/** Reads a domain name. */
export const domainReader: Reader = {
  corrections: [outerBlanks, outerQuotes, defangedHost, port, wildcard, leadingDot, rootDot, international],
  faultOf: domainFault,
  canonical: (text) => text.toLowerCase(),
};

function domainFault(text: string): Fault | undefined {
  return isDomain(text)
    ? undefined
    : { problem: otherForm(text) ?? nameFault(text) ?? "is not a domain name" };
}

function otherForm(text: string): string | undefined {
  const unseen = unseenIn(text);
  if (text === "") return "is empty";
  if (isList(text)) return "is a list; write each domain name in a separate row";
  if (unseen !== undefined) return `contains ${unseen}; write the domain name without it`;
  if (isNetworkLike(text)) return "is a network, not a domain name";
  if (text.includes("/")) return "has a path, and a domain name covers a whole host; write the host alone";
  if (text.includes("@")) return "is an email address, not a domain name";
  if (/[[\](){}\\]/.test(text)) return "is defanged in an ambiguous way; write it in its normal form";
  return text.includes("*")
    ? "has a wildcard, and a domain name covers its subdomains without one"
    : undefined;
}

function isList(text: string): boolean {
  const parts = text.split(/[\s,;|]+/);
  return parts.length > 1 && (/[,;|]/.test(text) || parts.every(isDomain));
}
