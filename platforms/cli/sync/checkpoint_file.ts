/** The times from which the next run continues its sources. */
import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "../../../connector/platform_api.js";
import type { FeedStore } from "./feed_store.js";
import { syncFileErrors } from "./messages.js";
import type { SyncSource } from "./sync_file.js";

/** Two items can have the same time, so that the next run asks for this much again, in milliseconds. */
const overlapMs = 60_000;

/** Returns the time from which to ask again. */
export function overlapped(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? time : new Date(ms - overlapMs).toISOString();
}

/** Returns what identifies a source in a checkpoint: another input is another source. */
export function sourceKey(source: SyncSource): string {
  const { name, input = {}, asset = "" } = source as { name: string; input?: JsonObject; asset?: string };
  return createHash("sha256")
    .update(JSON.stringify([name, input, asset]))
    .digest("hex")
    .slice(0, 16);
}

/** Times by source. */
export type Checkpoints = ReadonlyMap<string, string>;

/** @throws ConnectorError InvalidOption for content that is not a checkpoint */
export async function readCheckpoints(feed: FeedStore): Promise<Checkpoints> {
  const content = await feed.read("checkpoint");
  if (content === undefined) return new Map();
  const sources = isObject(content) && content["version"] === 1 ? content["sources"] : undefined;
  if (!isObject(sources) || !Object.values(sources).every((time) => typeof time === "string"))
    throw syncFileErrors.notACheckpoint(feed.nameOf("checkpoint"));
  return new Map(Object.entries(sources as Record<string, string>));
}

/** Saves the times. Those of other sources stay. */
export async function saveCheckpoints(feed: FeedStore, times: Checkpoints): Promise<void> {
  const sources = Object.fromEntries([...(await readCheckpoints(feed)), ...times]);
  await feed.write("checkpoint", { version: 1, sources });
}
