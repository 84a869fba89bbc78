/** Domain names, and the hosts of URLs, for which most of the same holds. */
import { domainToASCII, domainToUnicode } from "node:url";
import { isNetworkLike, portOf } from "./address.js";
import { type Correction, type Fault, outerBlanks, outerQuotes, type Reader } from "./reading.js";
import { defangedHost } from "./refang.js";
import { codePoint, unseenIn } from "./unseen.js";

/** Longest name and label, in characters: RFC 1035, section 2.3.4. */
const maxNameLength = 253;
const maxLabelLength = 63;

/** One label of a host name, as the source of a regular expression. */
export const label = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const name = new RegExp(`^(?:${label}\\.)+(?!\\d+$|0x[0-9a-f]*$)${label}$`, "i");

/** Whether it is a domain name in ASCII of two labels at least. Underscores are names of real hosts. */
export function isDomain(text: string): boolean {
  return text.length <= maxNameLength && name.test(text);
}

const port: Correction = {
  make: (text) => {
    const [, host = ""] = /^([^:]+):\d{1,5}$/.exec(text) ?? [];
    return isDomain(host) ? host : text;
  },
  problem: (before, after) => `has a port (${portOf(before, after)}), and a domain name covers every port`,
};

const wildcard: Correction = {
  make: (text) => (text.startsWith("*.") ? text.slice(2) : text),
  problem: () => "has a wildcard, and a domain name covers its subdomains without one",
};

const leadingDot: Correction = {
  make: (text) => (/^\.[^.]/.test(text) ? text.slice(1) : text),
  problem: () => "begins with a dot",
};

const rootDot: Correction = {
  make: (text) => (/[^.]\.$/.test(text) ? text.slice(0, -1) : text),
  problem: () => "ends in a dot",
};

const hasOthers = /[^\0-\x7f]/u;

/** Only if the name stays the same: a ligature or another sort of dot would make it a different one. */
const international: Correction = {
  make: (text) => {
    if (text.length > maxNameLength || !hasOthers.test(text) || unseenIn(text) !== undefined) return text;
    const ascii = domainToASCII(text);
    const isSame = ascii !== "" && domainToUnicode(ascii) === text.normalize("NFC").toLowerCase();
    return isSame ? ascii : text;
  },
  problem: () => "is not in its ASCII form (punycode)",
};

/** Corrections of a host within a URL; its port and anything wider than the host are no matter of them. */
export const hostCorrections: readonly Correction[] = [rootDot, international];

/** What is wrong with a name as such; undefined for a good one. */
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
  if (labels.includes("")) return "has an empty label (a dot too many)";
  const long = labels.find((one) => one.length > maxLabelLength);
  if (long !== undefined) return `has a label of ${long.length} characters; the most are ${maxLabelLength}`;
  if (labels.some((one) => /^-|-$/.test(one))) return "has a label that begins or ends with a hyphen";
  if (text.length > maxNameLength) return `has ${text.length} characters; the most are ${maxNameLength}`;
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
  if (isList(text)) return "is a list; write each domain name as a row of its own";
  if (unseen !== undefined) return `contains ${unseen}; write the domain name without it`;
  if (isNetworkLike(text)) return "is a network, not a domain name";
  if (text.includes("/")) return "has a path, and a domain name covers a whole host; write the host alone";
  if (text.includes("@")) return "is an email address, not a domain name";
  if (/[[\](){}\\]/.test(text)) return "is defanged in a way that has no certain reading; write it plainly";
  return text.includes("*")
    ? "has a wildcard, and a domain name covers its subdomains without one"
    : undefined;
}

function isList(text: string): boolean {
  const parts = text.split(/[\s,;|]+/);
  return parts.length > 1 && (/[,;|]/.test(text) || parts.every(isDomain));
}
