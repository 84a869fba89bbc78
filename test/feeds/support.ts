/** Items of feeds for tests of mapping and policy. */
import { feedDefaults } from "../../connector/feeds/defaults.js";
import type { FeedSettings } from "../../connector/feeds/feed_settings.js";
import type {
  Facts,
  FeedItem,
  FeedNotice,
  Observable,
  ObservableKind,
  ReadItem,
} from "../../connector/feeds/feed_types.js";
import { ItemMapper } from "../../connector/feeds/item_mapper.js";

/** Time of the tests: 30 November 2026, 08:00. */
export const nowMs = Date.parse("2026-11-30T08:00:00Z");

/** Returns an observable. */
export function seen(kind: ObservableKind, value: string, facts: Facts = {}): Observable {
  return { kind, value, facts };
}

/** Returns an item that a reader took. */
export function taken(...observables: Observable[]): ReadItem {
  const source = { file: "list.txt", line: 1 };
  return { source, status: "taken", code: null, message: null, before: null, after: null, observables };
}

/** Returns the settings with these defaults. */
export function settings(defaults: unknown, more: Partial<FeedSettings> = {}): FeedSettings {
  return { name: "list.txt", nowMs, defaults: feedDefaults(defaults), ...more };
}

/** Returns the items with their rows. */
export function mapped(
  items: readonly ReadItem[],
  defaults: unknown = { action: "Block" },
  more: Partial<FeedSettings> = {},
): FeedItem[] {
  return new ItemMapper(settings(defaults, more)).page(items);
}

/** Returns the only row of an item. */
export function rowOf(
  observable: Observable,
  defaults?: unknown,
  more?: Partial<FeedSettings>,
): Record<string, unknown> {
  const [item] = mapped([taken(observable)], defaults, more);
  return item?.rows[0] as Record<string, unknown>;
}

/** Returns the notices about these items. */
export function noticesOf(items: readonly ReadItem[], more: Partial<FeedSettings> = {}): FeedNotice[] {
  const notices: FeedNotice[] = [];
  const mapper = new ItemMapper(settings({ action: "Block" }, more));
  mapper.page(items);
  mapper.report((notice) => notices.push(notice));
  return notices;
}
