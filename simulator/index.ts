// The public face of the simulator: a local Entra ID and Defender for Endpoint to try the connector against.
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
  Settings,
  SettingsChange,
  Simulator,
  SimulatorAsset,
  SimulatorOptions,
} from "./types.js";
