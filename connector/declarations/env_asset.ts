/** Reads an asset from environment variables, by the fields that the asset schemas declare. */
import type { Asset, JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";

/**
 * Variables of the manifest's prefix, followed by a field in capitals. Fields that are no strings are written as
 * JSON. A variable that names no field is left alone: it may be somebody else's.
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

/** Names of all fields that assets may hold, whatever their kind. */
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
