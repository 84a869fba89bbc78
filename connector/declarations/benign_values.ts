/** Looks up values in a list of values that should not be blocked. */
import type { BenignList } from "../contract/generated/meta/benign.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import { Networks } from "./networks.js";
import { isPublicSuffix } from "./public_suffix.js";
import { ipVersion } from "./values/address.js";

type Kind = NonNullable<RowRules["benign"]>[number]["as"];

interface Host {
  readonly reason: string;
  /** True for a shared host: only the host itself matches, not its pages or subdomains. */
  readonly isShared: boolean;
}

/** One list, ready for lookups. */
export class BenignLookup {
  readonly #list: BenignList;
  #networks: Networks<string> | undefined;
  readonly #hosts = new Map<string, Host>();
  readonly #hashes = new Map<string, string>();
  #suffixReason: string | undefined;

  constructor(list: BenignList) {
    this.#list = list;
    for (const group of list.groups) {
      const { reason } = group;
      for (const host of group.hosts ?? []) this.#hosts.set(host, { reason, isShared: false });
      for (const host of group.sharedHosts ?? []) this.#hosts.set(host, { reason, isShared: true });
      for (const hash of group.hashes ?? []) this.#hashes.set(hash, reason);
      if (group.publicSuffixes === true) this.#suffixReason = reason;
    }
  }

  /** Returns the reason from the list; undefined if the value is not on the list. */
  reason(kind: Kind, value: string): string | undefined {
    switch (kind) {
      case "address":
        return this.#ofAddress(value);
      case "hash":
        return this.#hashes.get(value.toLowerCase());
      case "host":
        return this.#ofHost(nameOf(value), true);
      case "url":
        return this.#ofUrl(value);
    }
  }

  /** Returns the same for a value in the most common form, faster. */
  plainReason(kind: Kind, value: string): string | undefined {
    if (kind === "host") return this.#ofHost(value.toLowerCase(), true);
    // Reading a URL takes ten times as long.
    if (kind === "url" && this.#ofHost(plainHost(value), true) === undefined) return undefined;
    return this.reason(kind, value);
  }

  #ofUrl(text: string): string | undefined {
    const url = urlOf(text);
    if (url === undefined) return undefined;
    const host = nameOf(url.hostname.replace(/^\[|\]$/g, ""));
    const isWhole = url.pathname === "/" && url.search === "";
    return ipVersion(host) === 0 ? this.#ofHost(host, isWhole) : this.#ofAddress(host);
  }

  /** Reads the networks with the first address, because that takes some milliseconds. */
  #ofAddress(text: string): string | undefined {
    this.#networks ??= networksOf(this.#list);
    return this.#networks.find(text);
  }

  /**
   * Looks up a host.
   * @param host - lower-case name
   * @param isWhole - true if the value is the whole host, not a page on it
   */
  #ofHost(host: string, isWhole: boolean): string | undefined {
    for (let name = host; name !== ""; name = parentOf(name)) {
      const found = this.#hosts.get(name);
      if (found === undefined) continue;
      if (!found.isShared || (name === host && isWhole)) return found.reason;
      break;
    }
    return this.#suffixReason !== undefined && isWhole && isPublicSuffix(host)
      ? this.#suffixReason
      : undefined;
  }
}

/** Returns a host in the form of the list. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}

/** Returns the host of a URL in the most common form. */
function plainHost(url: string): string {
  const rest = url.slice(url.indexOf("://") + 3);
  const end = rest.search(/[/:?#]/);
  return (end < 0 ? rest : rest.slice(0, end)).toLowerCase();
}

function parentOf(host: string): string {
  const dot = host.indexOf(".");
  return dot < 0 ? "" : host.slice(dot + 1);
}

function networksOf({ groups }: BenignList): Networks<string> {
  const found = new Networks<string>();
  for (const { addresses = [], networks = [], reason } of groups)
    for (const text of [...addresses, ...networks]) found.add(text, reason);
  return found;
}

/** Returns the URL, with a default scheme if it has none, because the service matches it anyway. */
function urlOf(text: string): URL | undefined {
  const whole = text.includes("://") ? text : `http://${text}`;
  try {
    return new URL(whole);
  } catch {
    return undefined;
  }
}
