/** Loads the feeds on demand. */

/** Functions that read and write feeds. */
export type Feeds = typeof import("./feeds/index.js");

/** Returns the functions that read and write feeds. */
export function loadFeeds(): Promise<Feeds> {
  return import("./feeds/index.js");
}
