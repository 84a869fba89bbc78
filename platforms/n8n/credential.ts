/** The form of the credential, made from the declared assets, and the asset of a completed form. */
import { posix } from "node:path";
import {
  type Asset,
  type Declarations,
  type JsonObject,
  defaultAssetKind,
} from "../../connector/platform_api.js";
import { fixedFields } from "../shared/fixed_fields.js";
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
    ...sharedProperties(declarations),
  ];
}

/**
 * Returns the asset of a completed form without empty fields and fields of other kinds. Throws InvalidAsset.
 */
export function assetOf(data: JsonObject, declarations: Declarations): Asset {
  const kind = String(data[kindField]);
  const { schemas, manifest } = declarations;
  const path = Object.hasOwn(manifest.assets, kind) ? manifest.assets[kind]?.schema : undefined;
  if (path === undefined) return {};
  const parts = partsOf(path, schemas).map((part) => fieldsOfSchema(schemas.get(part)));
  const fields = Object.entries(Object.assign({}, ...parts, fieldsOfSchema(schemas.get(path))) as Fields);
  const filled = fields.flatMap(([field, schema]) => {
    const value = filledIn(data[field], schema, field);
    return value === undefined ? [] : [[field, value] as const];
  });
  return { ...fixedFields(kind, declarations), ...Object.fromEntries(filled) };
}

type Fields = Record<string, JsonObject>;

/** Returns the fields that several kinds share, each shown for the kinds that have it. */
function sharedProperties(declarations: Declarations): Property[] {
  const { manifest, schemas } = declarations;
  const kinds = Object.entries(manifest.assets);
  const usersOf = new Map<string, string[]>();
  for (const [kind, { schema }] of kinds)
    for (const part of partsOf(schema, schemas)) usersOf.set(part, [...(usersOf.get(part) ?? []), kind]);
  return [...usersOf].flatMap(([part, users]) =>
    Object.entries(fieldsOfSchema(schemas.get(part))).map(([field, schema]) => ({
      ...propertyOf(field, schema, declarations),
      ...(users.length === kinds.length ? {} : { displayOptions: { show: { [kindField]: users } } }),
    })),
  );
}

function kindProperties(kind: string, entry: AssetKind, declarations: Declarations): Property[] {
  const schema = declarations.schemas.get(entry.schema);
  const required = (schema?.["required"] ?? []) as string[];
  const partOf = new Map(Object.entries(entry.credentials).map(([part, field]) => [field, part]));
  const asked = Object.entries(fieldsOfSchema(schema)).filter(([, { const: fixed }]) => fixed === undefined);
  return asked.map(([field, fieldSchema]) => {
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
  if (value === undefined || value === null || value === "" || schema["const"] !== undefined)
    return undefined;
  const { type, default: declared } = schema;
  if (type === "boolean") return value === (declared === true) ? undefined : value;
  if (type !== "array" && type !== "object") return value;
  const given = typeof value === "string" ? parseJson(value, { name: field, code: "InvalidAsset" }) : value;
  const isEmpty = typeof given === "object" && given !== null && Object.keys(given).length === 0;
  return isEmpty ? undefined : given;
}

/** Returns the paths of the schemas that a kind shares with others. */
function partsOf(path: string, schemas: Declarations["schemas"]): string[] {
  const parts = (schemas.get(path)?.["allOf"] ?? []) as { $ref: string }[];
  return parts.map(({ $ref }) => posix.join(posix.dirname(path), $ref));
}

function fieldsOfSchema(schema: JsonObject | undefined): Fields {
  return (schema?.["properties"] ?? {}) as Fields;
}
