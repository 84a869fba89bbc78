/** Turns the flags of a feed into settings of its reader. Everything is checked before the feed is read. */
import type { Declarations, Feeds, FeedSettings } from "../../../connector/platform_api.js";
import { readJsonFile } from "../../shared/read_json.js";
import type { FeedFlags } from "./feed_flags.js";
import { feedFlagErrors } from "./messages.js";
import { readWarningLists } from "./read_warning_lists.js";

/** The settings without those of one reading. */
export type FeedRules = Omit<FeedSettings, "name" | "onNotice" | "onRow">;

/** What the settings depend on, apart from the flags. */
export interface FeedTarget {
  readonly feeds: Feeds;
  readonly declarations: Declarations;
  /** Path of the mapping from the root of the declarations. */
  readonly mapping: string;
  /** Defaults of the asset, which those of the flags replace. */
  readonly defaults?: unknown;
}

/** @throws ConnectorError InvalidOption for an unknown key or a value that is not understood */
export async function feedRules(
  flags: FeedFlags,
  { feeds, declarations, mapping: path, defaults: ofAsset = {} }: FeedTarget,
): Promise<FeedRules> {
  const { format = "auto", defaults, default: single = [], map = [], prose = false } = flags;
  const { allowBenign = [], warningLists: folder } = flags;
  const mapping = feeds.feedMapping(declarations, path);
  const file = defaults === undefined ? {} : await readJsonFile(defaults, "InvalidOption");
  return {
    format,
    prose,
    allowBenign,
    mapping,
    defaults: feeds.mergedDefaults([ofAsset, file, ...feeds.defaultsOf(single)], mapping),
    columns: columnsOf(map),
    warningLists: folder === undefined ? [] : await readWarningLists(folder, feeds),
    nowMs: Date.now(),
  };
}

/** Returns the fields by column. A header can contain `=`, a field cannot. */
function columnsOf(map: readonly string[]): Record<string, string> {
  const columns = new Map<string, string>();
  for (const text of map) {
    const at = text.lastIndexOf("=");
    const [column, field] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
    if (column === "" || field === "") throw feedFlagErrors.badMap(text);
    if (columns.has(column)) throw feedFlagErrors.columnTwice(column);
    columns.set(column, field);
  }
  return Object.fromEntries(columns);
}
