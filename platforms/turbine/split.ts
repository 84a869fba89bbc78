/** Splits the single object of a Turbine runner into asset, input and options of the run. */
import {
  type ActionDescription,
  type Asset,
  type Connector,
  ConnectorError,
  type JsonObject,
} from "../../connector/platform_api.js";
import { type GivenOptions, isEmpty, type Options, splitOptions } from "../shared/options.js";

/** One step of a playbook. */
export interface Step {
  /** Empty if the object has no asset field. */
  readonly asset: Asset;
  readonly input: JsonObject;
  readonly options: GivenOptions;
  /** Whether a status of 400 or more is an error. */
  readonly raiseForStatus: boolean;
}

/** The names by which the keys of the object are sorted. */
export interface Keys {
  readonly assetFields: readonly string[];
  readonly options: Options;
}

/**
 * Returns the keys for a step of the action.
 * @param assetKeys - further asset keys, separated by commas, as older runners name them
 */
export function keysOf(
  action: Pick<ActionDescription, "options">,
  connector: Pick<Connector, "assetFields" | "options">,
  assetKeys = "",
): Keys {
  const assetFields = [...connector.assetFields(), ...assetKeys.split(",").map((key) => key.trim())];
  // An option that an asset may set is a field of the asset if the action does not have the option.
  const options = Object.entries(connector.options()).filter(
    ([name]) => name in action.options || !assetFields.includes(name),
  );
  return { assetFields, options: Object.fromEntries(options) };
}

/** Splits the object into its parts. Throws InvalidInput and InvalidOption. */
export function splitInputs(merged: unknown, { assetFields, options: known }: Keys): Step {
  if (typeof merged !== "object" || merged === null || Array.isArray(merged)) {
    throw new ConnectorError("InvalidInput", "The input must be one JSON object of asset and inputs merged.");
  }
  const { input, options } = splitOptions(merged as JsonObject, known);
  const { raise_for_status, ...rest } = input;
  const ofAsset = new Set(assetFields);
  const entries = Object.entries(rest);
  return {
    asset: Object.fromEntries(entries.filter(([key, value]) => ofAsset.has(key) && !isEmpty(value))),
    input: Object.fromEntries(entries.filter(([key, value]) => !ofAsset.has(key) && value !== null)),
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => !isEmpty(value))),
    raiseForStatus: flag(raise_for_status),
  };
}

function flag(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  throw new ConnectorError("InvalidOption", "raise_for_status must be true or false.");
}
