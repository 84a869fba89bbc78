/** What our own adapters may use: the public API, plus helpers that are not public. */
export * from "./index.js";
export { defaultAssetKind, defaultAssetVariables } from "./contract/default_asset.js";
export { foreignText, foreignValue } from "./contract/foreign.js";
export type { Action } from "./contract/action.js";
export { jsonFault, placeOf } from "./contract/json_fault.js";
export { JsonFault, type JsonListener, JsonScan } from "./contract/json_scan.js";
export { getAt, isObject, parsePointer, removeAt, setAt } from "./contract/json_pointer.js";
export { optionNamed } from "./contract/option_names.js";
export { quoteName } from "./contract/quote_name.js";
export { sourceName } from "./contract/source_name.js";
export { descriptionsOf } from "./declarations/describe.js";
export { benignLists, read } from "./declarations/load.js";
export { NearNames } from "./declarations/near_names.js";
export { allOptions, type OptionSchema } from "./declarations/option_schemas.js";
export { type Field, fieldsOf } from "./declarations/schema_fields.js";
export { suggest } from "./declarations/suggest.js";
export { tolerantly } from "./declarations/tolerantly.js";
export { readTraceparent } from "./contract/traceparent.js";
export { certificateFields } from "./http/auth/certificate_fields.js";
export { isUsualReason } from "./http/classify_response.js";
export { unknownOption } from "./options.js";
export type {
  FeedFormat,
  FeedItem,
  FeedNotice,
  ItemSource,
  ItemStatus,
} from "./feeds/feed_types.js";
export type { FeedSettings } from "./feeds/feed_settings.js";
export type { WarningList } from "./feeds/policy/warning_list.js";
export { type Feeds, loadFeeds } from "./load_feeds.js";
export { loadStores, type Stores } from "./load_stores.js";
export type {
  Claim,
  ClaimedRow,
  Database,
  FleetStatus,
  JobOptions,
  JobRequest,
  JobRow,
  JobState,
  ListedJob,
  SharedRateLimits,
} from "./stores/postgres/index.js";
export { checkRules } from "./sync/check_rules.js";
export { shownDifferences } from "./sync/comparison.js";
export { changes } from "./sync/sync_types.js";
export { intervalMs } from "./sync/interval.js";
export type {
  Change,
  DesiredRow,
  DesiredState,
  PlanEntry,
  SyncNotice,
  SyncOutcome,
  SyncPlan,
  SyncRequest,
  SyncResult,
  SyncRules,
  SyncTarget,
} from "./sync/sync_types.js";
