// Lookups in a list of networks, compared with Node's own.
import { BlockList, isIPv4 } from "node:net";
import { expect } from "chai";
import fc from "fast-check";
import { Networks } from "../../connector/declarations/networks.js";
import { seed } from "../support/property_seed.js";

/** Few values per part, so that addresses often lie in the networks. */
const octet = fc.constantFrom(0, 1, 8, 9, 192, 255);
const group = fc.constantFrom("0", "1", "2001", "db8", "2620", "fe", "FFFF", "00a0");
const four = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
const six = fc.tuple(group, group, group, group, group, group, group, group).map((parts) => parts.join(":"));
const shortSix = fc
  .tuple(fc.array(group, { maxLength: 3 }), fc.array(group, { maxLength: 3 }))
  .map(([before, after]) => `${before.join(":")}::${after.join(":")}`)
  // Node compares IPv4-mapped addresses with IPv6 networks, and the list compares them with IPv4 networks.
  .filter((text) => !/^[0:]/.test(text));
const address = fc.oneof(
  four,
  six.filter((text) => !/^[0:]/.test(text)),
  shortSix,
);

describe("declarations: networks", () => {
  for (const [sizes, smallest] of [
    ["small", 24],
    ["large", 0],
  ] as const)
    it(`finds an address in ${sizes} networks exactly if Node does (FC_SEED=${seed})`, () => {
      const bits = fc.integer({ min: smallest, max: 128 });
      const networks = fc.array(fc.tuple(address, bits), { maxLength: 6 });
      fc.assert(
        fc.property(networks, fc.array(address, { maxLength: 20 }), (given, addresses) => {
          const [list, node] = [new Networks<true>(), new BlockList()];
          for (const [text, length] of given) {
            // For Node, IPv4 addresses also lie in the IPv6 networks that contain their mapped form.
            const size = isIPv4(text) ? Math.min(length, 32) : Math.max(length, 16);
            list.add(`${text}/${size}`, true);
            node.addSubnet(text, size, isIPv4(text) ? "ipv4" : "ipv6");
          }
          for (const text of [...addresses, ...given.map(([one]) => one)])
            expect(list.find(text) === true, text).to.equal(node.check(text, isIPv4(text) ? "ipv4" : "ipv6"));
        }),
        { seed, numRuns: 500 },
      );
    });
});
