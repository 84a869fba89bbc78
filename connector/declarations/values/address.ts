/** IP addresses and networks. */
import { isIPv4, isIPv6 } from "node:net";
import { ipaddr } from "../ipaddr.js";
import { defangedHost } from "./refang.js";
import { isPort } from "./port.js";
import { type Correction, type Fault, outerBlanks, outerQuotes, type Reader } from "./reading.js";
import { unseenIn } from "./unseen.js";

/** First octets of IPv4 networks with special ranges. Above 223, all are special. */
const mixedOctets = new Set(["0", "10", "100", "127", "169", "172", "192", "198", "203"]);
const documentation4 = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./;
/**
 * 2000::/3 is the only allocated part of IPv6; 2001, 2002, 2620 and 3fff contain special ranges. The only one from
 * 2001:200 on is for documentation.
 */
const global6 =
  /^(?:(?!200[12]:|2620:|3fff:)[23][0-9a-f]{3}|2001:(?:0?[2-9a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{3})):/i;

/** Descriptions of special ranges by ipaddr.js name. All other ranges are special-purpose. */
const rangeNames: Readonly<Record<string, string>> = {
  private: "a private address",
  uniqueLocal: "a private address",
  loopback: "a loopback address",
  linkLocal: "a link-local address",
  carrierGradeNat: "a shared address (carrier-grade NAT)",
  multicast: "a multicast address",
  unspecified: "an unspecified address",
};

/** Returns 4 or 6 for an address, 0 for any other text, as `isIP` of Node does. */
export function ipVersion(text: string): 0 | 4 | 6 {
  // The first check for IPv6 takes milliseconds, because Node compiles a long expression. Only IPv6 has colons.
  if (text.includes(":")) return isIPv6(text) ? 6 : 0;
  return isIPv4(text) ? 4 : 0;
}

/** Returns true for one address without port, zone or prefix. */
export function isAddress(text: string): boolean {
  return ipVersion(text) !== 0 && !text.includes("%");
}

/**
 * Returns a description of an address that is not an internet host. Accepts documentation ranges, because
 * samples use them.
 */
export function specialRangeOf(address: string): string | undefined {
  if (isIPv4(address)) {
    const first = address.slice(0, address.indexOf("."));
    if (!mixedOctets.has(first) && Number(first) < 224) return undefined;
    return documentation4.test(address)
      ? undefined
      : rangeName(new ipaddr.IPv4(address.split(".").map(Number)).range());
  }
  if (global6.test(address)) return undefined;
  const parsed = ipaddr.IPv6.parse(address);
  const [first = 0, second] = parsed.parts;
  if (first === 0x2001 && second === 0xdb8) return undefined;
  const isGiven = first >= 0x2000 && first < 0x4000;
  return rangeName(isGiven ? parsed.range() : parsed.range().replace("unicast", "reserved"));
}

function rangeName(range: string): string | undefined {
  return range === "unicast" ? undefined : (rangeNames[range] ?? "a special-purpose address");
}

const bareHost: Correction = {
  code: "BracketsRemoved",
  make: (text) => /^\[([^[\]]+)\]$/.exec(text)?.[1] ?? text,
  problem: () => "is in brackets",
};

const port: Correction = {
  code: "PortRemoved",
  make: (text) => {
    const [, six, four, number = ""] = /^(?:\[([^[\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
    const address = six ?? four ?? "";
    return isPort(number) && isAddress(address) ? address : text;
  },
  problem: (before, after) => `has a port (${portOf(before, after)}), and an address covers every port`,
};

/** Returns the removed port. */
export function portOf(before: string, after: string): string {
  return before.slice(before.lastIndexOf(after) + after.length).replace(/^\]?:/, "");
}

const onePrefix: Correction = {
  code: "SingleAddress",
  make: (text) => {
    const [, address = "", prefix] = /^([^/]+)\/(32|128)$/.exec(text) ?? [];
    return ipVersion(address) === (prefix === "32" ? 4 : 6) && isAddress(address) ? address : text;
  },
  problem: (_before, after) => `is a network of the single address ${after}`,
};

const mapped: Correction = {
  code: "MappedAddress",
  make: (text) => mappedAddress(text) ?? text,
  problem: (_before, after) => `is an IPv4-mapped form of ${after}`,
};

/** Returns the IPv4 address in an IPv4-mapped address; undefined for any other text. */
export function mappedAddress(text: string): string | undefined {
  if (!/^[:0]/.test(text) || ipVersion(text) !== 6 || text.includes("%")) return undefined;
  // ipaddr.js parses ::192.0.2.1 as a mapped address.
  const isMapped = new URL(`http://[${text}]`).hostname.startsWith("[::ffff:");
  const address = ipaddr.IPv6.parse(text);
  return isMapped && address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : undefined;
}

/**
 * Returns all eight groups of an IPv6 address, as the service documentation requires; an IPv4 address
 * unchanged.
 */
function inFull(address: string): string {
  return address.includes(":") ? ipaddr.IPv6.parse(address).toNormalizedString() : address;
}

const corrections = [outerBlanks, outerQuotes, defangedHost, onePrefix, port, bareHost];

/**
 * Returns the reader of addresses.
 * @param version - the only accepted version; absent: both
 */
export function addressReader(version?: 4 | 6): Reader {
  return {
    corrections: version === 6 ? corrections : [...corrections, mapped],
    faultOf: (text) => addressFault(text, version),
    canonical: inFull,
  };
}

function addressFault(text: string, version: 4 | 6 | undefined): Fault | undefined {
  const form = isAddress(text) ? undefined : formFault(text);
  if (form !== undefined) return form;
  const four = mappedAddress(text);
  if (four !== undefined)
    return { problem: `is an IPv4-mapped form of ${four}, and only IPv6 is accepted here` };
  const found = ipVersion(text);
  if (version !== undefined && found !== version)
    return { problem: `is an IPv${found} address, and only IPv${version} is accepted here` };
  const range = specialRangeOf(text);
  return range === undefined
    ? undefined
    : { problem: `is ${range}, not an address of a host on the internet`, remedy: removeRow };
}

const removeRow = "remove the row";

function formFault(text: string): Fault {
  const unseen = unseenIn(text);
  if (unseen !== undefined) return { problem: `contains ${unseen}; write one address` };
  if (isNetworkLike(text))
    return {
      problem: "is a network, a range or a pattern, and only single addresses are accepted",
      remedy: "write each address in a separate row",
    };
  if (text.includes("%"))
    return { problem: "has a zone, which is valid on one device only", remedy: removeRow };
  return { problem: "is not an IP address; write four decimal numbers (192.0.2.1) or an IPv6 address" };
}

/** Returns true for several addresses in one text. */
export function isNetworkLike(text: string): boolean {
  return text.length < 100 && /^[0-9a-f.:*]+[/*-][0-9a-f.:*]*$/i.test(text) && /[.:]/.test(text);
}

/** Reads a network in CIDR notation, or one address. */
export const networkReader: Reader = {
  corrections: [outerBlanks, outerQuotes, defangedHost],
  faultOf: (text) => {
    const [address = "", prefix = "0", ...more] = text.split("/");
    const isNetwork =
      isAddress(address) &&
      more.length === 0 &&
      /^\d{1,3}$/.test(prefix) &&
      Number(prefix) <= (isIPv4(address) ? 32 : 128);
    return isNetwork
      ? undefined
      : { problem: "is not an IP address or a network; write one such as 198.51.100.7 or 198.51.100.0/24" };
  },
};
