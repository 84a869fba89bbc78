/** Reads one source of a sync: a file, or the list that an action returns. */
import {
  ConnectorError,
  type FeedFormat,
  type FeedSettings,
  isConnectorError,
} from "../../../connector/platform_api.js";
import { assertReadable, type Bytes, fileBytes } from "../../shared/bytes.js";
import { feedBytes } from "../feeds/feed_bytes.js";
import { ItemLog } from "../feeds/item_log.js";
import { Notices } from "../feeds/notices.js";
import { pullList } from "./pull_list.js";
import type { PulledList } from "./pulled_list.js";
import { sourceErrors, sourceFaults } from "./messages.js";
import { PulledRows, type PulledSource } from "./pulled_source.js";
import type { SourcePorts } from "./source_ports.js";
import type { SyncSource } from "./sync_file.js";

/** The error of a source that is configured correctly and cannot be read now. */
export class UnreadableSource extends ConnectorError {
  constructor({ code, message, hint }: ConnectorError) {
    super(code, message, { hint });
  }
}

/**
 * Reads a source. A file without content is a source without items.
 * @param after - time of the checkpoint, if the source continues from one
 * @throws UnreadableSource for content that cannot be read; another ConnectorError for a source that is configured
 *   wrongly
 */
export async function readSource(
  source: SyncSource,
  after: string | undefined,
  ports: SourcePorts,
): Promise<PulledSource> {
  if ("file" in source) {
    await assertReadable(source.file, "InvalidInput").catch(rethrow);
    return readItems(source, fileBytes(source.file, ports.signal), ports);
  }
  const pull = (): Promise<PulledList> => pullList(source, after, ports);
  const list = await (ports.pulls?.once(source, after, { pull, warn: ports.warn }) ?? pull());
  const pulled = await readItems(source, jsonBytes(list.items), ports);
  const fault = pulled.fault ?? list.fault;
  return {
    ...pulled,
    isDelta: list.isDelta,
    ...(fault === undefined ? {} : { fault }),
    ...(list.exitCode === undefined ? {} : { exitCode: list.exitCode }),
    ...(list.checkpoint === undefined || fault !== undefined ? {} : { checkpoint: list.checkpoint }),
  };
}

function rethrow(error: unknown): never {
  throw isConnectorError(error) ? new UnreadableSource(error) : error;
}

/** Everything before the fault of a source is used; then the source is not complete. */
async function readItems(source: SyncSource, bytes: Bytes, ports: SourcePorts): Promise<PulledSource> {
  const { feeds, reading, signal, line } = ports;
  const { name } = source;
  const notices = new Notices((text, code) => line(`${name}: ${text}`, { code }));
  const log = new ItemLog();
  const rows = new PulledRows(reading.mapping?.mapping.expiry);
  const settings = { ...reading, ...settingsOf(source), onNotice: notices.listener() };
  const content = new Content(feedBytes(bytes, name, signal));
  let fault: string | undefined;
  try {
    for await (const items of feeds.readFeed(content.bytes(), settings)) {
      rows.add(items);
      await log.add(items);
      assertHolds(rows, name);
    }
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    fault = content.isMissing ? undefined : faultOf(error, rows, name);
  }
  signal.throwIfAborted();
  notices.end();
  for (const text of log.lines(fault === undefined)) line(`${name}: ${text}`);
  return { name, ...rows.all, isDelta: false, ...(fault === undefined ? {} : { fault }) };
}

/** Returns why the source is not complete. @throws the error if nothing was read before it */
function faultOf(error: ConnectorError, { items }: PulledRows, name: string): string {
  if (error.code !== "InvalidInput") throw error;
  if (items === 0) throw new UnreadableSource(error);
  return `${name} ${sourceFaults.failed(error.code, error.message)}.`;
}

/** Notices whether a source ended without content, which is not a fault in a sync. */
class Content {
  readonly #bytes: AsyncIterable<Uint8Array>;
  /** Whether the source was read to its end, and has nothing but white space. */
  isMissing = false;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#bytes = bytes;
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    let isBlank = true;
    for await (const piece of this.#bytes) {
      isBlank &&= piece.every((byte) => blanks.has(byte));
      yield piece;
    }
    this.isMissing = isBlank;
  }
}

/** Space, tab and line ends. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

function settingsOf({
  name,
  format = "auto",
  map,
}: SyncSource): Pick<FeedSettings, "name" | "format" | "columns" | "defaultsPlace"> {
  return {
    name,
    format: format as FeedFormat | "auto",
    defaultsPlace: "syncFile",
    ...(map === undefined ? {} : { columns: map }),
  };
}

/** Most rows of a source, because all of them are in memory. A tenant holds far fewer. */
const maxRows = 500_000;

function assertHolds({ size }: PulledRows, name: string): void {
  if (size <= maxRows) return;
  throw sourceErrors.tooLong(name, maxRows);
}

/** Yields a list as JSON, item by item. */
async function* jsonBytes(items: readonly unknown[]): AsyncGenerator<Uint8Array> {
  let text = "[";
  for (const [index, item] of items.entries()) {
    text += (index === 0 ? "" : ",\n") + JSON.stringify(item);
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(`${text}]`);
}
