/** The public API of the package: create a connector, run its actions, and handle its errors. */
export type { ConnectionReport } from "./connection_test.js";
export { createConnector } from "./connector.js";
export type {
  ActionName,
  Connector,
  ConnectorOptions,
  InputOf,
  OutputOf,
  ResultOf,
  TypedConnector,
} from "./connector_api.js";
export type { ActionDescription, ActionSummary } from "./declarations/describe.js";
export {
  ConnectorError,
  type ErrorCode,
  type ErrorKind,
  errorTable,
  isConnectorError,
} from "./contract/errors.js";
export type * from "./contract/types.js";
export { UnreadableRow } from "./contract/unreadable_row.js";
export { type TracingApi, type TracingSpan, withTracing } from "./tracing.js";
export { type Declarations, load } from "./declarations/load.js";
export { packageRoot } from "./declarations/package_root.js";
