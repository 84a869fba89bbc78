/** The readers of feeds: items per second of CPU time, and for STIX the ratio to the bare parser of patterns. */
import { readCsv } from "../connector/feeds/csv/read_csv.js";
import type { FeedReader } from "../connector/feeds/feed_types.js";
import { readStix } from "../connector/feeds/stix/read_stix.js";
import { readText } from "../connector/feeds/text/read_text.js";
import { parsePattern } from "../connector/stix/pattern.js";
import type { Line } from "./table.js";

/** Items per piece of bytes. */
const pieceItems = 1000;

interface Feed {
  readonly what: string;
  readonly reader: FeedReader;
  readonly head: string;
  readonly item: (i: number) => string;
  readonly end: string;
  readonly wanted: string;
}

const address = (i: number): string => `198.${18 + (i % 2)}.${(i >> 9) & 255}.${(i >> 1) & 255}`;
const pattern = (i: number): string => `[domain-name:value = 'host${i}.bad.com']`;

const feeds: readonly Feed[] = [
  {
    what: "List of domain names",
    reader: readText,
    head: "",
    item: (i) => `host${i}.bad.com\n`,
    end: "",
    wanted: "≥ 30,000 a second",
  },
  {
    what: "List of defanged URLs",
    reader: readText,
    head: "",
    item: (i) => `hxxps://host${i}[.]bad[.]com/x\n`,
    end: "",
    wanted: "≥ 30,000 a second",
  },
  {
    what: "CSV with types and descriptions",
    reader: readCsv,
    head: "value,type,description\n",
    item: (i) => `host${i}.bad.com,hostname,"Seen at ${address(i)}, in May"\n`,
    end: "",
    wanted: "≥ 30,000 a second",
  },
  {
    what: "Objects of a STIX bundle",
    reader: readStix,
    head: '{"type":"bundle","id":"bundle--1","objects":[',
    item: (i) =>
      `${i === 0 ? "" : ","}{"type":"indicator","id":"indicator--${i}","spec_version":"2.1","pattern_type":"stix","pattern":"${pattern(i)}"}`,
    end: "]}",
    wanted: "≥ 20,000 a second",
  },
];

/** Measures every reader. @param items - number of items per feed */
export async function feedReaders(items: number): Promise<Line[]> {
  const parserMs = cpuMs(() => {
    for (let i = 0; i < items; i++) parsePattern(pattern(i));
  });
  const lines: Line[] = [];
  for (const feed of feeds) {
    const ms = await readMs(feed, items);
    const perSecond = Math.round((items / ms) * 1000).toLocaleString("en-US");
    const line = { what: feed.what, measured: `${perSecond} a second of CPU`, wanted: feed.wanted };
    lines.push(feed.reader === readStix ? { ...line, ratio: ms / (await parserMs) } : line);
  }
  return lines;
}

async function readMs({ reader, head, item, end }: Feed, items: number): Promise<number> {
  let count = 0;
  const ms = await cpuMs(async () => {
    const reading = { name: "feed", nowMs: Date.now() };
    for await (const page of reader(bytesOf(head, item, end, items), reading)) count += page.length;
  });
  if (count < items) throw new Error(`${count} items instead of ${items}`);
  return ms;
}

async function* bytesOf(
  head: string,
  item: (i: number) => string,
  end: string,
  items: number,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(head);
  for (let at = 0; at < items; at += pieceItems) {
    const count = Math.min(pieceItems, items - at);
    yield Buffer.from(Array.from({ length: count }, (_none, i) => item(at + i)).join(""));
  }
  yield Buffer.from(end);
}

async function cpuMs(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
