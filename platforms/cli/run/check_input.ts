/** Adds a hint to the error of a rejected input that says how to list all fields. */
import {
  type ActionDescription,
  getAt,
  type Connector,
  ConnectorError,
  setAt,
} from "../../../connector/platform_api.js";
import { runErrors } from "./messages.js";

/** Returns the error of the check with a hint to all fields; undefined if the input is accepted. */
export function rowError(
  input: unknown,
  { connector, action }: { readonly connector: Connector; readonly action: ActionDescription },
): ConnectorError | undefined {
  try {
    connector.check(action.name, input);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return runErrors.withFields(error, action.name);
  }
}

/**
 * Throws InvalidInput if the action needs more than its rows and this envelope.
 * @param envelope - the input without its rows
 */
export function assertRowsSuffice(
  given: { readonly connector: Connector; readonly action: ActionDescription },
  envelope: unknown = {},
): void {
  const { name, rows = "" } = given.action;
  const error = rowError(setAt(envelope, rows, []), given);
  if (error !== undefined) throw runErrors.rowsAlone(error, name);
}

/** Returns whether these look like rows of the action without their envelope. */
export function areBareRows(inputs: readonly unknown[], { rows, input }: ActionDescription): boolean {
  if (rows === undefined || inputs.length === 0) return false;
  const keys = Object.keys(input["properties"] ?? {});
  return inputs.every((one) => keys.every((key) => getAt(one, `/${key}`) === undefined));
}
