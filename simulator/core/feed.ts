// Generates inert indicators for demos, tests and benchmarks; the same seed yields the same rows.
import { createHash } from "node:crypto";

/** What `feed` varies. */
export interface FeedOptions {
  /** Default 1. */
  seed?: number;
  /** Every n-th row is bad, cycling through the kinds of faults; default: none. */
  badEvery?: number;
  /** Current time, from which expiry times are computed. */
  now?: Date;
}

/** One row in the format of the import API. */
export interface FeedRow {
  indicatorValue: string;
  indicatorType: string;
  action: string;
  title: string;
  description: string;
  severity: string;
  expirationTime: string;
  generateAlert?: boolean;
}

const DAY_MS = 86_400_000;
const SEVERITIES = ["Informational", "Low", "Medium", "High"] as const;
const FILE_ACTIONS = ["Block", "Audit", "BlockAndRemediate", "Warn", "Allowed"] as const;
const NETWORK_ACTIONS = ["Block", "Audit", "Warn", "Allowed"] as const;
// Reserved for documentation (RFC 5737), so that a demo blocks nobody's address.
const IPV4_PREFIXES = ["192.0.2", "198.51.100", "203.0.113"] as const;
const IPV4_COUNT = IPV4_PREFIXES.length * 254;

type Shape = readonly [type: string, value: (seed: number, index: number) => string];

const hash = (algorithm: string) => (seed: number, index: number) =>
  createHash(algorithm).update(`inert ${seed} ${index}`).digest("hex");

function ipv4(turn: number): string {
  return `${IPV4_PREFIXES[turn % 3]}.${(Math.floor(turn / 3) % 254) + 1}`;
}

// All eight segments, because the documentation asks for them.
function ipv6(seed: number, index: number): string {
  const words = [seed, index >>> 16, index].map((word) => (word & 0xffff).toString(16));
  return `2001:db8:${words[0]}:0:0:0:${words[1]}:${words[2]}`;
}

// There are only 762 IPv4 documentation addresses, so later turns use IPv6.
function ip(seed: number, index: number): string {
  const turn = Math.floor(index / SHAPES.length);
  return turn < IPV4_COUNT ? ipv4(turn) : ipv6(seed, index);
}

const SHAPES: readonly Shape[] = [
  ["FileSha256", hash("sha256")],
  ["DomainName", (seed, index) => `host-${seed}-${index}.example`],
  ["FileSha1", hash("sha1")],
  ["Url", (seed, index) => `https://site-${seed}.test/path/${index}`],
  ["IpAddress", ipv6],
  ["FileMd5", hash("md5")],
  ["DomainName", (seed, index) => `host-${seed}-${index}.test`],
  ["FileSha256", hash("sha256")],
  ["Url", (seed, index) => `http://www.site-${seed}.example/?item=${index}`],
  ["IpAddress", ip],
];

const pick = <T>(list: readonly T[], turn: number): T => list[turn % list.length] as T;

function goodRow(seed: number, index: number, now: number): FeedRow {
  const [indicatorType, value] = pick(SHAPES, index);
  const turn = Math.floor(index / SHAPES.length);
  const action = pick(indicatorType.startsWith("File") ? FILE_ACTIONS : NETWORK_ACTIONS, turn);
  const ahead = (90 + (index % 90)) * DAY_MS;
  const row: FeedRow = {
    indicatorValue: value(seed, index),
    indicatorType,
    action,
    title: `Simulated indicator ${index + 1}`,
    description: "Inert value made for tests.",
    severity: pick(SEVERITIES, turn),
    expirationTime: new Date(Math.floor(now / DAY_MS) * DAY_MS + ahead).toISOString(),
  };
  // The service rejects Audit without an alert.
  return action === "Audit" ? { ...row, generateAlert: true } : row;
}

type Corruption = (row: FeedRow, turn: number, now: number) => FeedRow;

const CORRUPTIONS: readonly Corruption[] = [
  (row, turn) => network(row, `198.51.100.${turn % 256}/24`),
  (row, turn) => network(row, `10.${(turn >> 16) & 255}.${(turn >> 8) & 255}.${turn & 255}`),
  (row, turn) => ({ ...row, indicatorType: "FileSha256", indicatorValue: hash("sha256")(0, turn).slice(1) }),
  (row, _turn, now) => ({ ...row, expirationTime: new Date(now - DAY_MS).toISOString() }),
  (row) => ({ ...row, indicatorValue: `${row.indicatorValue} ` }),
  (row) => ({ ...row, action: row.action.toLowerCase() }),
  (row) => withoutAlert({ ...row, action: "Audit" }),
];

function withoutAlert(row: FeedRow): FeedRow {
  delete row.generateAlert;
  return row;
}

// Sets a valid action as well, so that the address is the only fault.
function network(row: FeedRow, indicatorValue: string): FeedRow {
  return { ...row, indicatorType: "IpAddress", action: "Block", indicatorValue };
}

/**
 * Yields `count` rows of mixed types with values from documentation ranges and reserved names only.
 * Values of good rows are distinct for up to 1,000,000 rows. Every `badEvery`-th row is bad, in this order: a CIDR
 * range, a private address, a hash that is one digit short, an expired row, a trailing blank, a lower-case action,
 * Audit without an alert.
 */
export function* feed(count: number, options: FeedOptions = {}): Generator<FeedRow> {
  const { seed = 1, badEvery = 0, now = new Date() } = options;
  for (let index = 0, bad = 0; index < count; index += 1) {
    const row = goodRow(seed, index, now.getTime());
    const isBad = badEvery > 0 && (index + 1) % badEvery === 0;
    yield isBad ? pick(CORRUPTIONS, bad)(row, Math.floor(bad++ / CORRUPTIONS.length), now.getTime()) : row;
  }
}
