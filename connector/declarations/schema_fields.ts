/** Lists the fields of a JSON Schema for documentation, including those behind a $ref. */
import { posix } from "node:path";
import type { JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";

type Schemas = Declarations["schemas"];

/** A schema and the file that its references are relative to. */
interface Place {
  readonly schema: JsonObject;
  readonly file: string;
}

/** One documented field. */
export interface Field {
  name: string;
  /** Number of fields that contain it. */
  depth: number;
  /** Its type or its allowed values. */
  kind: string;
  required: boolean;
  /** Empty if the schema has no description. */
  description: string;
}

/**
 * Returns all fields, each before those within it.
 * @param file - path of the schema from the root
 */
export function fieldsOf(file: string, schemas: Schemas): Field[] {
  return below({ schema: schemas.get(file) ?? {}, file }, schemas, 0);
}

function below(place: Place, schemas: Schemas, depth: number): Field[] {
  const { schema, file } = place;
  const [choices, parts] = [schema["anyOf"], schema["allOf"]].map((some) => (some ?? []) as JsonObject[]);
  const ofPart = (part: JsonObject) => below(resolved({ schema: part, file }, schemas), schemas, depth);
  const required = (schema["required"] ?? []) as string[];
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonObject>);
  const own = properties.flatMap(([name, property]) => {
    const field = resolved({ schema: property, file }, schemas);
    const item = itemOf(field, schemas);
    const about = aboutOf(field.schema, item?.schema, required.includes(name));
    return [{ name, depth, ...about }, ...below(item ?? field, schemas, depth + 1)];
  });
  // Fields that one of several forms requires are optional in the data.
  const optional = (field: Field) => (field.depth === depth ? { ...field, required: false } : field);
  return [...own, ...(choices ?? []).flatMap(ofPart).map(optional), ...(parts ?? []).flatMap(ofPart)];
}

function itemOf({ schema, file }: Place, schemas: Schemas): Place | undefined {
  const items = schema["items"] as JsonObject | undefined;
  return items === undefined ? undefined : resolved({ schema: items, file }, schemas);
}

/** Returns the referenced schema. References are relative to the file. */
function resolved({ schema, file }: Place, schemas: Schemas): Place {
  const { $ref } = schema;
  if (typeof $ref !== "string") return { schema, file };
  const target = posix.join(posix.dirname(file), $ref);
  return { schema: { ...schemas.get(target), ...schema, $ref: undefined }, file: target };
}

function aboutOf(
  schema: JsonObject,
  item: JsonObject | undefined,
  required: boolean,
): Pick<Field, "kind" | "required" | "description"> {
  const own = typeOf(schema, required);
  const kind = item === undefined ? own : own.replace("array", `array of ${typeOf(item, true)}`);
  const { description } = schema;
  return { kind, required, description: typeof description === "string" ? description : "" };
}

/**
 * Returns the type as text.
 * @param withNull - false if null only makes the field optional
 */
function typeOf({ type, enum: values, anyOf }: JsonObject, withNull: boolean): string {
  if (anyOf !== undefined && type === undefined) return "object";
  const wanted = (name: unknown) => withNull || (name !== null && name !== "null");
  if (Array.isArray(values)) return values.filter(wanted).join(" | ");
  const types = (Array.isArray(type) ? type : [type ?? "anything"]) as string[];
  return types.filter(wanted).join(" or ");
}
