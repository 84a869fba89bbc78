/** Finds the listed network that contains an address or a network. */
import { isIPv4 } from "node:net";
import { ipaddr } from "./ipaddr.js";
import { ipVersion } from "./values/address.js";

/** An address or a network as a number made of its first bits. */
interface Network {
  /** 32 or 128. */
  readonly width: number;
  readonly bits: number;
  readonly prefix: Prefix;
}

/** A number for 32 bits, because a bigint takes ten times as long. */
type Prefix = number | bigint;

/**
 * Entries by network, grouped by width and prefix length. The lookup cost does not depend on the list's
 * length.
 */
export class Networks<Entry> {
  /** The leading keys of the networks; undefined if a network is too large. */
  #leadingKeys: Set<number> | undefined = new Set();
  readonly #tables = new Map<string, { bits: number; width: number; entries: Map<Prefix, Entry> }>();

  /**
   * Adds an entry.
   * @param text - an address or a network in CIDR notation
   * @throws RangeError for any other text
   */
  add(text: string, entry: Entry): void {
    const network = networkOf(text);
    if (network === undefined) throw new RangeError(`${text} is not an address or a network.`);
    const { width, bits, prefix } = network;
    const keys = leadingKeysOf(network);
    if (keys === undefined) this.#leadingKeys = undefined;
    else for (const key of keys) this.#leadingKeys?.add(key);
    const table = this.#tables.get(`${width}/${bits}`) ?? { width, bits, entries: new Map() };
    table.entries.set(prefix, entry);
    this.#tables.set(`${width}/${bits}`, table);
  }

  /** Returns the entry of a network that contains the address or network, or that lies within it. */
  find(text: string): Entry | undefined {
    const key = leadingKey(text);
    if (key !== undefined && this.#leadingKeys?.has(key) === false) return undefined;
    const wanted = networkOf(text);
    if (wanted === undefined) return undefined;
    for (const { width, bits, entries } of this.#tables.values()) {
      if (width !== wanted.width) continue;
      if (bits <= wanted.bits) {
        const found = entries.get(shortened(wanted.prefix, wanted.bits - bits));
        if (found !== undefined) return found;
        continue;
      }
      for (const [prefix, entry] of entries)
        if (shortened(prefix, bits - wanted.bits) === wanted.prefix) return entry;
    }
    return undefined;
  }
}

/** Keys of IPv6 start here, because those of IPv4 are smaller. */
const firstIPv6Key = 2 ** 16;

/**
 * Returns a number made of the first two parts of an address; undefined for a network, and for an address that may
 * contain an IPv4 address. Reading all of an address takes 20 times as long.
 */
function leadingKey(text: string): number | undefined {
  const [, number1 = "", number2 = "", group1 = "", group2 = ""] = leadingParts.exec(text) ?? [];
  if (number1 !== "") return Number(number1) * 256 + Number(number2);
  const first = Number.parseInt(group1, 16);
  return first > 0 ? firstIPv6Key + first * 2 ** 16 + Number.parseInt(group2 || "0", 16) : undefined;
}

const leadingParts = /^(?:(\d{1,3})\.(\d{1,3})\.|([0-9a-f]{1,4}):([0-9a-f]{0,4}):)[^/]*$/i;

/** Returns the keys of all addresses in a network; undefined if there are too many. */
function leadingKeysOf({ width, bits, prefix }: Network): number[] | undefined {
  const keyBits = width === 32 ? 16 : 32;
  const first = width === 32 ? 0 : firstIPv6Key;
  if (bits >= keyBits) return [first + Number(shortened(prefix, bits - keyBits))];
  const count = 2 ** (keyBits - bits);
  if (count > maxKeys) return undefined;
  return Array.from({ length: count }, (_, i) => first + Number(prefix) * count + i);
}

const maxKeys = 1024;

function networkOf(text: string): Network | undefined {
  const [address = "", length, ...more] = text.split("/");
  if (ipVersion(address) === 0 || address.includes("%") || more.length > 0) return undefined;
  const bytes = isIPv4(address) ? address.split(".").map(Number) : ipaddr.process(address).toByteArray();
  const width = bytes.length * 8;
  const bits = length === undefined ? width : bitsOf(length, width, address);
  if (bits === undefined) return undefined;
  return { width, bits, prefix: shortened(numberOf(bytes), width - bits) };
}

function numberOf(bytes: readonly number[]): Prefix {
  if (bytes.length === 4) return bytes.reduce((number, byte) => number * 256 + byte, 0);
  return BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
}

/** Removes the last bits. */
function shortened(prefix: Prefix, bits: number): Prefix {
  return typeof prefix === "number" ? Math.floor(prefix / 2 ** bits) : prefix >> BigInt(bits);
}

/** Returns the prefix length. An IPv4-mapped IPv6 address counts from its IPv4 start. */
function bitsOf(length: string, width: number, address: string): number | undefined {
  if (!/^\d{1,3}$/.test(length)) return undefined;
  const bits = Number(length) - (width === 32 && ipVersion(address) === 6 ? 96 : 0);
  return bits >= 0 && bits <= width ? bits : undefined;
}
