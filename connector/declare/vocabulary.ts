/** The formats and keywords that our schemas use beside those of JSON Schema. All are general: none knows a service. */
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

const momentPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|z|[+-]\d{2}:?\d{2})?)?$/;
const zonePattern = /(?:Z|z|[+-]\d{2}:?\d{2})$/;

/** A feed gives few moments again and again, and parsing one costs more than all other checks of a row. */
const moments = new Map<string, number>();
const mostKnown = 1000;

/** Milliseconds since 1970 of a date that can be read in one way only (ISO 8601, UTC where no zone is given); else NaN. */
function momentMs(text: string): number {
  const before = moments.get(text);
  if (before !== undefined) return before;
  const ms = parseMoment(text);
  if (Number.isNaN(ms)) return ms;
  if (moments.size >= mostKnown) moments.clear();
  moments.set(text, ms);
  return ms;
}

function parseMoment(text: string): number {
  const match = momentPattern.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day] = match;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > lastDay) return Number.NaN;
  const iso = text
    .replace(" ", "T")
    .toUpperCase()
    .replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  return Date.parse(iso.length === 10 || zonePattern.test(iso) ? iso : `${iso}Z`);
}

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

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** single-ip: an address alone. public-ip: not one in an internal range; what is no address passes. moment: see {@link momentMs}. regex: ECMA 262. */
export const formats = {
  "single-ip": isSingleIp,
  "public-ip": isPublicIp,
  moment: (text: string): boolean => !Number.isNaN(momentMs(text)),
  regex: isRegex,
};

/** Keyword inFuture: the moment is still to come. */
export function isFuture(value: unknown, nowMs: number): boolean {
  return typeof value !== "string" || momentMs(value) > nowMs;
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
