/** The settings of reading a feed. */
import type { FeedDefaults } from "../contract/generated/objects/feed_defaults.js";
import type { DefaultsPlace, FeedFormat, FeedReading } from "./feed_types.js";
import type { FeedMapping } from "./mapping/feed_mapping.js";
import type { WarningList } from "./policy/warning_list.js";

/** How a row is returned without what was added: with values that a row accepts, or with the cells of a table as they were. */
export type GivenForm = "values" | "texts";

/** How a feed is read, and what its rows get. */
export interface FeedSettings extends Omit<FeedReading, "ipSrc" | "allHashes" | "isReport" | "onColumns"> {
  /** Default: `auto`, which recognizes the format by the content. */
  readonly format?: FeedFormat | "auto";
  /** As `feedDefaults` returns them. */
  readonly defaults?: FeedDefaults;
  /** Values that are taken even if they are known to be harmless. */
  readonly allowBenign?: readonly string[];
  /** Lists of MISP with known values. A hit is a notice. */
  readonly warningLists?: readonly WarningList[];
  /** Called for each row. The second argument returns the row without what defaults and templates have added. */
  readonly onRow?: ((row: object, given: (form: GivenForm) => unknown) => void) | undefined;
  /** Where a person sets the defaults, for messages. Default: `options`, those of the command line. */
  readonly defaultsPlace?: DefaultsPlace;
  /** Default: rows of Defender indicators. */
  readonly mapping?: FeedMapping;
}
