/** The rows of an input that are read one by one: those of NDJSON, or those that a feed becomes. */
import type { Asset } from "../../../connector/platform_api.js";
import type { FeedUse } from "../feeds/open_feed.js";
import { inputDigest, readRows } from "../io/input_source.js";
import type { Report } from "../ui/report.js";
import type { Given, RowSource } from "./run_setup.js";

/**
 * Opens the rows. Code that reads feeds is loaded only for a feed.
 * @param asset - its defaults are those of a feed
 * @param use - receives the items of a feed, and what is known about its rows
 */
export async function openRows(
  given: Given,
  report: Report,
  asset: Asset | undefined,
  use: Partial<Pick<FeedUse, "rows" | "onItems">> = {},
): Promise<RowSource> {
  const { source, io } = given;
  if (source.form === "feed") {
    const { openFeed } = await import("../feeds/open_feed.js");
    return openFeed(given, report, {
      defaults: asset?.["defaults"],
      rows: use.rows,
      onItems: use.onItems ?? (() => {}),
    });
  }
  return {
    pages: (until) => readRows(source, io, until),
    digest: () => inputDigest(source.path ?? ""),
    fault: () => undefined,
    isWhole: () => true,
    lines: () => [],
    end: () => Promise.resolve(),
  };
}
