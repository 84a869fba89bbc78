/** Undoes defanging: what people write so that a host or an address is no link, such as `bad[.]example`. */
import type { Correction } from "./reading.js";

// One bracket may be missing, blanks may be inside; a host holds no bracket of its own but those of an IPv6 address.
const dots = / {0,2}[[({] {0,2}(?:\.|dot) {0,2}[\])}] {0,2}|[[({]\.|\.[\])}]|\\\./gi;
const colons = /\[:\]/g;
const ats = / {0,2}(?:\[ {0,2}(?:@|at) {0,2}\]|\( {0,2}(?:@|at) {0,2}\)) {0,2}/gi;

/** The host, address or email address as it was before it was defanged. Not for a path: brackets are data there. */
export function refangHost(text: string): string {
  return /[[\](){}\\]/.test(text) ? text.replace(dots, ".").replace(colons, ":").replace(ats, "@") : text;
}

/** The correction of a host, an address or an email address. */
export const defangedHost: Correction = { make: refangHost, problem: () => "is defanged" };

/** A scheme counts only right before its separator: names of real hosts begin with `hxxp`. */
const defangedScheme =
  /^(\[?)(https?|hxxps?|h\*\*ps?|hxtps?|meows?|ftps?|fxps?)(\]?)((?::|\[:\])(?:\/\/|\\\\|(?:\[\/\]){2}|\[\/\/\])|\[:\/\/\])/i;

/** A URL cut into its parts, scheme and separator as they were before they were defanged. */
export interface Parts {
  readonly scheme: string;
  /** All that is between the scheme and the path, as given. */
  readonly authority: string;
  /** Path, query and fragment, as given. */
  readonly rest: string;
  /** Whether scheme, separator or the first slash were defanged. */
  readonly isDefanged: boolean;
  /** False if more slashes are defanged than the first one: which of them are data cannot be known. */
  readonly isCertain: boolean;
}

/** The parts of a URL whose scheme is a known one; undefined for any other text. */
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

function plainScheme(scheme: string): string {
  const isSecure = /s$/i.test(scheme) ? "s" : "";
  if (/^(?:https?|ftps?)$/i.test(scheme)) return scheme;
  return `${/^f/i.test(scheme) ? "ftp" : "http"}${isSecure}`;
}
