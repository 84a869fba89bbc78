/** Everything that a platform needs, and all that it may use. */
export type { ConnectionReport } from "./connection_test.js";
export { type Connector, type ConnectorOptions, createConnector } from "./connector.js";
export { tolerantly } from "./declarations/tolerantly.js";
export { type ActionDescription, type ActionSummary, descriptionsOf } from "./declarations/describe.js";
export {
  ConnectorError,
  type ErrorCode,
  type ErrorKind,
  errorTable,
  isConnectorError,
} from "./contract/errors.js";
export { type Field, fieldsOf } from "./declarations/schema_fields.js";
export {
  getAt as at,
  parsePointer as tokens,
  removeAt as withoutValue,
  setAt as withValue,
} from "./contract/json_pointer.js";
export type * from "./contract/types.js";
export {
  defaultAssetKind as usualAssetKind,
  defaultAssetVariables as usualVariables,
} from "./contract/default_asset.js";
export { UnreadableRow } from "./contract/unreadable_row.js";
export { type Declarations, load, read } from "./declarations/load.js";
export { suggest as namesLike } from "./declarations/suggest.js";
export { allOptions, type OptionSchema } from "./declarations/option_schemas.js";
export { unknownOption } from "./options.js";
export { packageRoot } from "./declarations/package_root.js";
