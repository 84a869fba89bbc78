/** Reads one line of a list. */
import type { Facts } from "../feed_types.js";
import { conflictMarker } from "../messages.js";
import { listMark, localName, textRemoved, unclearEnd } from "./messages.js";
import { observe, observeAny, type Recognized } from "../observe.js";
import { isConflictMarker } from "../conflict_marker.js";
import { observeSeveral } from "../several_values.js";

/** Facts of a value in a list: none. */
export const noFacts: Facts = {};

/** Matches a line of a hosts file and captures its names. */
const hosts = /^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)[ \t]+(\S.*)$/;
/** Names that every hosts file has for the machine itself. */
const localNames = /^(?:localhost6?|localhost6?\.localdomain6?|local|broadcasthost|ip6-[a-z]+|0\.0\.0\.0)$/i;
/** Matches the output of programs such as `sha256sum`: a hash and the name of a file. */
const checksum = /^\\?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})[ \t]+\*?(\S.*)$/i;
/** Matches the mark of an entry of a list. */
const bullet = /^(?:[-•]|\*(?= ))[ \t]+(\S.*)$/;

/** Returns the line without comment and outer blanks; an empty text for a line without anything else. */
export function withoutComment(line: string): string {
  const text = line.trim();
  if (/^(?:#|;|\/\/)/.test(text)) return "";
  const comment = text.search(/\s[#;]/);
  return comment < 0 ? text : text.slice(0, comment).trimEnd();
}

/** Reads a line with one value, in the form of a list, of a hosts file or of checksums. */
export function readTextLine(text: string): readonly Recognized[] {
  const inside = bullet.exec(text)?.[1];
  if (inside === undefined || observeAny(text).fault === undefined) return readBareLine(text);
  return readBareLine(inside).map((part) => changed(part, listMark(text)));
}

function readBareLine(text: string): readonly Recognized[] {
  const value = observeAny(text);
  if (value.fault === undefined) return [value];
  if (isConflictMarker(text)) return [{ fault: conflictMarker() }];
  const names = hosts.exec(text)?.[1];
  if (names !== undefined) return hostNames(text, names.split(/\s+/));
  const several = observeSeveral(text);
  if (several !== undefined) return several;
  const hash = checksum.exec(text)?.[1];
  return hash === undefined ? [value] : [changed(observeAny(hash), textRemoved(text, hash))];
}

/** Matches a name that only the machine itself or its network knows. */
const ownName = /^[^.]+$|\.(?:local|localdomain|lan|internal|intranet|corp|home|private)$/i;

/** Returns the names of a hosts line. Next to a name of the machine on a loopback address, all names are its own. */
function hostNames(text: string, names: readonly string[]): readonly Recognized[] {
  const isOwn = (name: string): boolean => ownName.test(name) && !localNames.test(name);
  if (!text.startsWith("0.0.0.0") && names.some(isOwn))
    return names.map((name) => ({ fault: localName(name) }));
  return names.map(hostName);
}

const openings: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Replaces a URL by a fault if its end can belong to the text around it: a dot, or a bracket without its counterpart. */
export function wholeUrl(part: Recognized): Recognized {
  if (part.fault !== undefined || part.kind !== "url") return part;
  const { value } = part;
  const isOpen = Object.entries(openings).some(
    ([closing, opening]) => value.split(closing).length !== value.split(opening).length,
  );
  return isOpen || value.endsWith(".") ? { fault: unclearEnd(value) } : part;
}

function hostName(text: string): Recognized {
  if (localNames.test(text)) return { fault: localName(text) };
  const observed = observe("domain", text);
  return observed.fault === undefined ? { ...observed, kind: "domain" as const } : observed;
}

function changed(part: Recognized, change: { readonly code: string; readonly message: string }): Recognized {
  return part.fault === undefined ? { ...part, change: part.change ?? change } : part;
}
