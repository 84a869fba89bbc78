/**
 * The connector's JSON Schemas as components: names instead of paths, and without keywords that only the
 * connector knows.
 */
import { posix } from "node:path";
import type { JsonObject } from "../../../connector/platform_api.js";

/** A keyword of schema files only. */
const ownKeyword = "$schema";

/** Returns the reference to the schema of that path in the document. */
export function schemaReference(path: string, fragment = ""): string {
  return `#/components/schemas/${componentName(path)}${fragment}`;
}

/**
 * Returns those schemas and all that they refer to, by component name.
 * @param schemas - all schemas, by path
 */
export function componentSchemas(
  paths: readonly string[],
  schemas: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const components = new Components(schemas);
  for (const path of paths) components.add(path);
  return Object.fromEntries(components.found);
}

/** Returns the component name: `schemas/actions/import_rows.input.json` → `ImportRowsInput`. */
function componentName(path: string): string {
  const words = posix.basename(path, ".json").split(/[._-]/);
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
}

/** Returns the entries of a schema; one that allows arrays says what is in them, as many readers require. */
function withItems(entries: [string, unknown][]): [string, unknown][] {
  const words = new Map(entries);
  const types = [words.get("type")].flat();
  return types.includes("array") && !words.has("items") ? [...entries, ["items", {}]] : entries;
}

class Components {
  readonly found = new Map<string, unknown>();
  readonly #schemas: ReadonlyMap<string, JsonObject>;

  constructor(schemas: ReadonlyMap<string, JsonObject>) {
    this.#schemas = schemas;
  }

  add(path: string): void {
    const name = componentName(path);
    if (this.found.has(name)) return;
    this.found.set(name, undefined);
    this.found.set(name, this.#translated(this.#schemas.get(path), path));
  }

  #translated(value: unknown, path: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#translated(item, path));
    if (typeof value !== "object" || value === null) return value;
    // A property with the name of a keyword has an object as value.
    const entries = Object.entries(value).filter(
      ([key, inner]) => key !== ownKeyword || typeof inner === "object",
    );
    return Object.fromEntries(
      withItems(entries).map(([key, inner]) => [
        key,
        key === "$ref" && typeof inner === "string"
          ? this.#reference(inner, path)
          : this.#translated(inner, path),
      ]),
    );
  }

  #reference(reference: string, from: string): string {
    const [file = "", fragment = ""] = reference.split("#", 2);
    const path = file === "" ? from : posix.join(posix.dirname(from), file);
    this.add(path);
    return schemaReference(path, fragment);
  }
}
