// Public API of the simulator: local services to test the connector against.
export { feed, type FeedOptions, type FeedRow } from "./core/feed.js";
export { busiestWindow } from "./core/records.js";
export { startSimulator } from "./core/server.js";
export { mispEvent } from "./misp/misp_store.js";
export type {
  App,
  Endpoint,
  Fault,
  Indicator,
  Limit,
  Limits,
  MispEvent,
  RequestRecord,
  ServiceName,
  Settings,
  SettingsChange,
  Simulator,
  SimulatorAsset,
  SimulatorOptions,
  TaxiiObject,
  TiIndicator,
} from "./core/types.js";
