/** Finds values in lists of known values, in the format of MISP's warning lists. */
import { ipVersion } from "../../declarations/values/address.js";
import { Networks } from "../../declarations/networks.js";
import type { FeedNotice, Observable, ObservableKind } from "../feed_types.js";
import { entriesIgnored } from "./messages.js";
import { safeRegex } from "./safe_regex.js";
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

/** Returns true if the value is on the list. */
type Match = (observable: Observable) => boolean;

interface Prepared {
  readonly name: string;
  readonly types: ReadonlySet<string> | undefined;
  readonly matches: readonly Match[];
  /** Entries that are not compared. */
  readonly ignored: readonly string[];
}

/** Most ignored entries that are named. */
const maxExamples = 3;

/** Several lists, ready for lookups. */
export class WarningLists {
  readonly #lists: readonly Prepared[];

  constructor(lists: readonly WarningList[]) {
    this.#lists = lists.map(prepared);
  }

  /** Returns a notice for each list with entries that are not compared. */
  notices(): FeedNotice[] {
    return this.#lists
      .filter(({ ignored }) => ignored.length > 0)
      .map(({ name, ignored }) => entriesIgnored(name, ignored.length, ignored.slice(0, maxExamples)));
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
  const ignored: string[] = [];
  return { name, types, matches: matchers[type](list, (entry) => ignored.push(entry)), ignored };
}

/** Receives an entry that is not compared. */
type Ignore = (entry: string) => void;

const matchers: Readonly<Record<WarningList["type"], (list: readonly string[], ignore: Ignore) => Match[]>> =
  {
    // A list of this type can contain names that begin with a dot and that mean every host below them.
    string: (list) => [ofTexts(list), ofHosts(list.filter((entry) => entry.startsWith(".")))],
    substring: (list) => [({ value }) => list.some((entry) => entry !== "" && value.includes(entry))],
    hostname: (list) => [ofHosts(list)],
    cidr: (list, ignore) => [ofNetworks(list, ignore)],
    regex: (list, ignore) => list.flatMap((entry) => ofRegex(entry, ignore)),
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

function ofNetworks(list: readonly string[], ignore: Ignore): Match {
  const networks = new Networks<true>();
  for (const entry of list) if (!isAdded(networks, entry)) ignore(entry);
  return (observable) => {
    const address = observable.kind === "ip" ? observable.value : hostOf(observable);
    return ipVersion(address) !== 0 && networks.find(address) === true;
  };
}

function isAdded(networks: Networks<true>, entry: string): boolean {
  try {
    networks.add(entry, true);
    return true;
  } catch {
    // Lists of this type can contain host names, which no address matches.
    return false;
  }
}

function ofRegex(entry: string, ignore: Ignore): Match[] {
  const matches = safeRegex(entry);
  if (matches !== undefined) return [({ value }) => matches(value)];
  ignore(entry);
  return [];
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
