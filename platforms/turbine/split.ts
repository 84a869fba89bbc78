/** Splits the single object of a Turbine runner into asset, input and options of the run. */
import {
  type ActionDescription,
  type Asset,
  type Connector,
  type JsonObject,
} from "../../connector/platform_api.js";
import { turbineErrors } from "./messages.js";
import { assertNoOption } from "./option_mistakes.js";
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
  /** The inputs that the action declares. */
  readonly inputs: readonly string[];
}

/**
 * Returns the keys for a step of the action.
 * @param assetKeys - further asset keys, separated by commas, as older runners name them
 */
export function keysOf(
  action: Pick<ActionDescription, "input" | "options">,
  connector: Pick<Connector, "assetFields" | "options">,
  assetKeys = "",
): Keys {
  const assetFields = [...connector.assetFields(), ...assetKeys.split(",").map((key) => key.trim())];
  // An option that an asset may set is a field of the asset if the action does not have the option.
  const options = Object.entries(connector.options()).filter(
    ([name]) => name in action.options || !assetFields.includes(name),
  );
  const inputs = Object.keys(action.input["properties"] ?? {});
  return { assetFields, options: Object.fromEntries(options), inputs };
}

/** Splits the object into its parts. Throws InvalidInput and InvalidOption. */
export function splitInputs(merged: unknown, { assetFields, options: known, inputs }: Keys): Step {
  if (typeof merged !== "object" || merged === null || Array.isArray(merged)) {
    throw turbineErrors.notAnObject();
  }
  const { input: mixed, options } = splitOptions(merged as JsonObject, known);
  const { raise_for_status, ...rest } = mixed;
  const ofAsset = new Set(assetFields);
  const entries = Object.entries(rest);
  const input = Object.fromEntries(entries.filter(([key, value]) => !ofAsset.has(key) && value !== null));
  const others = Object.entries(input).filter(([key]) => !inputs.includes(key));
  assertNoOption(Object.fromEntries(others), [...Object.keys(known), "raise_for_status"]);
  return {
    asset: Object.fromEntries(entries.filter(([key, value]) => ofAsset.has(key) && !isEmpty(value))),
    input,
    options: Object.fromEntries(Object.entries(options).filter((option) => isGiven(option, known))),
    raiseForStatus: flag(raise_for_status),
  };
}

/** An empty text is a field left open. A switch has no such field: there it is a value that was lost. */
function isGiven([name, value]: [string, unknown], known: Options): boolean {
  return known[name]?.type === "boolean" || !isEmpty(value);
}

function flag(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  throw turbineErrors.badRaiseForStatus();
}
