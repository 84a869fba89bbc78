// Checks IP addresses: the service accepts single public addresses only.
import { BlockList, isIP } from "node:net";

// "Only external IPs can be added to the indicator list" (Indicators for IPs and URLs). IANA special-purpose registries.
// Documentation ranges are not in this list: the simulator's own feed uses them.
const INTERNAL: readonly [address: string, prefix: number, family: "ipv4" | "ipv6"][] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.88.99.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  // Every range that is not allocated, which includes mapped, translated, private, link-local and multicast addresses.
  ["::", 3, "ipv6"],
  ["4000::", 2, "ipv6"],
  ["8000::", 1, "ipv6"],
  ["2001::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
];

// A single list for both families would also match IPv4 addresses in ::ffff:0:0/96.
const internal = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [address, prefix, family] of INTERNAL) internal[family].addSubnet(address, prefix, family);

/** Returns the text that rejects an address ("" if the value is not an address), or undefined for a valid one. */
export function addressFault(value: string, needsAllSegments: boolean): string | undefined {
  const version = isIP(value);
  if (version === 0 || value.includes("%")) return "";
  const family = version === 6 ? "ipv6" : "ipv4";
  if (internal[family].check(value, family)) return " Internal addresses are not supported.";
  const isShort = version === 6 && needsAllSegments && value.split(":").length !== 8;
  return isShort ? " All 8 segments must be specified." : undefined;
}
