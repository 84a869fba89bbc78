/** Finds the entry of a list of networks that an address or a network lies in. */
import { isIP, isIPv4 } from "node:net";
import { ipaddr } from "./ipaddr.js";

/** An address or a network as a number: its first bits. */
interface Network {
  /** 32 or 128. */
  readonly width: number;
  readonly bits: number;
  readonly prefix: bigint;
}

/** Entries by network, for each width and number of bits, so that a look-up costs as much for any list. */
export class Networks<Entry> {
  readonly #tables = new Map<string, { bits: number; width: number; entries: Map<bigint, Entry> }>();

  /** @param text an address, or a network in CIDR notation; throws for another text */
  add(text: string, entry: Entry): void {
    const network = networkOf(text);
    if (network === undefined) throw new RangeError(`${text} is not an address or a network.`);
    const { width, bits, prefix } = network;
    const table = this.#tables.get(`${width}/${bits}`) ?? { width, bits, entries: new Map() };
    table.entries.set(prefix, entry);
    this.#tables.set(`${width}/${bits}`, table);
  }

  /** The entry of a network that holds the address or the whole network, or of one that lies within it. */
  find(text: string): Entry | undefined {
    const wanted = networkOf(text);
    if (wanted === undefined) return undefined;
    for (const { width, bits, entries } of this.#tables.values()) {
      if (width !== wanted.width) continue;
      if (bits <= wanted.bits) {
        const found = entries.get(wanted.prefix >> BigInt(wanted.bits - bits));
        if (found !== undefined) return found;
        continue;
      }
      for (const [prefix, entry] of entries)
        if (prefix >> BigInt(bits - wanted.bits) === wanted.prefix) return entry;
    }
    return undefined;
  }
}

function networkOf(text: string): Network | undefined {
  const [address = "", length, ...more] = text.split("/");
  if (isIP(address) === 0 || address.includes("%") || more.length > 0) return undefined;
  const bytes = isIPv4(address) ? address.split(".").map(Number) : ipaddr.process(address).toByteArray();
  const width = bytes.length * 8;
  const bits = length === undefined ? width : bitsOf(length, width, address);
  if (bits === undefined) return undefined;
  const all = BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  return { width, bits, prefix: all >> BigInt(width - bits) };
}

/** A version 4 address that is written as one of version 6 counts from its own start. */
function bitsOf(length: string, width: number, address: string): number | undefined {
  if (!/^\d{1,3}$/.test(length)) return undefined;
  const bits = Number(length) - (width === 32 && isIP(address) === 6 ? 96 : 0);
  return bits >= 0 && bits <= width ? bits : undefined;
}
