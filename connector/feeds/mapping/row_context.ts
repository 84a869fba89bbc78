/** What the rows of one reading share. */
import type { FeedDefaults } from "../../contract/generated/objects/feed_defaults.js";
import { isoTime, timeAfter } from "../duration.js";
import type { FeedSettings } from "../feed_settings.js";
import type { FeedMapping } from "./feed_mapping.js";

/** Mapping, defaults and times of one reading. */
export class RowContext {
  readonly mapping: FeedMapping;
  readonly defaults: FeedDefaults;
  /** Name of the source. */
  readonly feed: string;
  readonly nowMs: number;
  readonly onRow: FeedSettings["onRow"];
  /** Latest end of a row's life, in milliseconds since 1970. */
  readonly latestMs: number;
  readonly #ends = new Map<string, string | undefined>();

  constructor(
    given: Pick<RowContext, "mapping" | "defaults" | "feed" | "nowMs"> & Pick<FeedSettings, "onRow">,
  ) {
    this.mapping = given.mapping;
    this.defaults = given.defaults;
    this.feed = given.feed;
    this.nowMs = given.nowMs;
    this.onRow = given.onRow;
    const { maxExpiresAfter } = given.defaults;
    this.latestMs =
      maxExpiresAfter === undefined ? Number.POSITIVE_INFINITY : timeAfter(given.nowMs, maxExpiresAfter);
  }

  /** Returns the ISO 8601 duration that the defaults set for a type of row; undefined without one. */
  lifetimeOf(type: string): string | undefined {
    const lifetimes = (this.defaults.expiresAfter ?? {}) as Record<string, string | undefined>;
    return (Object.hasOwn(lifetimes, type) ? lifetimes[type] : undefined) ?? lifetimes["default"];
  }

  /** Returns the end of life that the defaults set for a type of row; undefined without one. */
  endOf(type: string): string | undefined {
    if (!this.#ends.has(type)) {
      const lifetime = this.lifetimeOf(type);
      const end = lifetime === undefined ? undefined : isoTime(timeAfter(this.nowMs, lifetime));
      this.#ends.set(type, end);
    }
    return this.#ends.get(type);
  }
}
