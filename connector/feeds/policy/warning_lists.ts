/** Finds values in lists of known values, in the format of MISP's warning lists. */
import { isIP } from "node:net";
import { Networks } from "../../declarations/networks.js";
import type { Observable, ObservableKind } from "../feed_types.js";
import type { WarningList } from "./warning_list.js";

/** MISP's attribute types by kind of observable. */
const attributeTypes: Readonly<Record<ObservableKind, readonly string[]>> = {
  sha256: ["sha256"],
  sha1: ["sha1"],
  md5: ["md5"],
  ip: ["ip-dst", "ip-src"],
  domain: ["domain", "hostname"],
  url: ["url", "uri", "link"],
  thumbprint: ["x509-fingerprint-sha1"],
};

/** Longer values are not compared with regular expressions, because the time can grow faster than the length. */
const maxRegexLength = 1000;

/** Returns true if the value is on the list. */
type Match = (observable: Observable) => boolean;

interface Prepared {
  readonly name: string;
  readonly types: ReadonlySet<string> | undefined;
  readonly matches: readonly Match[];
}

/** Several lists, ready for lookups. */
export class WarningLists {
  readonly #lists: readonly Prepared[];

  constructor(lists: readonly WarningList[]) {
    this.#lists = lists.map(prepared);
  }

  /** Returns the names of the lists that contain the value. */
  namesWith(observable: Observable): string[] {
    const found: string[] = [];
    for (const { name, types, matches } of this.#lists) {
      if (types !== undefined && !attributeTypes[observable.kind].some((type) => types.has(type))) continue;
      if (matches.some((match) => match(observable))) found.push(name);
    }
    return found;
  }
}

function prepared({ name, type, list, matching_attributes: attributes = ["ALL"] }: WarningList): Prepared {
  const parts = attributes.flatMap((attribute) => attribute.split("|"));
  const types = parts.includes("ALL") ? undefined : new Set(parts);
  return { name, types, matches: matchers[type](list) };
}

const matchers: Readonly<Record<WarningList["type"], (list: readonly string[]) => Match[]>> = {
  // A list of this type can contain names that begin with a dot and that mean every host below them.
  string: (list) => [ofTexts(list), ofHosts(list.filter((entry) => entry.startsWith(".")))],
  substring: (list) => [({ value }) => list.some((entry) => entry !== "" && value.includes(entry))],
  hostname: (list) => [ofHosts(list)],
  cidr: (list) => [ofNetworks(list)],
  regex: (list) => list.flatMap(ofRegex),
};

function ofTexts(list: readonly string[]): Match {
  const texts = new Set(list);
  return ({ value }) => texts.has(value) || texts.has(value.toLowerCase());
}

/** Matches the listed hosts and every host below them. */
function ofHosts(list: readonly string[]): Match {
  const hosts = new Set(list.map((entry) => entry.toLowerCase().replace(/^\.+|\.+$/g, "")));
  hosts.delete("");
  return (observable) => {
    if (hosts.size === 0) return false;
    for (let host = hostOf(observable); host !== ""; host = parentOf(host)) if (hosts.has(host)) return true;
    return false;
  };
}

function ofNetworks(list: readonly string[]): Match {
  const networks = new Networks<true>();
  for (const entry of list) addTo(networks, entry);
  return (observable) => {
    const address = observable.kind === "ip" ? observable.value : hostOf(observable);
    return isIP(address) !== 0 && networks.find(address) === true;
  };
}

/** Skips an entry that is not a network. */
function addTo(networks: Networks<true>, entry: string): void {
  try {
    networks.add(entry, true);
  } catch {
    // Lists of this type can contain host names, which no address matches.
  }
}

/** Returns the match of a regular expression with delimiters, as PHP writes them; none for other texts. */
function ofRegex(entry: string): Match[] {
  const [, , source, flags = ""] = /^([/#~@])(.*)\1([imsu]*)$/s.exec(entry) ?? [];
  if (source === undefined) return [];
  try {
    const regex = new RegExp(source, flags);
    return [({ value }) => value.length <= maxRegexLength && regex.test(value)];
  } catch {
    return [];
  }
}

/** Returns the host in lower case; empty for a value without one. */
function hostOf({ kind, value }: Observable): string {
  if (kind === "domain") return value.toLowerCase();
  if (kind !== "url" || !URL.canParse(value)) return "";
  return new URL(value).hostname.replace(/^\[|\]$/g, "");
}

function parentOf(host: string): string {
  const dot = host.indexOf(".");
  return dot < 0 ? "" : host.slice(dot + 1);
}
