/** Reads an asset from environment variables for the declared asset fields. */
import type { Asset, JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";

/**
 * Returns the asset from variables with the manifest's prefix and a field name in upper case. Fields that are
 * not strings are JSON. Ignores variables that do not name a field, because another program may use them.
 */
export function envAsset(
  env: Readonly<Record<string, string | undefined>>,
  { manifest, schemas }: Declarations,
): Asset {
  const asset: Asset = {};
  for (const [field, schema] of assetFields(schemas)) {
    const value = env[manifest.environmentPrefix + field.toUpperCase()];
    if (value !== undefined && value !== "") asset[field] = schema["type"] === "string" ? value : read(value);
  }
  return asset;
}

/** Returns the names of all asset fields of every kind. */
export function assetFieldNames({ schemas }: Declarations): string[] {
  return [...new Set(assetFields(schemas).map(([field]) => field))];
}

function assetFields(schemas: Declarations["schemas"]): [string, JsonObject][] {
  const files = [...schemas].filter(([path]) => path.startsWith("schemas/assets/"));
  return files.flatMap(([, schema]) =>
    Object.entries((schema["properties"] ?? {}) as Record<string, JsonObject>),
  );
}

function read(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
