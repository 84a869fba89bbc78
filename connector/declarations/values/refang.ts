/** Reverses defanging: notations such as `bad[.]example` that prevent links. */
import type { Correction } from "./reading.js";

// One bracket may be missing, and blanks may be inside. A host contains no other brackets, except around an
// IPv6 address.
const dots = / {0,2}[[({] {0,2}(?:\.|dot) {0,2}[\])}] {0,2}|[[({]\.|\.[\])}]|\\\./gi;
const colons = /\[:\]/g;
const ats = / {0,2}(?:\[ {0,2}(?:@|at) {0,2}\]|\( {0,2}(?:@|at) {0,2}\)) {0,2}/gi;

/**
 * Returns the host, address or email address without defanging. Not for paths, because they can contain
 * brackets.
 */
export function refangHost(text: string): string {
  return /[[\](){}\\]/.test(text) ? text.replace(dots, ".").replace(colons, ":").replace(ats, "@") : text;
}

/** Corrects a defanged host, address or email address. */
export const defangedHost: Correction = {
  code: "Refanged",
  make: refangHost,
  problem: () => "is defanged",
};

/** Matches a scheme only directly before its separator, because real hosts can begin with `hxxp`. */
const defangedScheme =
  /^(\[?)(https?|hxxps?|h\*\*ps?|hxtps?|meows?|ftps?|fxps?)(\]?)((?::|\[:\])(?:\/\/|\\\\|(?:\[\/\]){2}|\[\/\/\])|\[:\/\/\])/i;

/** The parts of a URL, with refanged scheme and separator. */
export interface Parts {
  readonly scheme: string;
  /** The unchanged text between scheme and path. */
  readonly authority: string;
  /** The unchanged path, query and fragment. */
  readonly rest: string;
  /** True if scheme, separator or the first slash was defanged. */
  readonly isDefanged: boolean;
  /** False if more than the first slash is defanged, because some of them may be data. */
  readonly isCertain: boolean;
}

/** Returns the parts of a URL with a known scheme; undefined for any other text. */
export function partsOf(text: string): Parts | undefined {
  const [start, open, scheme = "", close, separator] = defangedScheme.exec(text) ?? [];
  if (start === undefined || (open === "") !== (close === "")) return undefined;
  const after = text.slice(start.length);
  const [authority = ""] = /^(?:\\\.|[^/?#\\[]|\[(?!\/\]))*/.exec(after) ?? [];
  const rest = after.slice(authority.length);
  const isSlashDefanged = rest.startsWith("[/]");
  const plain = plainScheme(scheme);
  return {
    scheme: plain,
    authority,
    rest: isSlashDefanged ? `/${rest.slice(3)}` : rest,
    isCertain: !isSlashDefanged || !rest.includes("[/]", 3),
    isDefanged: isSlashDefanged || plain !== scheme || open !== "" || separator !== "://",
  };
}

/** Returns true for a URL with a defanged scheme or host, and for a defanged host, address or email address. */
export function isDefanged(text: string): boolean {
  const parts = partsOf(text);
  if (parts === undefined) return refangHost(text) !== text;
  return parts.isDefanged || refangHost(parts.authority) !== parts.authority;
}

function plainScheme(scheme: string): string {
  const isSecure = /s$/i.test(scheme) ? "s" : "";
  if (/^(?:https?|ftps?)$/i.test(scheme)) return scheme;
  return `${/^f/i.test(scheme) ? "ftp" : "http"}${isSecure}`;
}
