/** Feeds to rows: rows per second of CPU time, as a ratio to the bare parser, and the memory of a long table. */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse";
import type { FeedFormat } from "../connector/feeds/feed_types.js";
import { readFeed } from "../connector/feeds/read_feed.js";
import { parsePattern } from "../connector/stix/pattern.js";
import { costOf } from "./stream.js";
import type { Line } from "./table.js";

/** Items per piece of bytes. */
const pieceItems = 1000;

interface Feed {
  readonly what: string;
  readonly format: FeedFormat;
  readonly head: string;
  readonly item: (i: number) => string;
  readonly end: string;
  /** Splits or parses the bytes, and does nothing with the result. */
  readonly bare: (pieces: readonly Buffer[], items: number) => Promise<unknown> | void;
  readonly wanted: string;
}

const address = (i: number): string => `198.${18 + (i % 2)}.${(i >> 9) & 255}.${(i >> 1) & 255}`;
const pattern = (i: number): string => `[domain-name:value = 'host${i}.bad.com']`;
const record = (i: number): string => `host${i}.bad.com,hostname,"Seen at ${address(i)}, in May"\n`;
const csvHead = "value,type,description\n";

const splitLines = (pieces: readonly Buffer[]): void => {
  for (const piece of pieces) piece.toString().split("\n");
};

async function parseRecords(pieces: readonly Buffer[]): Promise<void> {
  for await (const _cells of Readable.from(pieces).pipe(parse())) continue;
}

function parsePatterns(_pieces: readonly Buffer[], items: number): void {
  for (let i = 0; i < items; i++) parsePattern(pattern(i));
}

const feeds: readonly Feed[] = [
  {
    what: "List of domain names, ratio to a split into lines",
    format: "text",
    head: "",
    item: (i) => `host${i}.bad.com\n`,
    end: "",
    bare: splitLines,
    wanted: "≥ 30,000 a second",
  },
  {
    what: "List of defanged URLs, ratio to a split into lines",
    format: "text",
    head: "",
    item: (i) => `hxxps://host${i}[.]bad[.]com/x\n`,
    end: "",
    bare: splitLines,
    wanted: "≥ 30,000 a second",
  },
  {
    what: "CSV with types and descriptions, ratio to csv-parse",
    format: "csv",
    head: csvHead,
    item: record,
    end: "",
    bare: parseRecords,
    wanted: "≥ 30,000 a second",
  },
  {
    what: "Objects of a STIX bundle, ratio to the parser of patterns",
    format: "stix",
    head: '{"type":"bundle","id":"bundle--1","objects":[',
    item: (i) =>
      `${i === 0 ? "" : ","}{"type":"indicator","id":"indicator--${i}","spec_version":"2.1","pattern_type":"stix","pattern":"${pattern(i)}"}`,
    end: "]}",
    bare: parsePatterns,
    wanted: "≥ 20,000 a second",
  },
];

/** Measures feeds from bytes to rows of the service. @param items - number of items per feed */
export async function feedsToRows(items: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const feed of feeds) {
    const pieces = [...piecesOf(feed, items)];
    const bareMs = await cpuMs(() => feed.bare(pieces, items));
    const ms = await rowsMs(feed, pieces, items);
    const perSecond = Math.round((items / ms) * 1000).toLocaleString("en-US");
    const measured = `${perSecond} rows a second of CPU`;
    lines.push({ what: feed.what, measured, ratio: ms / bareMs, wanted: feed.wanted });
  }
  return lines;
}

/** Measures the memory of `convert` on a table. @param rows - lines of the table */
export async function longTable(folder: string, rows: number): Promise<Line[]> {
  const [input, output] = [join(folder, "long.csv"), join(folder, "long.ndjson")];
  const feed = { head: csvHead, item: record, end: "" };
  await pipeline(Readable.from(piecesOf(feed, rows)), createWriteStream(input));
  const main = fileURLToPath(new URL("../platforms/cli/main.js", import.meta.url));
  const args = ["convert", input, "--format", "csv", "--default", "action=Block", "--output", output];
  const { peakMb, cpuMs: spent } = await costOf(folder, [main, ...args]);
  const measured = `${peakMb.toFixed(0)} MB, ${(spent / 1000).toFixed(1)} s of CPU`;
  return [
    {
      what: `${rows.toLocaleString("en")} lines of CSV by convert, peak memory`,
      measured,
      wanted: "≤ 250 MB",
    },
  ];
}

async function rowsMs({ format }: Feed, pieces: readonly Buffer[], items: number): Promise<number> {
  let count = 0;
  const defaults = { action: "Block", severity: "High", expiresAfter: { default: "P30D" } } as const;
  const ms = await cpuMs(async () => {
    const settings = { name: "feed", nowMs: Date.now(), format, defaults };
    for await (const page of readFeed(Readable.from(pieces), settings))
      for (const { rows } of page) count += rows.length;
  });
  if (count !== items) throw new Error(`${count} rows instead of ${items}`);
  return ms;
}

function* piecesOf(
  { head, item, end }: Pick<Feed, "head" | "item" | "end">,
  items: number,
): Generator<Buffer> {
  yield Buffer.from(head);
  for (let at = 0; at < items; at += pieceItems) {
    const count = Math.min(pieceItems, items - at);
    yield Buffer.from(Array.from({ length: count }, (_none, i) => item(at + i)).join(""));
  }
  yield Buffer.from(end);
}

async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
