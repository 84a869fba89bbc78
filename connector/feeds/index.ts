/** What adapters use of the feeds. Loaded on demand, so that a run without a feed does not load it. */
export { defaultKeys, defaultsOf, feedDefaults, mergedDefaults } from "./defaults.js";
export { feedMapping } from "./mapping/feed_mapping.js";
export { parseFeed } from "./parse_feed.js";
export { warningListOf } from "./policy/warning_list.js";
export { readFeed } from "./read_feed.js";
export {
  ambiguousList,
  csvLine,
  ndjsonLine,
  portalHeader,
  portalRecord,
  startsFormula,
  tableRecord,
  unportableFields,
  withoutFormula,
} from "./write_rows.js";
