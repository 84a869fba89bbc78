/** The fields of an asset that its kind determines. */
import type { Declarations, JsonObject } from "../../connector/platform_api.js";

/** Returns the fields of a kind of asset that have one value only, which no form asks for. */
export function fixedFields(
  kind: string,
  { manifest, schemas }: Pick<Declarations, "manifest" | "schemas">,
): Record<string, unknown> {
  const schema = schemas.get(manifest.assets[kind]?.schema ?? "");
  const properties = Object.entries((schema?.["properties"] ?? {}) as Record<string, JsonObject>);
  const fixed = properties.filter(([, { const: value }]) => value !== undefined);
  return Object.fromEntries(fixed.map(([name, { const: value }]) => [name, value]));
}
