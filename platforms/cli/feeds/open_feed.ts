/** Opens a feed as the rows of a run. */
import { type FeedItem, loadFeeds } from "../../../connector/platform_api.js";
import { endOf, inputDigest, openBytes } from "../io/input_source.js";
import type { Given, RowSource } from "../run/run_setup.js";
import type { Report } from "../ui/report.js";
import type { FeedRows } from "./feed_rows.js";
import { type FeedParts, FeedSource } from "./feed_source.js";
import { feedRules } from "./feed_settings.js";
import { ItemLog } from "./item_log.js";
import { Notices } from "./notices.js";

/** How a run uses a feed. */
export interface FeedUse {
  readonly defaults: unknown;
  readonly rows?: FeedRows | undefined;
  readonly onItems: (items: readonly FeedItem[]) => void;
}

/** @throws ConnectorError InvalidOption for a flag that is not understood, before the feed is read */
export async function openFeed(given: Given, report: Report, use: FeedUse): Promise<RowSource> {
  const { source, options, runOptions, io } = given;
  const log = new ItemLog(options.items);
  const notices = new Notices((line, code) => report.line(line, { code }));
  const feed = new FeedSource({
    ...(await settingsOf(given, use.defaults)),
    name: source.path ?? "-",
    notices,
    ...(use.rows === undefined ? {} : { rows: use.rows }),
    open: (signal) => openBytes(source, io, signal ?? never),
    async onItems(items) {
      use.onItems(items);
      await log.add(items);
    },
  });
  return {
    pages: (until) => feed.rows(endOf(source, until)),
    digest: async () => feed.digest(await inputDigest(source.path ?? "")),
    fault: () => feed.fault,
    isWhole: () => feed.isWhole,
    lines() {
      notices.end();
      return log.lines(feed.isWhole, listedBy(options, runOptions.dry_run === true));
    },
    end: () => log.end(),
  };
}

async function settingsOf(
  { options, declarations, mapping = "" }: Given,
  defaults: unknown,
): Promise<Pick<FeedParts, "feeds" | "rules">> {
  const feeds = await loadFeeds();
  return { feeds, rules: await feedRules(options, { feeds, declarations, mapping, defaults }) };
}

/** Returns the flags that would list the skipped items; undefined if one of them is set. A plan has no report. */
function listedBy({ items, report }: Given["options"], isPlan: boolean): string | undefined {
  if (items !== undefined || (report !== undefined && !isPlan)) return undefined;
  return isPlan ? "--items FILE" : "--items FILE or --report FILE";
}

const never = new AbortController().signal;
