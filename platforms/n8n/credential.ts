/** The form of the credential, made from the declared assets, and the asset of a completed form. */
import { posix } from "node:path";
import {
  type Asset,
  type Declarations,
  type JsonObject,
  defaultAssetKind,
} from "../../connector/platform_api.js";
import { parseJson } from "../shared/read_json.js";
import { camelCase, label } from "./labels.js";
import type { Property } from "./n8n_types.js";

type AssetKind = Declarations["manifest"]["assets"][string];

/** Name of the field that selects the kind of asset. */
const kindField = "authentication";

/** Fields of a credential that have several lines. */
const longParts: ReadonlySet<string> = new Set(["certificate", "privateKey"]);

/** Returns n8n's name of the credential. */
export function credentialName(manifestName: string): string {
  return `${camelCase(manifestName)}Api`;
}

/** Returns all fields of the form: the login method, the fields of each method, and the shared fields. */
export function credentialProperties(declarations: Declarations): Property[] {
  const kinds = Object.entries(declarations.manifest.assets);
  return [
    {
      displayName: "Authentication",
      name: kindField,
      type: "options",
      options: kinds.map(([value, { title }]) => ({ name: title, value })),
      default: defaultAssetKind(declarations.manifest),
    },
    ...kinds.flatMap(([kind, entry]) => kindProperties(kind, entry, declarations)),
    ...Object.entries(sharedFields(declarations)).map(([field, schema]) =>
      propertyOf(field, schema, declarations),
    ),
  ];
}

/**
 * Returns the asset of a completed form without empty fields and fields of other kinds. Throws InvalidAsset.
 */
export function assetOf(data: JsonObject, declarations: Declarations): Asset {
  const { schemas, manifest } = declarations;
  const kind = manifest.assets[String(data[kindField])];
  const own = kind === undefined ? {} : fieldsOfSchema(schemas.get(kind.schema));
  const fields = Object.entries({ ...sharedFields(declarations), ...own });
  return Object.fromEntries(
    fields.flatMap(([field, schema]) => {
      const value = filledIn(data[field], schema, field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

function kindProperties(kind: string, entry: AssetKind, declarations: Declarations): Property[] {
  const schema = declarations.schemas.get(entry.schema);
  const required = (schema?.["required"] ?? []) as string[];
  const partOf = new Map(Object.entries(entry.credentials).map(([part, field]) => [field, part]));
  return Object.entries(fieldsOfSchema(schema)).map(([field, fieldSchema]) => {
    const part = partOf.get(field) ?? field;
    const typeOptions = {
      ...(entry.secrets.includes(field) ? { password: true } : {}),
      ...(longParts.has(part) ? { rows: 4 } : {}),
    };
    return {
      ...propertyOf(field, fieldSchema, declarations),
      displayName: label(part),
      required: required.includes(field),
      displayOptions: { show: { [kindField]: [kind] } },
      ...(Object.keys(typeOptions).length === 0 ? {} : { typeOptions }),
    };
  });
}

function propertyOf(field: string, schema: JsonObject, { manifest }: Declarations): Property {
  const { description, default: declared } = schema;
  const about = { displayName: label(field), name: field, description: String(description) };
  const values = schema["enum"] as string[] | undefined;
  if (values !== undefined) {
    const choices = values.map((value) => ({ name: manifest.clouds[value]?.title ?? value, value }));
    return { ...about, type: "options", options: [{ name: "Default", value: "" }, ...choices], default: "" };
  }
  if (schema["type"] === "boolean") return { ...about, type: "boolean", default: declared === true };
  if (schema["type"] === "integer") return { ...about, type: "number", default: "" };
  if (schema["type"] === "string") return { ...about, type: "string", default: "" };
  // n8n marks an empty field of this type as invalid.
  return { ...about, type: "json", default: schema["type"] === "array" ? "[]" : "{}" };
}

/** Returns undefined if the form has the initial value. */
function filledIn(value: unknown, schema: JsonObject, field: string): unknown {
  if (value === undefined || value === null || value === "") return undefined;
  const { type, default: declared } = schema;
  if (type === "boolean") return value === (declared === true) ? undefined : value;
  if (type !== "array" && type !== "object") return value;
  const given = typeof value === "string" ? parseJson(value, { name: field, code: "InvalidAsset" }) : value;
  const isEmpty = typeof given === "object" && given !== null && Object.keys(given).length === 0;
  return isEmpty ? undefined : given;
}

/** The shared fields are in a schema that all kinds refer to. */
function sharedFields({ manifest, schemas }: Declarations): Record<string, JsonObject> {
  const shared = Object.values(manifest.assets).flatMap(({ schema: path }) => {
    const parts = (schemas.get(path)?.["allOf"] ?? []) as { $ref: string }[];
    return parts.map(({ $ref }) => fieldsOfSchema(schemas.get(posix.join(posix.dirname(path), $ref))));
  });
  return Object.assign({}, ...shared);
}

function fieldsOfSchema(schema: JsonObject | undefined): Record<string, JsonObject> {
  return (schema?.["properties"] ?? {}) as Record<string, JsonObject>;
}
