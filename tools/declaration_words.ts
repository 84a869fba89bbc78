/** Makes the tables of the declaration reference from the meta schemas: one line for each word. */
import type { Declarations } from "../connector/declarations/load.js";
import { isObject } from "../connector/contract/json_pointer.js";
import { plain, tableOf } from "../platforms/export/page_text.js";

/** The keywords of JSON Schema that the meta schemas use. */
interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly $ref?: string;
  readonly oneOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema | boolean;
  readonly additionalProperties?: Schema | boolean;
}

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
    mapping: filesIn("schemas/mappings/"),
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
      plain(schema.description ?? ""),
    ]);
  return tableOf(["word", "type", "default", "example", "what it changes"], lines);
}

function nameOf(path: readonly string[]): string {
  return path.join(".").replaceAll(".[]", "[]");
}

function wordsOf(schema: Schema, path: readonly string[]): Word[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, word]) => {
    const at = [...path, name];
    return [{ path: at, schema: word, isRequired: required.has(name) }, ...wordsBelow(word, at)];
  });
}

function wordsBelow(schema: Schema, path: readonly string[]): Word[] {
  const { items, additionalProperties: others, oneOf = [] } = schema;
  return [
    ...wordsOf(schema, path),
    ...oneOf.flatMap((variant) => wordsBelow(variant, path)),
    ...(typeof items === "object" ? wordsBelow(items, [...path, "[]"]) : []),
    ...(typeof others === "object" ? wordsBelow(others, [...path, "*"]) : []),
  ];
}

function typeOf(schema: Schema): string {
  const { type = "any", enum: values, items, $ref, oneOf } = schema;
  if (values !== undefined) return values.join(", ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if ($ref !== undefined) return `as ${$ref.split("/").at(-1)} of an action`;
  if (oneOf !== undefined) return oneOf.map(typeOf).join(" or ");
  if (type === "array") return typeof items === "object" ? `list of ${typeOf(items)}` : "list";
  return typeof type === "string" ? type : type.join(" or ");
}

/** The default, or what the description says about a word that is absent. */
function defaultOf(schema: Schema): string {
  if ("default" in schema) return `\`${JSON.stringify(schema.default)}\``;
  const [, absent = "–"] = /\b[Aa]bsent: ([^.]+)/.exec(schema.description ?? "") ?? [];
  return plain(absent);
}

/** The first value that a declaration has there, if it is short. */
function exampleOf(path: readonly string[], files: readonly unknown[]): string {
  const text = files
    .flatMap((file) => valuesAt(file, path))
    .map((value) => JSON.stringify(value))
    .find((one) => one.length <= maxExampleLength);
  return text === undefined ? "" : `\`${text.replaceAll("|", "\\|")}\``;
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (name === undefined) return value === undefined ? [] : [value];
  if (name === "[]") return Array.isArray(value) ? value.flatMap((one) => valuesAt(one, rest)) : [];
  if (!isObject(value)) return [];
  if (name === "*") return Object.values(value).flatMap((one) => valuesAt(one, rest));
  return valuesAt(value[name], rest);
}
