// Assets in the form of variables and of forms; apart from what needs a test runner.
import type { JsonObject } from "../../connector/contract/types.js";

/** Fields of an asset as texts, as variables and forms hold them. */
export function fieldTexts(fields: JsonObject): Record<string, string> {
  const texts = Object.entries(fields).map(
    ([field, value]) => [field, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return Object.fromEntries(texts);
}
