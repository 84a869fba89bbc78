/** Parses arguments that an agent sent as JSON text although an object or an array is expected. */
import {
  type ActionDescription,
  getAt,
  type JsonObject,
  parsePointer,
  setAt,
} from "../../connector/platform_api.js";
import { parseJson } from "../shared/read_json.js";

/**
 * Returns the arguments with parsed texts. Throws InvalidInput for text that is not JSON.
 * @param read - called with each place that was a text
 */
export function withoutTexts(
  input: JsonObject,
  action: Pick<ActionDescription, "input" | "rows">,
  read: (place: string) => void,
): JsonObject {
  return placesOf(action).reduce<JsonObject>((whole, pointer) => {
    const text = getAt(whole, pointer);
    if (typeof text !== "string") return whole;
    const place = parsePointer(pointer).join(".");
    const hint = `Send ${place} as an object or an array, not as text. Nothing was sent.`;
    const value = parseJson(text, { name: `The text in ${place}`, code: "InvalidInput", hint });
    if (typeof value === "object" && value !== null) read(place);
    return setAt(whole, pointer, value) as JsonObject;
  }, input);
}

/** Returns JSON Pointers of the places that must be an object or an array, the outer places first. */
function placesOf({ input, rows }: Pick<ActionDescription, "input" | "rows">): string[] {
  const properties = Object.entries((input["properties"] ?? {}) as Record<string, JsonObject>);
  // A reference points to the schema of an object.
  const names = properties.filter(([, { $ref, type = $ref === undefined ? "" : "object" }]) =>
    ["object", "array"].includes(String(type)),
  );
  return [...names.map(([name]) => `/${name}`), ...(rows === undefined ? [] : [rows])];
}
