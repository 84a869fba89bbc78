/** The formats and keywords that our schemas use beside those of JSON Schema. All are general: none knows a service. */
import { isIP, isIPv4, isIPv6 } from "node:net";
import { momentMs } from "../contract/moment.js";
import { ipaddr } from "./ipaddr.js";
import { beyondOne, notAPattern, otherPath } from "./stix_keywords.js";

export { stixValues } from "./stix_keywords.js";

/** Ranges of addresses that never name a host on the internet. */
const internalRanges = new Set([
  "private",
  "loopback",
  "linkLocal",
  "uniqueLocal",
  "carrierGradeNat",
  "unspecified",
  "multicast",
  "broadcast",
]);

function isSingleIp(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/** 2000::/3, the only part of version 6 that is given out, holds none of those ranges; parsing would cost 50 times as much. */
const globalUnicast = /^[23][0-9a-f]{3}:/i;

function isPublicIp(text: string): boolean {
  return globalUnicast.test(text) || !isSingleIp(text) || !internalRanges.has(ipaddr.process(text).range());
}

function isCidr(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  return isIPv4(address) ? Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128;
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** single-ip: an address alone. cidr: an address, a slash and the bits of its network. public-ip: not one in an internal range; what is no address passes. moment: see {@link momentMs}. regex: ECMA 262. */
export const formats = {
  "single-ip": isSingleIp,
  cidr: isCidr,
  "public-ip": isPublicIp,
  moment: (text: string): boolean => !Number.isNaN(momentMs(text)),
  regex: isRegex,
};

/** Keywords for texts whose function returns what is wrong, if anything is; a message may hold it. */
export const details: Readonly<
  Record<string, (text: string, declared: readonly string[]) => string | undefined>
> = { stixPattern: notAPattern, stixOneValue: beyondOne, stixPaths: otherPath };

/** Keyword inFuture: the moment is still to come. */
export function isFuture(value: unknown, nowMs: number): boolean {
  return typeof value !== "string" || momentMs(value) > nowMs;
}

/** Keyword ascending: each of the moments in these properties is later than those before it; what is no moment passes. */
export function isAscending(data: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const name of names) {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    const ms = typeof value === "string" ? momentMs(value) : Number.NaN;
    if (ms <= last) return false;
    if (!Number.isNaN(ms)) last = ms;
  }
  return true;
}

/** Declared property names, as they are and by their small letters. */
export interface Spellings {
  readonly known: ReadonlySet<string>;
  readonly byLower: ReadonlyMap<string, string>;
}

/** Makes them, once per schema. */
export function spellingsOf(names: readonly string[]): Spellings {
  return { known: new Set(names), byLower: new Map(names.map((name) => [name.toLowerCase(), name])) };
}

/** Keyword knownSpelling: the first property that is a declared one in another letter case; undefined where none is. */
export function misspelled(data: object, { known, byLower }: Spellings): string | undefined {
  for (const name in data) if (!known.has(name) && byLower.has(name.toLowerCase())) return name;
  return undefined;
}
