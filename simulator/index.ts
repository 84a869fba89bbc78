// Public API of the simulator: a local Entra ID, Defender for Endpoint, Graph and Sentinel to test the connector against.
export { feed, type FeedOptions, type FeedRow } from "./core/feed.js";
export { busiestWindow } from "./core/records.js";
export { startSimulator } from "./core/server.js";
export type {
  App,
  Endpoint,
  Fault,
  Indicator,
  Limit,
  Limits,
  RequestRecord,
  ServiceName,
  Settings,
  SettingsChange,
  Simulator,
  SimulatorAsset,
  SimulatorOptions,
  TiIndicator,
} from "./core/types.js";
