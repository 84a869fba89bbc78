/** One round of a sync: reads the sources, and plans or applies what they say. */
import {
  type Asset,
  type Connector,
  type Declarations,
  loadFeeds,
  shownDifferences,
  type SyncOutcome,
  type SyncPlan,
  type SyncRequest,
} from "../../../connector/platform_api.js";
import { openConnector } from "../../shared/shared_database.js";
import { findAsset } from "../../shared/asset_source.js";
import { loadDeclarations } from "../../shared/declarations.js";
import type { Io } from "../../shared/io.js";
import { mappingOf } from "../feeds/action_mapping.js";
import type { Report } from "../ui/report.js";
import { feedFiles, type FeedStore } from "./feed_store.js";
import { syncFileErrors } from "./messages.js";
import type { Differences } from "./plan_lines.js";
import { rowsAsTheyAre } from "./plain_mapping.js";
import { type Pulled, readSources } from "./read_sources.js";
import { reportSources } from "./report_sources.js";
import type { SharedPulls } from "./shared_pulls.js";
import { checkedTarget, rulesOf, type RuleOptions, targetOf } from "./sync_rules.js";
import { shownSync } from "./shown_sync.js";
import type { SyncFile } from "./sync_file.js";

/** What all rounds of a command share. */
export interface SyncTools {
  readonly connector: Connector;
  readonly declarations: Declarations;
  readonly io: Io;
  /** The profile that is the target; undefined: the asset of the sync file. */
  readonly profile?: SyncProfile;
  /** Set if several profiles read the sources in one round. */
  readonly pulls?: SharedPulls;
  /** What the sync remembers between rounds; undefined: the files that it names. */
  readonly feed?: FeedStore;
}

/** A profile as the target of a sync. */
export interface SyncProfile {
  readonly name: string;
  readonly asset: () => Promise<Asset>;
  /** Stops all profiles of the command. */
  readonly signal: AbortSignal;
}

/** What a round does. */
export interface RoundOptions extends RuleOptions {
  readonly mode: "plan" | "apply";
  /** Take over rows of the same client id instead of syncing. */
  readonly adopt?: boolean;
  /** The plan to apply exactly. */
  readonly saved?: SyncPlan;
  readonly signal: AbortSignal;
}

/** What a round did. */
export interface Round {
  readonly pulled: Pulled;
  readonly outcome: SyncOutcome;
  /** Names the fields of a plan's entry to show as changed. */
  readonly differences: Differences;
}

/** Loads what syncs need. */
export async function openTools(io: Io): Promise<SyncTools> {
  const declarations = loadDeclarations(io.env);
  return { declarations, connector: await openConnector(declarations, io.env), io };
}

/** @throws ConnectorError for a wrong configuration, and if nothing could be read or listed */
export async function syncRound(
  file: SyncFile,
  tools: SyncTools,
  report: Report,
  options: RoundOptions,
): Promise<Round> {
  const { connector, io, declarations } = tools;
  const target = checkedTarget(file, declarations, options);
  const assets = new Assets(connector, io, report);
  const asset = await (tools.profile === undefined
    ? assets.at(file.target.asset)
    : assets.hidden(tools.profile.asset()));
  const pulled = await pull(file, tools, report, { assets, asset, signal: options.signal });
  reportSources(pulled, report);
  const outcome = await connector.sync(file.target.action, requestOf(file, pulled, options), {
    asset,
    signal: options.signal,
    onEvent: report.listener(0, () => {}),
  });
  report.endWarnings();
  return { pulled, outcome, differences: shownDifferences(target) };
}

function requestOf(file: SyncFile, { desired, isComplete }: Pulled, options: RoundOptions): SyncRequest {
  const { mode, adopt = false, saved } = options;
  return {
    rules: rulesOf(file, options),
    desired,
    sourcesComplete: isComplete,
    sync: shownSync(file),
    adopt,
    planOnly: mode === "plan",
    journal: file.journal,
    ...(saved === undefined ? {} : { saved }),
  };
}

interface Pulling {
  readonly assets: Assets;
  readonly asset: Asset;
  readonly signal: AbortSignal;
}

async function pull(
  file: SyncFile,
  { connector, declarations, pulls, feed = feedFiles(file) }: SyncTools,
  report: Report,
  { assets, asset, signal }: Pulling,
): Promise<Pulled> {
  const feeds = await loadFeeds();
  const { import: imports } = targetOf(file, declarations);
  const path = mappingOf(connector.describe(imports), declarations);
  if (path === undefined && Object.keys(file.defaults).length > 0)
    throw syncFileErrors.noDefaults(file.target.action);
  const mapping = path === undefined ? rowsAsTheyAre : feeds.feedMapping(declarations, path);
  const defaults = feeds.mergedDefaults([asset["defaults"] ?? {}, file.defaults], mapping);
  return readSources(file, {
    connector,
    feeds,
    feed,
    reading: { mapping, defaults, nowMs: Date.now() },
    assetOf: (source) => assets.at("asset" in source ? source.asset : undefined),
    signal,
    line: (text, fields) => report.line(text, fields),
    warn: (code, message) => report.warn(code, message),
    onEvent: report.calls(),
    pulls,
  });
}

/** The assets of a round. Each file is read once, and no line contains their secrets. */
class Assets {
  readonly #connector: Connector;
  readonly #io: Io;
  readonly #report: Report;
  readonly #known = new Map<string | undefined, Promise<Asset>>();

  constructor(connector: Connector, io: Io, report: Report) {
    this.#connector = connector;
    this.#io = io;
    this.#report = report;
  }

  /** @param path - undefined: the variables of the environment */
  at(path: string | undefined): Promise<Asset> {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const found = findAsset(path, this.#connector, this.#io, (code, message) =>
      this.#report.warn(code, message),
    );
    const asset = this.hidden(found);
    this.#known.set(path, asset);
    return asset;
  }

  /** Returns the same asset, and masks its secrets in all further lines. */
  async hidden(found: Promise<Asset>): Promise<Asset> {
    const asset = await found;
    this.#report.hide((text) => this.#connector.masked(text, asset));
    return asset;
  }
}
