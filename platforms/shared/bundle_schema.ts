/** Merges several files into one JSON Schema, for readers that do not have the files. */
import { posix } from "node:path";
import type { Declarations, JsonObject } from "../../connector/platform_api.js";

type Schemas = Declarations["schemas"];

/**
 * Returns the schema of that file with everything that it refers to in its `$defs`.
 * @param file - path from the root
 */
export function bundleSchema(file: string, schemas: Schemas): JsonObject {
  const whole = new Whole(schemas);
  const schema = whole.of(file);
  return whole.definitions.size === 0 ? schema : { ...schema, $defs: Object.fromEntries(whole.definitions) };
}

class Whole {
  readonly definitions = new Map<string, JsonObject>();
  readonly #schemas: Schemas;

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  of(file: string): JsonObject {
    return this.#within(this.#schemas.get(file), file) as JsonObject;
  }

  #within(value: unknown, file: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#within(item, file));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        key === "$ref" && typeof child === "string" ? this.#place(child, file) : this.#within(child, file),
      ]),
    );
  }

  /** References name a whole file, relative to their own file. */
  #place(reference: string, from: string): string {
    const file = posix.join(posix.dirname(from), reference);
    const name = nameOf(file);
    if (!this.definitions.has(name)) {
      // Registered before it is filled, for a schema that refers to itself.
      this.definitions.set(name, {});
      const { $schema: _dialect, ...schema } = this.of(file);
      this.definitions.set(name, schema);
    }
    return `#/$defs/${name}`;
  }
}

function nameOf(file: string): string {
  return file
    .replace(/^schemas\//, "")
    .replace(/\.json$/, "")
    .replaceAll("/", ".");
}
