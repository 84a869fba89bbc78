/** The connector's JSON Schemas as components: names in place of paths, and no words that only the connector knows. */
import { posix } from "node:path";
import type { JsonObject } from "../../connector/index.js";

/** Folders whose schemas describe what goes in and out. */
const folders = ["schemas/actions/", "schemas/objects/"];

/** Keywords of the files alone. */
const ownKeywords = new Set(["$schema", "knownSpelling"]);

/** The schemas by component name. @param schemas by path */
export function componentSchemas(schemas: ReadonlyMap<string, JsonObject>): JsonObject {
  const described = [...schemas].filter(([path]) => folders.some((folder) => path.startsWith(folder)));
  return Object.fromEntries(
    described.map(([path, schema]) => [componentName(path), translated(schema, path)]),
  );
}

/** A reference to the schema of that path. */
export function schemaReference(path: string, fragment = ""): string {
  return `#/components/schemas/${componentName(path)}${fragment}`;
}

/** `schemas/actions/import_rows.input.json` → `ImportRowsInput`. */
function componentName(path: string): string {
  const words = posix.basename(path, ".json").split(/[._-]/);
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
}

function translated(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => translated(item, path));
  if (typeof value !== "object" || value === null) return value;
  // A property of that name has an object behind it.
  const entries = Object.entries(value).filter(
    ([key, inner]) => !ownKeywords.has(key) || typeof inner === "object",
  );
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string"
        ? translatedReference(inner, path)
        : translated(inner, path),
    ]),
  );
}

function translatedReference(reference: string, path: string): string {
  const [file = "", fragment = ""] = reference.split("#", 2);
  return schemaReference(file === "" ? path : posix.join(posix.dirname(path), file), fragment);
}
