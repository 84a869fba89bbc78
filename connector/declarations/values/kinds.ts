/**
 * All kinds of values with their checks and corrections. Messages and `normalize` use the same definitions.
 */
import { addressReader, isAddress, networkReader, specialRangeOf } from "./address.js";
import { domainReader, isDomain } from "./domain.js";
import { hashKindOf, hashReader } from "./hash.js";
import { isTimestamp, timestampReader } from "./timestamp.js";
import { emailReader, linkReader, nameReader, textReader } from "./plain.js";
import { type Kind, read, type Reader, type Reading } from "./reading.js";
import { partsOf, refangHost } from "./refang.js";
import { withoutOuterUnseen } from "./unseen.js";
import { isPlainUrl, urlReader } from "./url.js";

interface ValueKind extends Reader {
  /** Returns true for valid texts in the most common forms. Fast, because it runs for every row. */
  readonly isPlain?: (text: string) => boolean;
  /** True if texts of any length are read. */
  readonly isOfAnyLength?: true;
  /** Display name; absent for kinds that are not confused with others. */
  readonly called?: string;
}

const lowerCase = (text: string): string => text.toLowerCase();
const matches = (pattern: RegExp) => (text: string) => pattern.test(text);
const isPublic = (text: string): boolean => isAddress(text) && specialRangeOf(text) === undefined;

const hash = (called: string, length: number): ValueKind => ({
  called,
  isPlain: matches(new RegExp(`^[0-9a-f]{${length}}$`, "i")),
  ...hashReader(called, [length], lowerCase),
});

const kinds: Readonly<Record<Kind, ValueKind>> = {
  "domain-name": { called: "a domain name", isPlain: isDomain, ...domainReader },
  "web-url": { called: "a URL", isPlain: isPlainUrl, ...urlReader },
  link: linkReader,
  "ip-address": { called: "an IP address", isPlain: isPublic, ...addressReader() },
  "ipv4-address": { called: "an IP address", ...addressReader(4) },
  "ipv6-address": { called: "an IP address", ...addressReader(6) },
  "ip-network": networkReader,
  "email-address": emailReader,
  "md5-hash": hash("an MD5 hash", 32),
  "sha1-hash": hash("a SHA-1 hash", 40),
  "sha256-hash": hash("a SHA-256 hash", 64),
  "certificate-thumbprint": {
    called: "a certificate thumbprint",
    isPlain: matches(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i),
    ...hashReader("a certificate thumbprint", [40, 64]),
  },
  timestamp: { isPlain: isTimestamp, ...timestampReader },
  name: { isPlain: matches(/^[!-~](?:[ -~]*[!-~])?$/), ...nameReader },
  text: { isPlain: matches(/[!-~]/), isOfAnyLength: true, ...textReader },
};

/** Reads a text as a value of the kind. */
export function readValue(kind: Kind, text: string): Reading {
  const { isPlain, canonical } = kinds[kind];
  return isPlain?.(text) === true ? { corrected: canonical?.(text) ?? text } : readOther(kind, text);
}

/** Maximum length of a value, in characters, because the work can grow faster than the length. */
const maxValueLength = 16_384;

function readOther(kind: Kind, text: string): Reading {
  const { called, isOfAnyLength } = kinds[kind];
  if (text.length > maxValueLength && isOfAnyLength !== true)
    return { problem: `has ${text.length} characters, and at most ${maxValueLength} are accepted` };
  const reading = read(text, kinds[kind]);
  if (reading.corrected !== undefined || reading.instead !== undefined || called === undefined)
    return reading;
  const instead = kindOf(text);
  const other = instead === undefined ? undefined : kinds[instead].called;
  if (instead === undefined || other === called) return reading;
  return { problem: `is ${other}, not ${called}`, instead };
}

/** Returns the kind of a text by its form. */
function kindOf(text: string): Kind | undefined {
  const plain = refangHost(withoutOuterUnseen(text));
  if (partsOf(plain) !== undefined) return "web-url";
  if (isAddress(plain)) return "ip-address";
  return hashKindOf(plain) ?? (isDomain(plain) ? "domain-name" : undefined);
}

/** Each kind as a JSON Schema format that returns whether a text is accepted. */
export const valueFormats = Object.fromEntries(
  (Object.keys(kinds) as Kind[]).map((kind) => {
    const { isPlain = () => false } = kinds[kind];
    return [kind, (text: string) => isPlain(text) || readOther(kind, text).problem === undefined];
  }),
) as Readonly<Record<Kind, (text: string) => boolean>>;
