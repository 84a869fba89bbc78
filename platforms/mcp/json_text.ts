/** Parses arguments that an agent sent as JSON text although an object or an array is needed. */
import {
  type ActionDescription,
  getAt,
  type JsonObject,
  parsePointer,
  setAt,
} from "../../connector/platform_api.js";
import { parseJson } from "../shared/read_json.js";
import { textMessages } from "./messages.js";

/**
 * Returns the arguments with parsed texts. Throws InvalidInput for text that is not JSON.
 * @param read - called with each place that was a text, and what it must be
 */
export function withoutTexts(
  input: JsonObject,
  action: Pick<ActionDescription, "input" | "rows">,
  read: (place: string, what: string) => void,
): JsonObject {
  return placesOf(action).reduce<JsonObject>((whole, [pointer, what]) => {
    const text = getAt(whole, pointer);
    if (typeof text !== "string") return whole;
    const place = parsePointer(pointer).join(".");
    const hint = textMessages.invalidHint(place, what);
    const value = parseJson(text, { name: textMessages.name(place), code: "InvalidInput", hint });
    if (typeof value === "object" && value !== null) read(place, what);
    return setAt(whole, pointer, value) as JsonObject;
  }, input);
}

/** Returns JSON Pointers of the places that must be an object or an array, and which, the outer places first. */
function placesOf({ input, rows }: Pick<ActionDescription, "input" | "rows">): [string, string][] {
  const properties = Object.entries((input["properties"] ?? {}) as Record<string, JsonObject>);
  // A reference points to the schema of an object.
  const places = properties.flatMap(
    ([name, { $ref, type = $ref === undefined ? "" : "object" }]): [string, string][] =>
      type === "object" || type === "array" ? [[`/${name}`, `an ${type}`]] : [],
  );
  return rows === undefined ? places : [...places, [rows, "an array"]];
}
