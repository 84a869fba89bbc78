/** Fills in the manifest's defaults for actions. */
import type { Action } from "../contract/action.js";
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";

/** Properties that only actions with rows have. */
const ofRows = new Set(["batch", "circuitBreaker", "bisect"]);

/**
 * Returns the action with the manifest's defaults for everything that it does not declare.
 * @param manifest - may be malformed, like the action; the check reports what could not be filled in
 */
export function withDefaults(action: JsonObject, manifest: JsonObject): Action {
  const defaults = isObject(manifest["defaults"]) ? manifest["defaults"] : {};
  const hasRows = action["batch"] !== undefined;
  const filled = Object.entries(defaults)
    .filter(([word]) => hasRows || !ofRows.has(word))
    .map(([word, preset]) => [word, merged(preset, action[word])]);
  return { ...action, ...Object.fromEntries(filled) };
}

function merged(preset: unknown, own: unknown): unknown {
  if (own === undefined) return preset;
  return isObject(preset) && isObject(own) ? { ...preset, ...own } : own;
}
