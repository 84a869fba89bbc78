/** The flags that say how a feed is read. `convert` and `run` share them. */
import { type Command, Option } from "commander";
import { type FeedFormat, feedFormats } from "../../../connector/feeds/feed_types.js";

/** The formats that a user can name. */
export type FormatFlag = FeedFormat | "auto";

/** The flags of a feed, as commander has parsed them. */
export interface FeedFlags {
  readonly format?: FormatFlag;
  readonly defaults?: string;
  readonly default?: readonly string[];
  readonly map?: readonly string[];
  readonly prose?: boolean;
  readonly items?: string;
  readonly allowBenign?: readonly string[];
  readonly warningLists?: string;
}

/** Adds the flags of a feed, except `--format`. */
export function addFeedFlags(command: Command): Command {
  return command
    .option("--defaults <file>", "JSON file with defaults for the rows of a feed, such as action and expiry")
    .option("--default <key=value>", "one default; repeat the option for several", several)
    .option(
      "--map <column=field>",
      "field of a column, by its header or its number from 1; repeatable",
      several,
    )
    .option("--prose", "find values in running text, such as a report")
    .option("--items <file>", "NDJSON file for what became of each item of a feed, optionally .gz")
    .option(
      "--allow-benign <value>",
      "accept this value although it is known to be harmless; repeatable",
      several,
    )
    .option("--warning-lists <folder>", "folder of MISP warning lists; values that they contain get a note");
}

/** Returns `--format`, with every format of a feed. */
export function formatFlag(description: string): Option {
  return new Option("--format <form>", description).choices(["auto", ...feedFormats]);
}

/** Returns whether a flag is set that has a meaning for feeds only. */
export function hasFeedFlags(flags: FeedFlags): boolean {
  const { format, defaults, default: one, map, prose, items, allowBenign, warningLists } = flags;
  const isFeedFormat = format !== undefined && format !== "json" && format !== "ndjson";
  return isFeedFormat || [defaults, one, map, prose, items, allowBenign, warningLists].some(isSet);
}

function isSet(value: unknown): boolean {
  return value !== undefined;
}

function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
