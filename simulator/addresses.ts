// Which IP addresses the service takes: single, public ones.
import { BlockList, isIP } from "node:net";

// "Only external IPs can be added to the indicator list" (Indicators for IPs and URLs). Ranges of RFC 1918, 1122, 3927,
// 4193, 4291. Documentation ranges stay out of this list: the simulator's own feed lives there.
const INTERNAL: readonly [address: string, prefix: number, family: "ipv4" | "ipv6"][] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::", 127, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
];

const internal = new BlockList();
for (const [address, prefix, family] of INTERNAL) internal.addSubnet(address, prefix, family);

/** Why an address is refused ("" when it is not one at all), or undefined. */
export function addressFault(value: string, needsAllSegments: boolean): string | undefined {
  const version = isIP(value);
  if (version === 0 || value.includes("%")) return "";
  if (internal.check(value, version === 6 ? "ipv6" : "ipv4")) return " Internal addresses are not supported.";
  const isShort = version === 6 && needsAllSegments && value.split(":").length !== 8;
  return isShort ? " All 8 segments must be specified." : undefined;
}
