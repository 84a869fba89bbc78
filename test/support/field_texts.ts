/** An asset as a form or the environment holds it. */
import type { JsonObject } from "../../connector/index.js";

/** Fields of an asset as texts, as variables and forms hold them. */
export function fieldTexts(fields: JsonObject): Record<string, string> {
  const texts = Object.entries(fields).map(
    ([field, value]) => [field, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return Object.fromEntries(texts);
}
