/** Takes apart what a Turbine runner merges into one object: asset, inputs and the step's own options. */
import { type Asset, ConnectorError, type JsonObject, type RunOptions } from "../../connector/index.js";
import { splitPayload } from "../shared/payload_options.js";

/** One step of a playbook. */
export interface Step {
  readonly asset: Asset;
  readonly input: JsonObject;
  readonly options: Omit<RunOptions, "asset">;
  /** Whether a status of 400 or more is an error. */
  readonly raiseForStatus: boolean;
}

/** @param assetKeys further asset keys, separated by commas, as older runners name them */
export function splitInputs(merged: unknown, assetFields: readonly string[], assetKeys = ""): Step {
  if (typeof merged !== "object" || merged === null || Array.isArray(merged)) {
    throw new ConnectorError("InvalidInput", "The input must be one JSON object of asset and inputs merged.");
  }
  const { input, options } = splitPayload(merged);
  const { raise_for_status, ...rest } = input as JsonObject;
  const known = new Set([...assetFields, ...assetKeys.split(",").map((key) => key.trim())]);
  const entries = Object.entries(rest);
  return {
    asset: Object.fromEntries(entries.filter(([key, value]) => known.has(key) && !isBlank(value))),
    input: Object.fromEntries(entries.filter(([key, value]) => !known.has(key) && value !== null)),
    options: Object.fromEntries(Object.entries(options).filter(([, value]) => !isBlank(value))),
    raiseForStatus: flag(raise_for_status),
  };
}

/** A form field that was left open. The kind of an asset is told by which fields are there. */
function isBlank(value: unknown): boolean {
  return value === null || value === "";
}

function flag(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  throw new ConnectorError("InvalidOption", "raise_for_status must be true or false.");
}
