/** Makes the tables of the declaration reference from the meta schemas: one line for each word. */
import type { Declarations } from "../connector/declarations/load.js";
import { isObject } from "../connector/contract/json_pointer.js";
import { plain, tableOf } from "../platforms/export/page_text.js";

type Schema = Readonly<Record<string, unknown>>;

/** A word, and its schema. Names that the author chooses are `*`, entries of lists `[]`. */
interface Word {
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly isRequired: boolean;
}

const maxExampleLength = 50;

/** The tables by name of the meta schema: `action`, `manifest`, `rules` and so on. */
export function declarationWords(declarations: Declarations): Map<string, string> {
  const { manifest, actions, composed, schemas } = declarations;
  const filesIn = (folder: string): unknown[] =>
    [...schemas].filter(([path]) => path.startsWith(folder)).map(([, file]) => file);
  const declared: Readonly<Record<string, readonly unknown[]>> = {
    action: [...actions.values()],
    composed: [...composed.values()],
    manifest: [manifest],
    rules: filesIn("schemas/rules/"),
    names: filesIn("schemas/names/"),
    benign: filesIn("schemas/values/"),
  };
  return new Map(
    Object.entries(declared).map(([name, files]) => {
      const meta = schemas.get(`schemas/meta/${name}.schema.json`) as Schema;
      return [name, wordTable(wordsOf(meta, []), files)];
    }),
  );
}

function wordTable(words: readonly Word[], files: readonly unknown[]): string {
  const lines = words
    .filter(({ path }) => path[0] !== "$schema")
    .map(({ path, schema, isRequired }) => [
      `\`${nameOf(path)}\``,
      plain(typeOf(schema)),
      isRequired ? "required" : defaultOf(schema),
      exampleOf(path, files),
      plain(String(schema["description"] ?? "")),
    ]);
  return tableOf(["word", "type", "default", "example", "what it changes"], lines);
}

function nameOf(path: readonly string[]): string {
  return path.join(".").replaceAll(".[]", "[]");
}

function wordsOf(schema: Schema, path: readonly string[]): Word[] {
  const required = new Set((schema["required"] as string[] | undefined) ?? []);
  return Object.entries((schema["properties"] as Record<string, Schema> | undefined) ?? {}).flatMap(
    ([name, word]) => {
      const at = [...path, name];
      return [{ path: at, schema: word, isRequired: required.has(name) }, ...wordsBelow(word, at)];
    },
  );
}

function wordsBelow(schema: Schema, path: readonly string[]): Word[] {
  const { items, additionalProperties: others } = schema;
  return [
    ...wordsOf(schema, path),
    ...(isObject(items) ? wordsBelow(items, [...path, "[]"]) : []),
    ...(isObject(others) ? wordsBelow(others, [...path, "*"]) : []),
  ];
}

function typeOf(schema: Schema): string {
  const { type, enum: values, items, $ref, oneOf, anyOf } = schema;
  if (Array.isArray(values)) return values.join(", ");
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (typeof $ref === "string") return `as \`${$ref.split("/").at(-1)}\` of an action`;
  const variants = oneOf ?? anyOf;
  if (Array.isArray(variants)) return variants.map((one) => typeOf(one as Schema)).join(" or ");
  if (type === "array") return isObject(items) ? `list of ${typeOf(items)}` : "list";
  return Array.isArray(type) ? type.join(" or ") : String(type ?? "any");
}

function defaultOf(schema: Schema): string {
  return "default" in schema ? `\`${JSON.stringify(schema["default"])}\`` : "–";
}

/** The first value that a declaration has there, if it is short. */
function exampleOf(path: readonly string[], files: readonly unknown[]): string {
  const texts = files
    .flatMap((file) => valuesAt(file, path))
    .map((value) => JSON.stringify(value))
    .filter((text) => text.length <= maxExampleLength);
  return texts[0] === undefined ? "" : `\`${texts[0].replaceAll("|", "\\|")}\``;
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (name === undefined) return value === undefined ? [] : [value];
  if (name === "[]") return Array.isArray(value) ? value.flatMap((one) => valuesAt(one, rest)) : [];
  if (!isObject(value)) return [];
  if (name === "*") return Object.values(value).flatMap((one) => valuesAt(one, rest));
  return valuesAt(value[name], rest);
}
