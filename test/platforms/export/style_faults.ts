/** Rules of Spectral that documents of this project broke: its own linter is not among the dependencies. */
import type { JsonObject } from "../../../connector/index.js";

/** Returns the faults of a document, of any version. */
export function styleFaults(document: JsonObject): string[] {
  const { info, paths } = document as {
    info: JsonObject;
    paths: Record<string, Record<string, { description?: string }>>;
  };
  const faults = ["title", "description", "contact", "license"]
    .filter((name) => info[name] === undefined)
    .map((name) => `info has no ${name}`);
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(item))
      if (method !== "parameters" && !/\S/.test(operation.description ?? ""))
        faults.push(`${method} ${path} has no description`);
  if ("swagger" in document)
    for (const name of ["host", "schemes"]) if (document[name] === undefined) faults.push(`no ${name}`);
  return [...faults, ...unusedIn(document), ...schemaFaults(document, "")];
}

function unusedIn(document: JsonObject): string[] {
  const { definitions, components } = document as {
    definitions?: JsonObject;
    components?: { schemas: JsonObject };
  };
  const text = JSON.stringify(document);
  const names = Object.keys(definitions ?? components?.schemas ?? {});
  return names.filter((name) => !text.includes(`/${name}"`)).map((name) => `${name} is not used`);
}

function schemaFaults(value: unknown, place: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { type, items, prefixItems, nullable, "x-nullable": swaggerNullable } = value as JsonObject;
  const types = typeof type === "string" || Array.isArray(type) ? [type].flat() : [];
  const isNullable = nullable === true || swaggerNullable === true;
  return [
    ...(types.includes("array") && items === undefined && prefixItems === undefined
      ? [`${place} has no items`]
      : []),
    ...(isNullable && types.length === 0 ? [`${place} can be null and has no type`] : []),
    ...Object.entries(value).flatMap(([name, inner]) =>
      name === "examples" || name === "example" ? [] : schemaFaults(inner, `${place}/${name}`),
    ),
  ];
}
