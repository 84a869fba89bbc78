/** What counts as a value, decided without the product. */
import { isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";

/** Kinds of values that can become a row. */
export type ValueKind = "hash" | "address" | "domain" | "url";

/** A value, or the reason why a text is not one. */
export type Classified =
  | { readonly kind: ValueKind; readonly value: string; readonly not?: never }
  | { readonly not: string; readonly kind?: never };

const hash = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
const host =
  /^(?:[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}_])?\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)$/iu;

/** Replaces the defanged spellings of the sample data, up to the path of a URL. */
export function refanged(text: string): string {
  const [, start = text, path = ""] = /^([a-z]+s?(?:\[:\]|:|\[:\/\/\])\/*[^/?#]*)(.*)$/is.exec(text) ?? [];
  return refangedHost(start) + path;
}

function refangedHost(text: string): string {
  return text
    .replace(/^hxxp(s?)(?=:\/\/|\[:\]\/\/|\[:\/\/\])/i, "http$1")
    .replaceAll("[:]", ":")
    .replaceAll("[://]", "://")
    .replace(/\[\.\]|\[dot\]/gi, ".");
}

/**
 * Says what a text is. A network, a path without scheme, a name below `.onion` and an e-mail address are not
 * values, as no row can hold them. An address or a host counts without its port, a name without its `*.`.
 */
export function classify(text: string): Classified {
  const value = refanged(text.trim());
  if (hash.test(value)) return { kind: "hash", value };
  if (/^https?:\/\/[^/]*\.onion(?:\/|$)/i.test(value)) return { not: "onion name" };
  if (/^https?:\/\//i.test(value)) return { kind: "url", value };
  if (/^[0-9a-f.:]+\/\d+$/i.test(value)) return { not: "network" };
  if (value.includes("@")) return { not: "e-mail address" };
  if (value.includes("/")) return { not: "path without scheme" };
  return classifyHost(value);
}

function classifyHost(value: string): Classified {
  if (isIPv6(value)) return { kind: "address", value };
  const name = value.replace(/:\d{1,5}$/, "").replace(/^\*\./, "");
  if (isIPv4(name)) return { kind: "address", value: name };
  if (/\.onion$/i.test(name)) return { not: "onion name" };
  if (host.test(name)) return { kind: "domain", value: name };
  return { not: "another text" };
}

/** Returns the spelling in which values are compared: lower case, ASCII names, IPv6 in eight groups. */
export function canonical(value: string): string {
  if (/^https?:/i.test(value)) return value.replace(/^https?:/i, (scheme) => scheme.toLowerCase());
  if (isIPv6(value)) return eightGroups(value.toLowerCase());
  const lower = value.toLowerCase();
  return /[^\0-\x7f]/.test(lower) ? domainToASCII(lower) || lower : lower;
}

function eightGroups(address: string): string {
  const [left = "", right] = address.split("::");
  const head = left === "" ? [] : left.split(":");
  const tail = right === undefined || right === "" ? [] : right.split(":");
  const gap = right === undefined ? [] : new Array<string>(8 - head.length - tail.length).fill("0");
  return [...head, ...gap, ...tail].map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
