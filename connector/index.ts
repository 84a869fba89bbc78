/** Everything that a platform needs, and all that it may use. */
export type { ConnectionReport } from "./connection_test.js";
export { type Connector, type ConnectorOptions, createConnector } from "./connector.js";
export { type ActionDescription, type ActionSummary, descriptionsOf } from "./describe.js";
export {
  ConnectorError,
  type ErrorCode,
  type ErrorKind,
  errorTable,
  isConnectorError,
} from "./contract/errors.js";
export { type Field, fieldsOf } from "./fields.js";
export { at, tokens, withoutValue, withValue } from "./contract/pointer.js";
export type * from "./contract/types.js";
export { usualAssetKind, usualVariables } from "./contract/usual_asset.js";
export { UnreadableRow } from "./contract/unreadable_row.js";
export { type Declarations, load, read } from "./declare/load.js";
export { namesLike } from "./declare/names_like.js";
export { allOptions, type OptionSchema } from "./declare/options.js";
export { unknownOption } from "./options.js";
export { packageRoot } from "./declare/root.js";
