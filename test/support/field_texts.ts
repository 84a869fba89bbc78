/** Text form of an asset. */
import type { JsonObject } from "../../connector/index.js";

/** Returns the fields of an asset as strings, the form that variables and web forms use. */
export function fieldTexts(fields: JsonObject): Record<string, string> {
  const texts = Object.entries(fields).map(
    ([field, value]) => [field, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return Object.fromEntries(texts);
}
