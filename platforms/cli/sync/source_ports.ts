/** What reading the sources of a sync needs. */
import type { Connector, Feeds, FeedSettings, RunEvent } from "../../../connector/platform_api.js";
import type { LogFields } from "../../shared/log/log.js";
import type { FeedStore } from "./feed_store.js";
import type { SharedPulls } from "./shared_pulls.js";
import type { SyncSource } from "./sync_file.js";

/** What reading a source needs. */
export interface SourcePorts {
  readonly connector: Connector;
  readonly feeds: Feeds;
  /** What the sync remembers between rounds. */
  readonly feed: FeedStore;
  /** Settings that all sources share. */
  readonly reading: Pick<FeedSettings, "mapping" | "defaults" | "nowMs">;
  /** Returns the asset of a source. */
  readonly assetOf: (source: SyncSource) => Promise<object>;
  readonly signal: AbortSignal;
  /** Receives lines for the user. */
  readonly line: (text: string, fields?: LogFields) => void;
  readonly warn: (code: string, message: string) => void;
  /** Receives what happens when a list is read, for the trace of calls. */
  readonly onEvent: (event: RunEvent) => void;
  /** Set if several profiles read the sources in one round. */
  readonly pulls?: SharedPulls | undefined;
}
