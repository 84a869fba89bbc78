/** The rows of the last complete pull of each source, which the policy lease renews if a source is not complete. */
import {
  isConnectorError,
  isObject,
  type JsonObject,
  type DesiredRow,
} from "../../../connector/platform_api.js";
import type { FeedStore } from "./feed_store.js";
import type { PulledSource } from "./pulled_source.js";

/** Rows by source. */
export type LastPulls = ReadonlyMap<string, readonly DesiredRow[]>;

/** Returns no rows if they are missing or damaged: they are an addition to what the sources say. */
export async function readLastPulls(feed: FeedStore): Promise<LastPulls> {
  const content = await feed.read("lastPulls").catch((error: unknown) => {
    if (isConnectorError(error) && error.code === "InvalidOption") return undefined;
    throw error;
  });
  const sources = isObject(content) && content["version"] === 1 ? content["sources"] : undefined;
  const entries = isObject(sources) ? Object.entries(sources) : [];
  return new Map(entries.flatMap(([key, rows]) => (areRows(rows) ? [[key, rows] as const] : [])));
}

function areRows(rows: unknown): rows is DesiredRow[] {
  return Array.isArray(rows) && rows.every((one) => isObject(one) && isObject(one["row"]));
}

/** Keeps the rows. Those of other sources are dropped. @throws ConnectorError OutputWriteFailed */
export function saveLastPulls(feed: FeedStore, pulls: LastPulls): Promise<void> {
  return feed.write("lastPulls", { version: 1, sources: Object.fromEntries(pulls) });
}

/** Returns the rows of the last complete pull that the source did not return now and does not withdraw. */
export function missingRows(last: readonly DesiredRow[], { rows, withdrawn }: PulledSource): DesiredRow[] {
  const present = new Set(rows.map(({ row }) => JSON.stringify(row)));
  const gone = new Set(withdrawn.map(textOf));
  const [first] = withdrawn;
  const fields = Object.keys(first ?? {});
  const identity = (row: unknown) =>
    textOf(Object.fromEntries(fields.map((name) => [name, (row as JsonObject)[name]])));
  return last.filter(
    ({ row }) => !present.has(JSON.stringify(row)) && (first === undefined || !gone.has(identity(row))),
  );
}

function textOf(row: JsonObject): string {
  return JSON.stringify(row);
}
