/**
 * The examples of the document: only properties that a schema declares, because readers and generators do not
 * know others. Services also return undeclared properties, and actions pass them on.
 */
import { getAt, type JsonObject } from "../../../connector/platform_api.js";

type Schema = JsonObject | boolean;
type Named = Record<string, { readonly summary: string; readonly value: unknown }>;
type Content = Record<string, { readonly schema: JsonObject; readonly examples?: Named }>;

/**
 * Returns the content with the examples that have declared properties only. If there is none, it keeps the
 * first one without the others.
 * @param document - contains the components that the schemas refer to
 */
export function withDeclaredExamples(content: Content, document: JsonObject): Content {
  const changed = Object.entries(content).map(([type, { schema, examples, ...others }]) => {
    if (examples === undefined) return [type, { schema, ...others }];
    return [type, { schema, ...others, examples: declaredOf(examples, schema, document) }];
  });
  return Object.fromEntries(changed) as Content;
}

function declaredOf(examples: Named, schema: JsonObject, document: JsonObject): Named {
  const all = Object.entries(examples).map(([name, { summary, value }]) => {
    const declared = new Declared(document).only(value, [schema]);
    return { name, summary, declared, isWhole: JSON.stringify(declared) === JSON.stringify(value) };
  });
  const whole = all.filter(({ isWhole }) => isWhole);
  const kept = whole.length > 0 ? whole : all.slice(0, 1);
  return Object.fromEntries(kept.map(({ name, summary, declared }) => [name, { summary, value: declared }]));
}

/** Removes undeclared properties of a value. */
class Declared {
  readonly #document: JsonObject;

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** @param schemas - schemas of the value; a property is declared if one of them declares it */
  only(value: unknown, schemas: readonly Schema[]): unknown {
    if (typeof value !== "object" || value === null) return value;
    const parts = schemas.flatMap((schema) => this.#parts(schema));
    if (Array.isArray(value)) {
      const items = parts.flatMap((part) => (part["items"] === undefined ? [] : [part["items"] as Schema]));
      return items.length === 0 ? value : value.map((item) => this.only(item, items));
    }
    const declared = parts.flatMap(({ properties }) =>
      properties === undefined ? [] : [properties as JsonObject],
    );
    if (declared.length === 0) return value;
    const rest = parts.flatMap(({ additionalProperties: more }) =>
      typeof more === "object" ? [more as Schema] : [],
    );
    const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      const own = declared.flatMap((names) => (Object.hasOwn(names, name) ? [names[name] as Schema] : []));
      const found = own.length > 0 ? own : rest;
      return found.length === 0 ? [] : [[name, this.only(inner, found)]];
    });
    return Object.fromEntries(entries);
  }

  /** Returns the schema, and all that it refers to or combines. */
  #parts(schema: Schema): JsonObject[] {
    if (typeof schema === "boolean") return [];
    const { $ref, allOf, anyOf, oneOf, then, else: other } = schema;
    const referred = typeof $ref === "string" ? [getAt(this.#document, $ref.slice(1)) as Schema] : [];
    const combined = [allOf, anyOf, oneOf].flatMap((list) => (list ?? []) as Schema[]);
    const conditional = [then, other].filter((one) => one !== undefined) as Schema[];
    return [schema, ...[...referred, ...combined, ...conditional].flatMap((one) => this.#parts(one))];
  }
}
