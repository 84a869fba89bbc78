// The public face of the simulator: a local Entra ID, Defender for Endpoint, Graph and Sentinel to try the connector against.
export { feed, type FeedOptions, type FeedRow } from "./feed.js";
export { busiestWindow } from "./records.js";
export { startSimulator } from "./server.js";
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
} from "./types.js";
