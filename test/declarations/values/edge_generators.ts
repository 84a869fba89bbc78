/** Generates values at the edges of what is accepted. Nothing here imports the product. */
import fc from "fast-check";
import { host, unseen, type Written } from "./generators.js";

const two = (number: number) => String(number).padStart(2, "0");

/** A timestamp, and whether DateTimeOffset accepts it. */
export interface Moment {
  readonly text: string;
  readonly isValid: boolean;
}

/** Mostly one of the first numbers; sometimes one of the others, which are beyond the end. */
const mostly = (inside: readonly number[], beyond: readonly number[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...inside) },
    { weight: 1, arbitrary: fc.constantFrom(...beyond) },
  );

const offset = fc
  .tuple(fc.constantFrom("+", "-"), fc.constantFrom(0, 5, 13, 14, 15, 23, 24), mostly([0, 1, 59], [60, 75]))
  .map(([sign, hours, minutes]) => ({
    text: `${sign}${two(hours)}:${two(minutes)}`,
    isValid: minutes < 60 && hours * 60 + minutes <= 14 * 60,
  }));

/** Timestamps with each part at and beyond its end: month, day, hour, minute, second and offset. */
export const moment: fc.Arbitrary<Moment> = fc
  .record({
    year: fc.constantFrom(2027, 2028, 2100, 2400, 9000),
    month: mostly([1, 2, 4, 11, 12], [0, 13]),
    day: mostly([1, 28, 29, 30, 31], [0, 32]),
    hour: mostly([0, 23], [24, 25]),
    minute: mostly([0, 59], [60]),
    second: mostly([0, 59], [60, 61]),
    zone: fc.oneof(fc.constant({ text: "Z", isValid: true }), offset),
  })
  .map(({ year, month, day, hour, minute, second, zone }) => {
    const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
    return {
      text: `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone.text}`,
      isValid: day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60 && zone.isValid,
    };
  });

/** Valid timestamps up to some days before or after a time, in several time zones; never at that time. */
export const momentNear = (time: number) =>
  fc
    .tuple(
      fc.oneof(
        fc.integer({ min: -9e8, max: 9e8 }),
        fc.integer({ min: -3, max: 3 }).map((n) => n * 1000),
      ),
      fc.constantFrom(["Z", 0], ["+14:00", 840], ["-14:00", -840], ["+05:30", 330], ["-03:59", -239]),
    )
    .filter(([distance]) => distance !== 0)
    .map(([distance, [zone, minutes]]) => ({
      text: new Date(time + distance + minutes * 60_000).toISOString().replace("Z", zone),
      isPast: distance < 0,
    }));

/** Special-purpose IPv4 ranges of the IANA registry, without those of documentation: first address, last address. */
const special4 = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.0", "127.255.255.255"],
  ["169.254.0.0", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.31.196.0", "192.31.196.255"],
  ["192.52.193.0", "192.52.193.255"],
  ["192.88.99.0", "192.88.99.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["192.175.48.0", "192.175.48.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["224.0.0.0", "255.255.255.255"],
].map((ends) => ends.map((end) => end.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0)));

/** IPv4 addresses at the first and the last address of each special range, and just outside. */
export const edge4 = fc
  .tuple(fc.constantFrom(...special4.flat()), fc.integer({ min: -2, max: 2 }))
  .map(([end, distance]) => end + distance)
  .filter((number) => number >= 0 && number < 2 ** 32)
  .map((number) => ({
    text: [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join("."),
    isSpecial: special4.some(([first = 0, last = 0]) => number >= first && number <= last),
  }));

/** Leading groups of special-purpose IPv6 addresses, and of addresses just outside of them. */
const special6 =
  "0 64:ff9b:0:0:0:0 64:ff9b:1 100:0:0:0 2001:0 2001:1ff 2001:2:0 2001:10 2002 2620:4f:8000 5f00 fc00 fdff fe80 febf fec0 feff ff00 ff02 ffff 4000 1fff 8000";
const public6 = "2001:200 2003 2001:db8 2001:db9 2620:4f:7fff 2620:4f:8001 2a00:1450 2606:4700 3000 2400";
const group = fc.integer({ min: 1, max: 0xffff }).map((number) => number.toString(16));
const inRange = (starts: string, isSpecial: boolean) =>
  fc
    .tuple(fc.constantFrom(...starts.split(" ")), fc.array(group, { minLength: 8, maxLength: 8 }))
    .map(([start, groups]) => ({
      text: [...start.split(":"), ...groups].slice(0, 8).join(":"),
      isSpecial,
    }));

/** IPv6 addresses in special ranges, and outside. */
export const edge6 = fc.oneof(inRange(special6, true), inRange(public6, false));

/** Hexadecimal digits in groups of any size up to 16, with separators of several kinds, in either case. */
export const separatedThumbprint: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom(40, 64), fc.boolean())
  .chain(([length, isUpper]) =>
    fc
      .tuple(
        fc.array(fc.nat(15), { minLength: length, maxLength: length }),
        fc.array(fc.integer({ min: 1, max: 16 }), { minLength: length, maxLength: length }),
        fc.array(fc.constantFrom(" ", ":", "-", "\t", "\u00a0", ": ", "  "), {
          minLength: length,
          maxLength: length,
        }),
      )
      .map(([digits, sizes, between]) => {
        const lower = digits.map((digit) => digit.toString(16)).join("");
        const plain = isUpper ? lower.toUpperCase() : lower;
        let written = "";
        for (let at = 0, i = 0; at < length; at += sizes[i] ?? 1, i += 1)
          written += (at === 0 ? "" : (between[i] ?? " ")) + plain.slice(at, at + (sizes[i] ?? 1));
        return { plain, written };
      }),
  )
  .filter(({ plain, written }) => plain !== written);

/** One to three invisible characters or blanks. */
export const marks = fc.array(unseen, { minLength: 1, maxLength: 3 }).map((some) => some.join(""));

/** Names of device groups: words of visible characters with single blanks between them. */
export const groupName = fc
  .array(fc.stringMatching(/^[!-~]{1,8}$/), { minLength: 1, maxLength: 3 })
  .map((words) => words.join(" "));

/** Email addresses in several defanged forms. */
export const defangedEmail: fc.Arbitrary<Written> = fc
  .tuple(
    fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/),
    host,
    fc.constantFrom("[at]", "(at)", "[@]"),
    fc.boolean(),
  )
  .map(([local, name, at, areDotsDefanged]) => ({
    plain: `${local}@${name}`,
    written: `${local}${at}${areDotsDefanged ? name.replaceAll(".", "[.]") : name}`,
  }));
